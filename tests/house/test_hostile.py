"""No parameter of a page and no field of a form makes the program fail or do what it should not."""

import re
from pathlib import Path

import pytest

import servicecorps
from servicecorps.extensions import db
from servicecorps.forms import Form
from servicecorps.people.door import PUBLIC
from servicecorps.people.permits import GRANTS, permission_of
from tests.conftest import inside

ASKED = re.compile(r"""args(?:\.get\(|\[)"([a-z_]+)""")
# More than SQLite's and PostgreSQL's numbers hold, what has a meaning in SQL or on a page;
# and what gets no further than Python: more digits than it reads, a digit that is no number.
FOR_ANY_DATABASE = ["9" * 30, "-1", "'\"%_\\<b>${7*7}"]
FOR_PYTHON = ["9" * 4400, "²"]
# They take long for what they can show here.
NOT_SENT = {"backups.make", "people.sign_out"}


def asked():
    """Return every name that some page looks for in its address."""
    package = Path(servicecorps.__file__).parent
    files = package.rglob("*.py")
    return {name for file in files for name in ASKED.findall(file.read_text("utf-8"))}


def fields():
    """Return the name of every field of every form."""
    kinds, found = [Form], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found |= {name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
    return found


def browser_for(app, cast, address):
    """Return a browser of somebody who may."""
    browser = app.test_client()
    browser.checks = False
    if address.endpoint not in PUBLIC:
        granted = GRANTS[permission_of(app.view_functions[address.endpoint])]
        order = ("manager", "admin", "member", "viewer")
        browser.sign_in(cast.of_role(next(role for role in order if role in granted)))
    return browser


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_stands_in_an_address_or_a_form_is_answered(app, cast, addresses, method):
    names = sorted(asked() if method == "GET" else fields() | {"kind", "next", "locale"})
    assert {"community", "month"} <= set(names) or {"minutes", "version"} <= set(names)
    failed = []
    on_sqlite = inside(app, lambda: db.engine.dialect.name) == "sqlite"
    hostile = FOR_ANY_DATABASE + (FOR_PYTHON if on_sqlite else [])
    for address in addresses:
        if method not in address.methods or address.endpoint in NOT_SENT:
            continue
        browser = browser_for(app, cast, address)
        for value in hostile:
            # Each twice: which of them counts must not matter.
            sent = {name: [value, value] for name in names}
            if method == "GET":
                answer = browser.get(address.path, query_string=sent)
            else:
                answer = browser.post(address.path, data=sent | {"csrf_token": browser.token()})
            if answer.status_code >= 500:
                failed.append((address.endpoint, value[:8], answer.status_code))
    assert not failed


def test_a_form_takes_its_own_fields_and_nothing_else(as_member, log, cast):
    visit = log.visit(note="vorher")
    before = log.get(visit)
    path = f"/visits/{visit}/amend"
    more = {
        "note": "nachher", "id": "999", "recorded_by": str(cast.helper.id), "state": "withdrawn",
        "status": "withdrawn", "measure": "media", "quantity": "50", "source": "import",
    }  # fmt: skip
    assert as_member.send(as_member.get_page(path), path, **more).status_code == 302
    after = log.get(visit)
    assert after.note == "nachher"
    for name in ("id", "recorded_by", "state", "status", "measure", "quantity", "source"):
        assert getattr(after, name) == getattr(before, name), name
