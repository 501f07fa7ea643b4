"""Everything a role can have on the screen: each address, and what it shows when asked wrongly."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from servicecorps.people.permits import GRANTS, permission_of
from servicecorps.places import writing as places
from tests.browser.conftest import NAME, PHONE_NUMBER, Place
from tests.conftest import inside

# What amends, withdraws and exports is alike for every kind: visits and calls stand for all.
OTHER_KINDS = ("repairs", "commendations", "problems", "appointments", "night_works")
ALIKE = ("/amend", "/withdraw", "/export-clear")
SENT_EMPTY = " sent empty"
SEND_EMPTY = """() => {
    const form = document.querySelector("main form[data-guard]");
    form.querySelectorAll("input:not([type=hidden]), textarea").forEach((one) => {
        if (["radio", "checkbox"].includes(one.type)) { one.checked = false; }
        else { one.value = ""; }
    });
    form.submit();
}"""


def scenes(place: Place, role: str) -> Iterator[tuple[str, Callable[[Page], object]]]:
    """Yield every page of a role, with what it shows when something is wrong."""
    for path, has_form in paths(place, role):
        yield path, go(place, path)
        if has_form:
            yield path + SENT_EMPTY, send_empty
    yield "not found", go(place, "/nowhere")
    if role == "viewer":
        yield "not allowed", go(place, "/visits/")
    if role == "admin":
        yield "backed up", back_up(place)
    if role == "manager":
        yield "erased", go(place, f"/households/{erased(place)}")
        yield "blacked out nothing", black_out_nothing(place)
    if role == "member":
        yield "empty list", go(place, "/visits/?month=2016-01")
        yield "withdrawn", go(place, "/visits/?state=withdrawn")
        yield "filtered", go(place, "/visits/?member={member_id}&state=done".format(**place.ids))
        yield "found", find(place, NAME)
        yield "found nothing", find(place, "查无此人")
        yield "twin", repeat_a_call(place)
        yield "conflict", amend_what_was_amended(place)
        yield "undo", withdraw(place)


def paths(place: Place, role: str) -> list[tuple[str, bool]]:
    """Return the address of every HTML page a role may open, and whether it takes a form."""
    app, found = place.app, []
    browser = app.test_client().sign_in(place.cast.of_role(role))
    browser.checks = False
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods:
                continue
            permission = permission_of(app.view_functions[rule.endpoint])
            if permission is None or role not in GRANTS[permission]:
                continue
            room = rule.endpoint.split(".")[0]
            known = place.ids | {"record_id": place.ids.get(room, place.ids["visits"])}
            unknown = rule.arguments - set(known)
            assert not unknown, f"{rule}: give {unknown} a value in tests/browser/conftest.py"
            _host, path = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
            if room in OTHER_KINDS and path.endswith(ALIKE):
                continue
            answer = browser.get(path)
            if answer.mimetype == "text/html" and answer.status_code not in (302, 404):
                found.append((path, "POST" in rule.methods))
            elif rule.endpoint == "visits.new":
                found.append((f"{path}?household={place.ids['household_id']}", True))
    ways = ("member", "team", "community", "district", "category")
    more = [(f"/tallies/?by={by}&measure=visits", False) for by in ways]
    more += [("/map/?measure=visits&areas=subdistrict", False), ("/map/?days=30&mine=1", False)]
    more += [("/map/?whose=1&district=1", False), ("/map/filter?measure=repairs&team=1", False)]
    return [*sorted(found), *more, ("/tallies/?by=team", False)]


def go(place: Place, path: str) -> Callable[[Page], object]:
    """Open an address; the map waits for its names."""

    def open_it(page: Page) -> None:
        page.goto(place.base + path)
        if page.query_selector(".mapcanvas"):
            page.wait_for_selector("[data-named]", state="attached")

    return open_it


def send_empty(page: Page) -> None:
    """Send the form of the page that is open with nothing in it, if it has one."""
    if page.query_selector("main form[data-guard]"):
        with page.expect_navigation():
            page.evaluate(SEND_EMPTY)


def find(place: Place, words: str) -> Callable[[Page], object]:
    """Search for a household."""

    def open_it(page: Page) -> None:
        page.goto(f"{place.base}/households/pick/visit")
        page.fill("#q", words)
        with page.expect_navigation():
            page.press("#q", "Enter")

    return open_it


def repeat_a_call(place: Place) -> Callable[[Page], object]:
    """Type what was logged today already."""

    def open_it(page: Page) -> None:
        page.goto(f"{place.base}/calls/new")
        page.fill("#caller_phone", PHONE_NUMBER)
        page.check("input[name=category][value=bill]", force=True)
        save(page)
        assert page.query_selector("#twin_known"), page.inner_text("main")

    return open_it


def amend_what_was_amended(place: Place) -> Callable[[Page], object]:
    """Save a form that somebody else was quicker with."""

    def open_it(page: Page) -> None:
        number = place.ids["repairs"]
        page.goto(f"{place.base}/repairs/{number}/amend")
        version = place.log.get(number).version
        place.log.amend(number, by=place.cast.manager, note=f"换了第 {version} 个水龙头")
        page.fill("#note", "换了阀门")
        save(page)
        assert page.query_selector("table"), page.inner_text("main")

    return open_it


def erased(place: Place) -> int:
    """Return a household of the sample years that was erased."""
    number: int = place.cast.alone.id - 1
    inside(place.app, places.erase, number, place.cast.manager.id, "withdrawn")
    return number


def black_out_nothing(place: Place) -> Callable[[Page], object]:
    """Ask for parts of a picture to be blacked out without saying which."""

    def open_it(page: Page) -> None:
        page.goto("{base}/records/{visits}/photos/{photo_id}".format(base=place.base, **place.ids))
        with page.expect_navigation():
            page.click("main form .btn-danger")
        assert page.query_selector(".error-top"), page.inner_text("main")

    return open_it


def withdraw(place: Place) -> Callable[[Page], object]:
    """Withdraw a record; the bar that takes it back is on the page."""

    def open_it(page: Page) -> None:
        number = place.log.call(by=place.cast.member)
        page.goto(f"{place.base}/calls/{number}/withdraw")
        page.fill("#reason", "登记重复")
        save(page)
        assert page.query_selector(".undo"), page.inner_text("main")

    return open_it


def back_up(place: Place) -> Callable[[Page], object]:
    """Press the button that makes a backup; the page lists it."""

    def open_it(page: Page) -> None:
        page.goto(f"{place.base}/admin/backups")
        with page.expect_navigation():
            page.click("form[action='/admin/backups/new'] button")
        assert page.query_selector("form[action$='/file']"), page.inner_text("main")

    return open_it


def save(page: Page) -> None:
    """Press the save button."""
    with page.expect_navigation():
        page.click(".actionbar button")
