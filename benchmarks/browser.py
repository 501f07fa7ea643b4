"""A browser that is signed in and speaks WSGI directly, so that it costs next to nothing."""

import io
from collections.abc import Generator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

Fields = list[tuple[str, str]]


class Browser:
    """Somebody's browser at one app; its cookies never change."""

    def __init__(self, app: Flask, *cookies: str, **signed_in_as: str) -> None:
        self._wsgi = app.wsgi_app
        with app.test_request_context():
            session.update(_permanent=True, **signed_in_as)
            self.token = generate_csrf()
            serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            sealed = serializer.dumps(dict(session))
        self.cookies = [f"{app.config['SESSION_COOKIE_NAME']}={sealed}", *cookies]
        self._environ: dict[str, Any] = {
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "SCRIPT_NAME": "",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": "; ".join(self.cookies),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def get(self, address: str) -> bytes:
        """Open an address and return the whole answer.

        Raises:
            AssertionError: it was not answered with 200.
        """
        return b"".join(self.pieces(address))

    def pieces(self, address: str) -> Generator[bytes, None, None]:
        """Open an address and return the answer piece by piece."""
        path, _, query = address.partition("?")
        return self._sent({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}, 200)

    def post(self, address: str, body: bytes, content_type: str) -> None:
        """Send a form that leads to another page.

        Raises:
            AssertionError: it was not answered with 302.
        """
        path, _, query = address.partition("?")
        asked = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": content_type,
            "wsgi.input": io.BytesIO(body),
        }
        for _piece in self._sent(asked, 302):
            pass

    def _sent(self, asked: dict[str, Any], wanted: int) -> Generator[bytes, None, None]:
        told: list[str] = []
        environ = {"wsgi.input": io.BytesIO()} | self._environ | asked
        answer = self._wsgi(environ, lambda status, *_rest: told.append(status))
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()
        assert told[0].startswith(str(wanted)), (asked["PATH_INFO"], told[0])


def urlencoded(fields: Fields) -> tuple[bytes, str]:
    """Return the body and the content type of a plain form."""
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


class Form(HTMLParser):
    """Reads what the last form of a page that is sent by POST would send."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.fields: Fields = []
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._textarea = ""
        self.feed(page.decode())

    def changed(self, **typed: str | list[str]) -> Fields:
        """Return the fields with some of them typed anew."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        for name, value in typed.items():
            kept += [(name, one) for one in (value if isinstance(value, list) else [value])]
        return kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect a control."""
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.fields = []
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self.fields.append((name, ""))

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in ("submit", "button") or (
            kind in ("radio", "checkbox") and "checked" not in given
        ):
            return
        # An empty file field is sent as an empty text here; the app looks at file names only.
        self.fields.append((name, given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Choose the option of a select."""
        if tag == "select" and self._options:
            chosen = [value for value, selected in self._options if selected]
            self.fields.append((self._select, (chosen or [self._options[0][0]])[0]))
