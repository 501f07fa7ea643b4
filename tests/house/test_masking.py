"""What tells who a household is stands nowhere but before those who may see it in clear.

The household of this test is in the helper's care, with every column that tells something filled
and a record of every kind.
"""

import io
import logging
import re
import zipfile

import pytest
import sqlalchemy as sa

from servicecorps.extensions import db
from servicecorps.places import queries, writing
from tests.pages import Page, attribute

NAME, INITIALS = "欧阳慕容", "oymr"
PHONE, OTHER_PHONE, CALLER = "13877776666", "13866665555", "13855554444"
DOOR, ACCOUNT, WISH = "99号楼9单元909户", "WA77665544", "钥匙在花盆下面"
NOTE, ADDRESS, SOLUTION, WHY = "她说门禁是7788", "宁夏路909弄", "换了她家的表", "她不愿意记"
FROM = "诸葛孔明"
SECRETS = (
    NAME, INITIALS, PHONE, OTHER_PHONE, CALLER, DOOR, "909户", ACCOUNT, WISH, NOTE, ADDRESS,
    SOLUTION, WHY, FROM,
)  # fmt: skip
# Where a manager has a household, or a record's texts, before them in clear.
OPENED = re.compile(r"/households/\d+(/amend)?|/[a-z-]+/(new|\d+(/amend|/withdraw)?)")


@pytest.fixture
def theirs(ask, cast, log):
    """A household in the care of the helper, and the ids of its records by room."""
    home = ask(queries.household, cast.ill.id)
    values = {name: getattr(home, name) for name in writing._FACTS} | {
        "contact_name": NAME, "phone": PHONE, "other_phone": OTHER_PHONE, "door": DOOR,
        "water_account": ACCOUNT, "preferences": WISH, "consent_on": home.registered_on,
        "consent_by_id": cast.helper.id, "consent_way": "spoken",
    }  # fmt: skip
    ask(writing.amend_household, home.id, home.version, values, ["dibao"], cast.helper.id)
    by = {"by": cast.helper, "household_id": home.id, "community_id": cast.far}
    ids = {
        "visits": log.visit(household=cast.ill, by=cast.helper, note=NOTE),
        "repairs": log.repair(**by, address=ADDRESS, note=NOTE),
        "calls": log.call(**by, caller_phone=CALLER, note=NOTE),
        "commendations": log.commendation(**by, from_whom=FROM, note=NOTE),
        "problems": log.problem(**by, address=ADDRESS, solution=SOLUTION, note=NOTE),
        "appointments": log.appointment(**by, address=ADDRESS, note=NOTE),
        "night_works": log.night_work(by=cast.helper),
    }
    for room in ("visits", "calls", "problems"):
        log.amend(ids[room], note=f"{NOTE}。", by=cast.helper)
    log.call(caller_phone=CALLER, note=NOTE, by=cast.helper)
    ids["gone"] = log.visit(household=cast.ill, by=cast.helper, on=home.registered_on)
    log.withdraw(ids["gone"], by=cast.helper, reason=WHY)
    return home.id, ids


@pytest.fixture
def opened_by(app, cast, addresses_of, theirs):
    """Open every page and file as somebody; return (path, answer) of each."""
    home_id, ids = theirs
    found = addresses_of(ids, household_id=home_id, community_id=cast.far)
    more = [
        f"/visits/{ids['gone']}",
        f"/visits/?household={home_id}", f"/visits/new?household={home_id}",
        f"/repairs/new?household={home_id}", f"/households/pick/visit?community={cast.far}",
        f"/households/?community={cast.far}", "/households/?whose=all", "/visits/?state=withdrawn",
        "/tallies/?month=2026-10&by=community", f"/visits/export.csv?household={home_id}",
    ]  # fmt: skip

    def walk(role):
        browser = app.test_client().sign_in(cast.of_role(role))
        browser.checks = False
        for path in [*(one.path for one in found if "GET" in one.methods), *more]:
            yield path, browser.get(path)

    return walk


def said(answer):
    """Return everything an answer says, a workbook unpacked, headers included."""
    content = answer.get_data()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode("utf-8", "replace") + str(answer.headers)


def leaks(text):
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("role", ["member", "viewer", "admin"])
def test_whoever_may_not_see_it_meets_it_nowhere(opened_by, role, caplog):
    caplog.set_level(logging.DEBUG)
    found, pages = {}, 0
    for path, answer in opened_by(role):
        pages += answer.status_code == 200
        if told := leaks(path + said(answer)):
            found[path] = told
    assert pages > 20
    assert not found
    assert leaks(caplog.text) == []


def test_the_manager_meets_it_only_where_it_was_opened(opened_by, caplog):
    caplog.set_level(logging.DEBUG)
    found, opened = {}, set()
    for path, answer in opened_by("manager"):
        told = leaks(said(answer))
        if OPENED.fullmatch(path.partition("?")[0]):
            opened.update(told)
            told = leaks(Page(answer).title + str(answer.headers))
        if told:
            found[path] = told
    assert not found
    assert opened >= {NAME, PHONE, OTHER_PHONE, DOOR, ACCOUNT, WISH, NOTE, ADDRESS, SOLUTION, WHY}
    assert leaks(caplog.text) == []


def test_others_read_that_there_is_a_note(as_member, as_helper, theirs):
    path = f"/visits/{theirs[1]['visits']}"
    assert "有备注" in as_member.get_page(path).text
    assert NOTE in as_helper.get_page(path).text
    assert "有备注" in as_member.get("/visits/export.csv").get_data(as_text=True)


def test_what_was_typed_wrongly_is_not_logged(as_helper, theirs, caplog):
    caplog.set_level(logging.DEBUG)
    page = as_helper.get_page("/households/")
    as_helper.submit(page, "/households/find", q=NAME)
    form = as_helper.get_page(f"/households/{theirs[0]}/amend")
    assert as_helper.submit(form, phone="1387777", contact_name=NAME).status == 422
    assert leaks(caplog.text) == []


@pytest.mark.parametrize(
    "statement",
    [
        # PostgreSQL repeats the row it refuses, SQLAlchemy the values of the statement.
        "INSERT INTO teams (slug, position) VALUES (:name, NULL)",
        "INSERT INTO nowhere VALUES (:name)",
    ],
)
def test_a_failing_statement_does_not_tell_its_values(
    app, as_helper, monkeypatch, caplog, statement
):
    def fall(**_arguments):
        db.session.execute(sa.text(statement), {"name": NAME})

    monkeypatch.setitem(app.view_functions, "today.more", fall)
    fall.permission = "today"
    answer = as_helper.get("/more")
    assert answer.status_code in (500, 503)
    assert "database:" in caplog.text or "storage:" in caplog.text
    assert leaks(caplog.text + answer.get_data(as_text=True)) == []


def test_no_address_on_any_page_names_anybody(opened_by):
    """Those who see a household in clear may call its phone; nothing else leads anywhere by it."""
    found = {}
    for path, answer in opened_by("manager"):
        if answer.mimetype == "text/html":
            page, names = Page(answer), ("href", "src", "action")
            links = [attribute(one, name) for one in page.all("*") for name in names]
            if told := leaks(" ".join(link for link in links if not link.startswith("tel:"))):
                found[path] = told
    assert not found
