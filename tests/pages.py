"""A page as a person and as a validator read it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder
from werkzeug.test import TestResponse

ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data")
JSON = ("application/json", "application/geo+json")
CONTROLS = ("input", "select", "textarea")
WITHOUT_LABEL = ("hidden", "submit", "button", "image", "reset")


class StrictBuilder(HTML5TreeBuilder):
    """Builds the soup and remembers what is wrong with the HTML."""

    def feed(self, markup: Any) -> None:
        """Parse the markup."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup).original_encoding = None
        self.problems = [(where, what) for where, what, _facts in parser.errors]


@lru_cache(maxsize=8)
def parsed(html: str) -> tuple[BeautifulSoup, list[Any]]:
    """Return the soup of a page and what is wrong with its HTML; read once, however often asked."""
    builder = StrictBuilder()
    with unmeasured():
        return BeautifulSoup(html, builder=builder), builder.problems


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure no coverage: a parser that is not ours takes twice as long when it is watched."""
    watching = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watching)


class Page:
    """A page that was opened: its soup, its words, its links and forms."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        self.soup, self.problems = parsed(self.html)
        self.path = answer.request.path if answer.request else ""

    @property
    def title(self) -> str:
        """The title in the browser's tab."""
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def h1(self) -> str:
        """The heading."""
        found = self.soup.find("h1")
        return words(found) if found else ""

    @property
    def text(self) -> str:
        """What a person reads in the main part."""
        return words(self.soup.find("main") or self.soup.body)

    @property
    def links(self) -> list[str]:
        """Where the links lead."""
        return [str(link["href"]) for link in self.soup.find_all("a", href=True)]

    def has(self, selector: str) -> bool:
        """Tell whether something is on the page."""
        return self.soup.select_one(selector) is not None

    def form(self, selector: str = "main form") -> Tag:
        """Return a form by CSS selector, or by the address it is sent to."""
        if selector.startswith("/"):
            for form in self.soup.find_all("form"):
                if urlsplit(str(form.get("action"))).path == selector:
                    return form
            raise AssertionError(f"no form for {selector} on {self.path}")
        found = self.soup.select_one(selector)
        assert found is not None, f"no form {selector!r} on {self.path}"
        return found

    def values(self, selector: str = "main form") -> dict[str, list[str]]:
        """Return what a form would send if nothing were changed."""
        return dict(filled(self.form(selector)))

    def errors(self) -> list[str]:
        """Return the sentences that say what must be mended."""
        return [words(found) for found in self.soup.select("p.error, .error-top li")]


def words(found: Tag | None) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(found.get_text(" ").split()) if found else ""


def check_page(page: Page) -> None:
    """A page is valid, named, labelled and asks nothing of strangers."""
    with unmeasured():
        found = list(problems_of(page))
    assert not found, f"{page.path} ({page.status}):\n" + "\n".join(found)


def problems_of(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page."""
    yield from (f"HTML: {what} at {where}" for where, what in page.problems)
    yield from _naming(page)
    yield from _ids(page)
    for form in page.soup.find_all("form"):
        if not form.get("action"):
            yield f"a form without action: {str(form)[:120]}"
        if str(form.get("method", "")).lower() == "post" and not form.select_one(
            "input[name=csrf_token]"
        ):
            yield f"a form without token: {form.get('action')}"
    labelled = {label["for"] for label in page.soup.find_all("label", attrs={"for": True})}
    for control in page.soup.find_all(CONTROLS):
        if not _has_label(page.soup, labelled, control):
            yield f"a control without label: {str(control)[:160]}"
    for element in page.soup.find_all(True):
        yield from _foreign(element)


def _naming(page: Page) -> Iterator[str]:
    if not page.soup.html or not page.soup.html.get("lang"):
        yield "the page names no language"
    # A heading may stand twice, for the phone and for the desk, if it says the same.
    headings = {words(h1) for h1 in page.soup.find_all("h1")}
    if len(headings) != 1:
        yield f"{len(headings)} headings: {headings}"
    elif not " ".join(page.title.split()).startswith(page.h1):
        yield f"title {page.title!r} does not begin with the heading {page.h1!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = [str(element["id"]) for element in page.soup.find_all(id=True)]
    yield from (f"id {one!r} stands twice" for one in sorted({i for i in ids if ids.count(i) > 1}))
    known = set(ids)
    for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-opens"):
        for element in page.soup.find_all(attrs={name: True}):
            value = element[name]
            for one in value if isinstance(value, list) else str(value).split():
                if one not in known:
                    yield f"{name}={one!r} names nothing on the page"


def _has_label(soup: BeautifulSoup, labelled: set[Any], control: Tag) -> bool:
    if control.name == "input" and control.get("type", "text") in WITHOUT_LABEL:
        return True
    if control.get("aria-label") or control.get("aria-labelledby"):
        return True
    around = control.find_parent("label")
    if around is not None and words(around):
        return True
    if control.get("id") not in labelled:
        return False
    return bool(words(soup.find("label", attrs={"for": control["id"]})))


def _foreign(element: Tag) -> Iterator[str]:
    if element.name == "style" or element.get("style"):
        yield f"a style of its own: {str(element)[:120]}"
    if element.name == "script" and not element.get("src") and element.get("type") not in JSON:
        yield f"a script of its own: {str(element)[:120]}"
    for name, value in element.attrs.items():
        if name.startswith("on"):
            yield f"a script in {name}: {str(element)[:120]}"
        if name in ADDRESSES and isinstance(value, str):
            parts = urlsplit(value)
            if parts.netloc or parts.scheme in ("http", "https", "javascript"):
                yield f"a foreign address: {name}={value}"


def filled(form: Tag) -> Iterator[tuple[str, list[str]]]:
    """Yield what a form sends if nothing is changed."""
    values: dict[str, list[str]] = {}
    for control in form.find_all(CONTROLS):
        name = control.get("name")
        if not name or control.has_attr("disabled"):
            continue
        for value in _value(control):
            values.setdefault(str(name), []).append(value)
    yield from values.items()


def _value(control: Tag) -> list[str]:
    kind = control.get("type", "text")
    if control.name == "textarea":
        # The first line break after the tag is no content.
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not control.has_attr("multiple"):
            chosen = chosen[-1:] or options[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    if kind in ("radio", "checkbox"):
        return [str(control.get("value", "on"))] if control.has_attr("checked") else []
    if kind in ("submit", "button", "file", "image", "reset"):
        return []
    return [str(control.get("value", ""))]
