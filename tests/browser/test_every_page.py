"""Every page of every role, on a phone and at a desk, light and dark.

axe finds nothing, the content security policy is kept, no stranger is asked, no script fails, and
nothing has to be scrolled sideways.
"""

from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from servicecorps.people import writing as people
from servicecorps.people.permits import GRANTS, ROLES, permission_of
from tests.browser.conftest import NAME, Place
from tests.browsers import Watched
from tests.conftest import inside

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LOOK = """async (rules) => {
    const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
    const found = await axe.run(document, {resultTypes: ["violations"], ...only});
    return found.violations.map((one) =>
        one.id + ": " + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(" | "));
}"""
# What can be different in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
# The colours must not be on their way when they are measured.
STILL = {"reduced_motion": "reduce"}
DARK = "(theme) => { document.documentElement.dataset.bsTheme = theme; }"
TOO_WIDE = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) { return []; }
    const out = [...document.body.querySelectorAll("*")].filter((one) =>
        one.getBoundingClientRect().right > most + 1 && !one.closest(".scroll, .mapcanvas"));
    return [document.documentElement.scrollWidth + " px: " +
        out.slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")];
}"""
SEND_EMPTY = """() => {
    const form = document.querySelector("main form[data-guard]");
    form.querySelectorAll("input:not([type=hidden]), textarea").forEach((one) => {
        if (["radio", "checkbox"].includes(one.type)) { one.checked = false; }
        else { one.value = ""; }
    });
    form.submit();
}"""
LARGEST = "localStorage.setItem('text', 'text-largest')"
PAGES_IN_LARGE = (
    "/", "/visits/", "/visits/new?household={household_id}", "/visits/{visits}", "/calls/shift",
    "/households/", "/households/{household_id}", "/communities/{community_id}", "/tallies/",
    "/tallies/?by=member", "/map/", "/more", "/me", "/log",
)  # fmt: skip


def test_every_page_can_be_used_by_everybody(filled, chromium):
    """One test for all, so that browsers are shared; what is wrong is listed page by page."""
    found: dict[str, list[str]] = {}
    for phone in (True, False):
        for role in ROLES:
            watched = Watched(filled.app, filled.base, chromium)
            page = watched.blank(filled.cast.of_role(role), phone=phone, **STILL)
            page.add_init_script(AXE)
            for name, open_it in scenes(filled, role):
                open_it(page)
                problems = list(problems_of(page, watched))
                if problems:
                    found[f"{role} {'phone' if phone else 'desk'} {name}"] = problems
            page.context.close()
    assert not found, told(found)


def scenes(place: Place, role: str) -> Iterator[tuple[str, Callable[[Page], object]]]:
    """Yield every page of a role, with what it shows when something is wrong."""
    for path in paths(place, role):
        yield path, go(place, path)
        if role in ("member", "admin") or path.startswith(("/tallies", "/communities")):
            yield f"{path} sent empty", send_empty
    yield "not found", go(place, "/nowhere")
    if role == "viewer":
        yield "not allowed", go(place, "/visits/")
    if role == "member":
        yield "empty list", go(place, "/visits/?month=2016-01")
        yield "withdrawn", go(place, "/visits/?state=withdrawn")
        yield "filtered", go(place, "/visits/?member={member_id}&state=done".format(**place.ids))
        yield "found", find(place, NAME)
        yield "found nothing", find(place, "查无此人")
        yield "twin", repeat_a_call(place)
        yield "conflict", amend_what_was_amended(place)
        yield "undo", withdraw(place)


def paths(place: Place, role: str) -> list[str]:
    """Return the addresses of all HTML pages a role may open, their numbers filled in."""
    app, found = place.app, []
    browser = app.test_client().sign_in(place.cast.of_role(role))
    browser.checks = False
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "people.language":
                continue
            permission = permission_of(app.view_functions[rule.endpoint])
            if permission is None or role not in GRANTS[permission]:
                continue
            room = rule.endpoint.split(".")[0]
            known = place.ids | {"record_id": place.ids.get(room, place.ids["visits"])}
            unknown = rule.arguments - set(known)
            assert not unknown, f"{rule}: give {unknown} a value in tests/browser/conftest.py"
            _host, path = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
            answer = browser.get(path)
            if answer.mimetype == "text/html" and answer.status_code != 302:
                found.append(path)
            elif rule.endpoint == "visits.new":
                found.append(f"{path}?household={place.ids['household_id']}")
    more = [f"/tallies/?by={by}" for by in ("member", "team", "community", "district", "category")]
    return sorted(found) + more


def problems_of(page: Page, watched: Watched) -> Iterator[str]:
    """Yield what is wrong with the page that is open."""
    page.evaluate(DARK, "light")
    yield from page.evaluate(LOOK)
    yield from page.evaluate(TOO_WIDE)
    page.evaluate(DARK, "dark")
    yield from (f"dark {one}" for one in page.evaluate(LOOK, COLOURS))
    page.evaluate(DARK, "light")
    yield from page.evaluate("() => violations")
    for heard in (watched.foreign, watched.errors, watched.missing):
        yield from heard
        heard.clear()


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
        page.fill("#caller_phone", "13812345678")
        page.select_option("#category", "bill")
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


def withdraw(place: Place) -> Callable[[Page], object]:
    """Withdraw a record; the bar that takes it back is on the page."""

    def open_it(page: Page) -> None:
        number = place.log.call(by=place.cast.member)
        page.goto(f"{place.base}/calls/{number}/withdraw")
        page.fill("#reason", "登记重复")
        save(page)
        assert page.query_selector(".undo"), page.inner_text("main")

    return open_it


def save(page: Page) -> None:
    """Press the save button."""
    with page.expect_navigation():
        page.click(".actionbar button")


def test_nothing_overflows_with_the_largest_letters_on_the_smallest_phone(filled, browse):
    narrow = {"width": 320, "height": 640}
    page = browse.blank(filled.cast.member, phone=True, viewport=narrow)
    page.add_init_script(LARGEST)
    found = {}
    for path in PAGES_IN_LARGE:
        go(filled, path.format(**filled.ids))(page)
        assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "22px"
        problems = page.evaluate(TOO_WIDE)
        if problems:
            found[path] = problems
    assert not found, told(found)


@pytest.mark.parametrize("phone", [True, False])
def test_the_first_pages_of_an_empty_house_can_be_used(fresh, chromium, phone):
    app, base = fresh
    watched = Watched(app, base, chromium)
    page = watched.blank(phone=phone, **STILL)
    page.add_init_script(AXE)
    found = {}
    token = inside(app, people.new_welcome)
    for path in (f"/welcome/{token}", "/welcome/used", "/sign-in", "/nowhere"):
        page.goto(base + path)
        found[path] = list(problems_of(page, watched))
        if path != "/nowhere" and page.query_selector("main form"):
            with page.expect_navigation():
                page.click("main form.stack button[type=submit]")
            found[f"{path} sent empty"] = list(problems_of(page, watched))
    page.context.close()
    assert not any(found.values()), told(found)


def told(found: dict[str, list[str]]) -> str:
    """Return what was found, a page a paragraph."""
    return "\n".join(f"{name}\n    " + "\n    ".join(what) for name, what in found.items() if what)
