"""Every page of every role, on a phone and at a desk, light and dark.

axe finds nothing, the content security policy is kept, no stranger is asked, no script fails, and
nothing has to be scrolled sideways.
"""

from dataclasses import dataclass
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from servicecorps.people import linking
from servicecorps.people.permits import ROLES
from tests.browser.conftest import Place
from tests.browser.scenes import SENT_EMPTY, go, paths, scenes
from tests.browsers import Watched
from tests.conftest import inside

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Started on the phone and at the desk before either is awaited: two browsers, two processors.
START = """(only) => {
    const usual = {resultTypes: ["violations"], preload: false, selectors: false};
    window.looking = axe.run(document, {...usual, ...only}).then((found) =>
        found.violations.map((one) => one.id + ": " +
            one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(" | ")));
}"""
SEEN = "() => window.looking"
# Of rows that are built alike axe looks at two: each costs it as much as the first.
FEW = """() => {
    const built = (one) => one.outerHTML.replace(/>[^<]+/g, ">")
        .replace(/ (?!class|type|role|hidden)[a-z-]+="[^"]*"/g, "");
    for (const parent of document.querySelectorAll("main ul, main ol, main tbody")) {
        const seen = {};
        for (const row of [...parent.children]) {
            const kind = built(row);
            seen[kind] = (seen[kind] || 0) + 1;
            if (seen[kind] > 2) { row.remove(); }
        }
    }
}"""
# A theme changes colours and nothing else: the dark one is asked about what colours are.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
THEMES: dict[str, dict[str, object]] = {"light": {}, "dark": {"runOnly": COLOURS}}
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
# How far each table on the screen can be pushed aside.
ASIDE = """() => [...document.querySelectorAll(".scroll")].filter((one) => one.offsetWidth)
    .map((one) => one.scrollWidth - one.clientWidth)"""
TABLES = (
    "/visits/", "/repairs/", "/calls/", "/commendations/", "/problems/", "/appointments/",
    "/night-works/", "/members/", "/communities/", "/households/?whose=all", "/tallies/",
    "/tallies/?by=community&measure=visits",
)  # fmt: skip
LARGEST = "localStorage.setItem('text', 'text-largest')"
PAGES_IN_LARGE = (
    "/", "/visits/", "/visits/new?household={household_id}", "/visits/{visits}", "/calls/shift",
    "/households/", "/households/{household_id}", "/communities/{community_id}", "/tallies/",
    "/tallies/?by=member", "/map/", "/more", "/me", "/log", "/unsent", "/offline/today", "/install",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_used_by_everybody(filled, chromium, role):
    """One test a role, so that browsers are shared; what is wrong is listed page by page."""
    found: dict[str, list[str]] = {}
    # What a role before this one is shown has the same parts; only the way in differs.
    before = ROLES[: ROLES.index(role)]
    known = {path for earlier in before for path, _has_form in paths(filled, earlier)} - {"/"}
    phone, desk = (opened(filled, chromium, role, phone=phone) for phone in (True, False))
    for name, open_it in scenes(filled, role):
        thorough = name.removesuffix(SENT_EMPTY) not in known
        # What is wide, and what a form says when it is sent empty, is found on the phone.
        views = [phone, desk] if thorough and not name.endswith(SENT_EMPTY) else [phone]
        for view in views:
            open_it(view.page)
        problems = problems_of(views, thorough=thorough)
        if problems:
            found[name] = problems
    for view in (phone, desk):
        view.page.context.close()
    assert not found, told(found)


@dataclass(frozen=True)
class View:
    """A page on a device, and what it was heard asking for."""

    device: str
    page: Page
    watched: Watched

    def heard(self) -> list[str]:
        """Return what was heard since the last time."""
        parts = (self.watched.foreign, self.watched.errors, self.watched.missing)
        found = [one for part in parts for one in part]
        for part in parts:
            part.clear()
        return found


def opened(place: Place, chromium: Browser, role: str, *, phone: bool) -> View:
    """Return an empty page of somebody with that role."""
    watched = Watched(place.app, place.base, chromium)
    page = watched.blank(place.cast.of_role(role), phone=phone, **STILL)
    page.add_init_script(AXE)
    return View("phone" if phone else "desk", page, watched)


def problems_of(views: list[View], *, thorough: bool = True) -> list[str]:
    """Return what is wrong with the pages that are open."""
    found = []
    for view in views:
        found += [f"{view.device} {one}" for one in view.page.evaluate(TOO_WIDE)]
        view.page.evaluate(FEW)
    for theme, only in THEMES.items() if thorough else ():
        for view in views:
            view.page.evaluate(DARK, theme)
            view.page.evaluate(START, only)
        found += [f"{v.device} {theme} {one}" for v in views for one in v.page.evaluate(SEEN)]
    for view in views:
        view.page.evaluate(DARK, "light")
        wrong = [*view.page.evaluate("() => violations"), *view.heard()]
        found += [f"{view.device} {one}" for one in wrong]
    return found


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


def test_every_table_fits_a_desk_in_english_too(filled, browse):
    page = browse.blank(filled.cast.manager, phone=False)
    page.goto(f"{browse.base}/")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    wider = {}
    for path in TABLES:
        page.goto(browse.base + path)
        aside = page.evaluate(ASIDE)
        if aside != [0]:
            wider[path] = f"{aside} px wider than its frame"
    assert not wider, wider


@pytest.mark.parametrize("phone", [True, False])
def test_the_first_pages_of_an_empty_house_can_be_used(fresh, chromium, phone):
    app, base = fresh
    watched = Watched(app, base, chromium)
    page = watched.blank(phone=phone, **STILL)
    page.add_init_script(AXE)
    views = [View("phone" if phone else "desk", page, watched)]
    found = {}
    token = inside(app, linking.new_welcome)
    for path in (f"/welcome/{token}", "/welcome/used", "/sign-in", "/nowhere"):
        page.goto(base + path)
        found[path] = problems_of(views)
        if page.query_selector("main form.stack"):
            with page.expect_navigation():
                page.click("main form.stack button[type=submit]")
            found[f"{path} sent empty"] = problems_of(views)
    page.context.close()
    assert not any(found.values()), told(found)


def told(found: dict[str, list[str]]) -> str:
    """Return what was found, a page a paragraph."""
    return "\n".join(f"{name}\n    " + "\n    ".join(what) for name, what in found.items() if what)
