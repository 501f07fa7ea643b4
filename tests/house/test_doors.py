"""Deny by default: every endpoint names who may, and lets in nobody else."""

import os
from pathlib import Path

import pytest

from servicecorps.people.door import PUBLIC
from servicecorps.people.permits import GRANTS, ROLES, Permission, permission_of

MATRIX = Path(__file__).parent / "matrix.txt"
BY_REQUEST = "WRITE_MATRIX"
SIGN_IN = "/sign-in"


def test_every_endpoint_names_its_permission_or_is_public(app):
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in PUBLIC and permission_of(view) is None
    ]
    assert not silent, (
        f"{silent}: put @needs(Permission.…) on the view, or, if a stranger may open it, "
        "its endpoint on PUBLIC in people/door.py"
    )


def test_nothing_public_names_a_permission_and_nothing_public_vanished(app):
    assert set(app.view_functions) >= PUBLIC
    assert not [name for name in PUBLIC if permission_of(app.view_functions[name])]


def test_every_permission_is_granted_to_somebody_and_to_known_roles_only():
    assert set(GRANTS) == set(Permission)
    for permission, roles in GRANTS.items():
        assert roles, permission
        assert roles <= set(ROLES), permission


def test_the_matrix_of_endpoints_and_roles_is_the_written_one(app):
    """The written matrix changes only on purpose: WRITE_MATRIX=1 writes it anew."""
    lines = [f"{'endpoint':28}{'methods':10}{'anonymous':11}" + "".join(f"{r:9}" for r in ROLES)]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        methods = "+".join(sorted(set(rule.methods or ()) & {"GET", "POST"}))
        permission = permission_of(app.view_functions[rule.endpoint])
        may = [permission is None or role in GRANTS[permission] for role in ROLES]
        marks = "".join(f"{'yes' if one else '-':9}" for one in may)
        public = "yes" if rule.endpoint in PUBLIC else "-"
        lines.append(f"{rule.endpoint:28}{methods:10}{public:11}{marks}".rstrip())
    now = "\n".join(line.rstrip() for line in lines) + "\n"
    if os.environ.get(BY_REQUEST):
        MATRIX.write_text(now, encoding="utf-8")
    written = MATRIX.read_text(encoding="utf-8") if MATRIX.exists() else ""
    changed = set(now.splitlines()) ^ set(written.splitlines())
    assert now == written, f"{MATRIX.name} differs in:\n" + "\n".join(sorted(changed))


# Who is let in does not depend on the database; whether the pages open is asked of both elsewhere.
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_is_let_in_and_nobody_else(app, cast, addresses, role, method):
    found = {}
    for address in addresses:
        if method not in address.methods:
            continue
        browser = app.test_client().sign_in(cast.of_role(role))
        browser.checks = False
        answer = send(browser, method, address.path)
        permission = permission_of(app.view_functions[address.endpoint])
        may = address.endpoint in PUBLIC or role in GRANTS[permission]
        if answer.status_code >= 500 or (answer.status_code == 403) == may:
            found[address.endpoint] = (address.path, answer.status_code)
    assert not found, f"{role} {method}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_sign_in(app, addresses, method):
    for address in addresses:
        if method not in address.methods or address.endpoint in PUBLIC:
            continue
        browser = app.test_client()
        answer = send(browser, method, address.path)
        assert answer.status_code == 302, (address, answer.status_code)
        assert answer.location.startswith(SIGN_IN), address


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_left_is_a_stranger(app, cast, method):
    browser = app.test_client().sign_in(cast.retired)
    assert send(browser, method, "/visits/new").location.startswith(SIGN_IN)


def test_nothing_is_changed_without_the_token_of_a_form(app, cast, addresses):
    for address in addresses:
        if "POST" not in address.methods:
            continue
        browser = app.test_client().sign_in(cast.admin)
        browser.checks = False
        assert browser.post(address.path).status_code == 400, address


def test_what_only_changes_things_cannot_be_opened_by_a_link(app, cast, addresses):
    browser = app.test_client().sign_in(cast.manager)
    for address in addresses:
        if address.methods == {"POST"}:
            assert browser.get(address.path).status_code == 405, address


def test_every_number_in_an_address_that_leads_nowhere_is_not_found(app, cast, as_manager):
    as_manager.checks = False
    numbers = ("0", "999999", str(2**31), str(2**63), "9" * 30)
    found = {}
    for rule in app.url_map.iter_rules():
        names = [name for name in rule.arguments if name.endswith("_id")]
        if not names or "GET" not in rule.methods or "amend_member" in rule.endpoint:
            continue
        for number in numbers:
            path = str(rule)
            for name in rule.arguments:
                path = path.replace(f"<int:{name}>", number)
            status = as_manager.get(path).status_code
            if status not in (403, 404):
                found[path] = status
    assert not found


def send(browser, method, path):
    """Send a request as somebody who has the form on the screen."""
    if method == "GET":
        return browser.get(path)
    return browser.post(path, data={"csrf_token": browser.token()})
