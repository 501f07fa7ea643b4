"""A page as a person and as a validator read it."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import urlsplit

import html5lib
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data")
JSON = ("application/json", "application/geo+json")
CONTROLS = "input, select, textarea"
WITHOUT_LABEL = ("hidden", "submit", "button", "image", "reset")
NAMING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-opens")
# Everything between tags, and what attributes hold: what is left is how a page is built.
WRITTEN = re.compile(r'(?<=>)[^<&]+|(?<==")[^"&]+(?=")')
_valid: set[int] = set()


@lru_cache(maxsize=8)
def parsed(html: str) -> LexborHTMLParser:
    """Return the tree of a page; read once, however often asked."""
    return LexborHTMLParser(html)


def mistakes(html: str) -> list[str]:
    """Return what a validator finds; a page built as one found valid before is not read again."""
    built = hash(WRITTEN.sub("", html))
    if built in _valid:
        return []
    parser = html5lib.HTMLParser()
    parser.parse(html)
    if not parser.errors:
        _valid.add(built)
    return [f"HTML: {what} at {where}" for where, what, _facts in parser.errors]


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
    """A page that was opened: its tree, its words, its links and forms."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        self.tree = parsed(self.html)
        self.path = answer.request.path if answer.request else ""

    @property
    def title(self) -> str:
        """The title in the browser's tab."""
        return text_of(self.tree.css_first("title"))

    @property
    def h1(self) -> str:
        """The heading."""
        return text_of(self.tree.css_first("h1"))

    @property
    def text(self) -> str:
        """What a person reads in the main part."""
        return text_of(self.tree.css_first("main") or self.tree.body)

    @property
    def links(self) -> list[str]:
        """Where the links lead."""
        return [attribute(link, "href") for link in self.all("a[href]")]

    def all(self, selector: str) -> list[LexborNode]:
        """Return everything that answers to a CSS selector, in its order on the page."""
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """Return the first that answers to a CSS selector."""
        found = self.tree.css_first(selector)
        assert found is not None, f"no {selector!r} on {self.path}"
        return found

    def has(self, selector: str) -> bool:
        """Tell whether something is on the page."""
        return self.tree.css_first(selector) is not None

    def form(self, selector: str = "main form") -> LexborNode:
        """Return a form by CSS selector, or by the address it is sent to."""
        if selector.startswith("/"):
            for form in self.all("form"):
                if urlsplit(attribute(form, "action")).path == selector:
                    return form
            raise AssertionError(f"no form for {selector} on {self.path}")
        return self.one(selector)

    def values(self, selector: str = "main form") -> dict[str, list[str]]:
        """Return what a form would send if nothing were changed."""
        return dict(filled(self.form(selector)))

    def errors(self) -> list[str]:
        """Return the sentences that say what must be mended."""
        return [text_of(found) for found in self.all("p.error, .error-top li")]


def attribute(node: LexborNode, name: str, default: str = "") -> str:
    """Return what an attribute holds; one without a value is empty."""
    return node.attributes.get(name, default) or ""


def text_of(found: LexborNode | None) -> str:
    """Return the text of an element with single spaces."""
    if found is None:
        return ""
    written = [
        one.text_content or ""
        for one in found.traverse(include_text=True)
        if one.tag == "-text" and one.parent and one.parent.tag not in ("script", "style")
    ]
    return " ".join(" ".join(written).split())


def check_page(page: Page) -> None:
    """A page is valid, named, labelled and asks nothing of strangers."""
    with unmeasured():
        found = list(problems_of(page))
    assert not found, f"{page.path} ({page.status}):\n" + "\n".join(found)


def problems_of(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page."""
    yield from mistakes(page.html)
    yield from _naming(page)
    yield from _ids(page)
    for form in page.all("form"):
        if not attribute(form, "action"):
            yield f"a form without action: {(form.html or '')[:120]}"
        is_post = attribute(form, "method").lower() == "post"
        if is_post and not form.css_first("input[name=csrf_token]"):
            yield f"a form without token: {attribute(form, 'action')}"
    labels = {attribute(label, "for"): text_of(label) for label in page.all("label[for]")}
    for control in page.all(CONTROLS):
        if not _has_label(labels, control):
            yield f"a control without label: {(control.html or '')[:160]}"
    for element in page.all("*"):
        yield from _foreign(element)


def _naming(page: Page) -> Iterator[str]:
    if not page.has("html[lang]"):
        yield "the page names no language"
    # A heading may stand twice, for the phone and for the desk, if it says the same.
    headings = {text_of(h1) for h1 in page.all("h1")}
    if len(headings) != 1:
        yield f"{len(headings)} headings: {headings}"
    elif not page.title.startswith(page.h1):
        yield f"title {page.title!r} does not begin with the heading {page.h1!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = [attribute(element, "id") for element in page.all("[id]")]
    yield from (f"id {one!r} stands twice" for one in sorted({i for i in ids if ids.count(i) > 1}))
    known = set(ids)
    for name in NAMING:
        for element in page.all(f"[{name}]"):
            for one in attribute(element, name).split():
                if one not in known:
                    yield f"{name}={one!r} names nothing on the page"


def _has_label(labels: dict[str, str], control: LexborNode) -> bool:
    if control.tag == "input" and attribute(control, "type", "text") in WITHOUT_LABEL:
        return True
    if attribute(control, "aria-label") or attribute(control, "aria-labelledby"):
        return True
    around = control.parent
    while around is not None and around.tag != "label":
        around = around.parent
    return bool(text_of(around) or labels.get(attribute(control, "id")))


def _foreign(element: LexborNode) -> Iterator[str]:
    tag, attributes = element.tag, element.attributes
    if tag == "style" or attributes.get("style"):
        yield f"a style of its own: {(element.html or '')[:120]}"
    if tag == "script" and not attributes.get("src") and attributes.get("type") not in JSON:
        yield f"a script of its own: {(element.html or '')[:120]}"
    for name, value in attributes.items():
        if name.startswith("on"):
            yield f"a script in {name}: {(element.html or '')[:120]}"
        if name in ADDRESSES and value:
            parts = urlsplit(value)
            if parts.netloc or parts.scheme in ("http", "https", "javascript"):
                yield f"a foreign address: {name}={value}"


def filled(form: LexborNode) -> Iterator[tuple[str, list[str]]]:
    """Yield what a form sends if nothing is changed."""
    values: dict[str, list[str]] = {}
    for control in form.css(CONTROLS):
        name = attribute(control, "name")
        if not name or "disabled" in control.attributes:
            continue
        for value in _value(control):
            values.setdefault(name, []).append(value)
    yield from values.items()


def _value(control: LexborNode) -> list[str]:
    kind = attribute(control, "type", "text")
    if control.tag == "textarea":
        return [control.text()]
    if control.tag == "select":
        options = control.css("option")
        chosen = [option for option in options if "selected" in option.attributes]
        if "multiple" not in control.attributes:
            chosen = chosen[-1:] or options[:1]
        return [attribute(option, "value", option.text()) for option in chosen]
    if kind in ("radio", "checkbox"):
        is_checked = "checked" in control.attributes
        return [attribute(control, "value", "on")] if is_checked else []
    if kind in ("submit", "button", "file", "image", "reset"):
        return []
    return [attribute(control, "value")]
