"""A browser for the tests: it checks every answer it is given."""

import secrets
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from servicecorps.headers import HEADERS
from tests.arriving import signed_in
from tests.factories import Somebody
from tests.pages import Page, attribute, check_page, filled

REDIRECTS = (301, 302, 303, 307, 308)


class CheckingClient(FlaskClient):
    """A test client that checks every HTML page it is given."""

    checks = True

    def open(self, *args: Any, **named: Any) -> TestResponse:
        """Send a request; check headers and HTML of the answer."""
        # Read to the end and closed, as a browser does: nothing stays open behind a file.
        answer = super().open(*args, **({"buffered": True} | named))
        if self.checks:
            check_headers(answer)
            is_page = answer.mimetype == "text/html" and answer.get_data()
            if is_page and answer.status_code not in REDIRECTS:
                check_page(Page(answer))
        return answer

    def sign_in(self, somebody: Somebody) -> "CheckingClient":
        """Become somebody, without the time a password costs; test_signing_in uses the form."""
        name, token = signed_in(self.application, somebody.id)
        self.set_cookie(name, token)
        return self

    def get_page(self, path: str, status: int = 200) -> Page:
        """Open a page and return it."""
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status, told(answer))
        return Page(answer)

    def send(
        self,
        page: Page,
        selector: str = "main form",
        *,
        without: tuple[str, ...] = (),
        **typed: Any,
    ) -> TestResponse:
        """Fill a page's real form, hidden fields and token included, and send it."""
        form = page.form(selector)
        values = dict(filled(form)) | {name: _listed(value) for name, value in typed.items()}
        values = {name: value for name, value in values.items() if name not in without}
        action = attribute(form, "action")
        if attribute(form, "method", "get").lower() == "get":
            return self.get(action, query_string=values)
        kind = attribute(form, "enctype", "application/x-www-form-urlencoded")
        return self.post(action, data=values, content_type=kind)

    def submit(self, page: Page, selector: str = "main form", **typed: Any) -> Page:
        """Send a page's form, go where it leads, and return the page there."""
        answer = self.send(page, selector, **typed)
        if answer.status_code in (302, 303):
            answer = self.get(answer.location)
        assert answer.mimetype == "text/html", answer.mimetype
        return Page(answer)

    def token(self) -> str:
        """Return a form token of this browser, for what no form on a page would send."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(raw))


def told(answer: TestResponse) -> str:
    """Return what an answer says, for the message of a failing test."""
    if answer.mimetype != "text/html":
        return answer.get_data(as_text=True)[:300]
    return Page(answer).text[:300]


def check_headers(answer: TestResponse) -> None:
    """Every answer is guarded."""
    absent = [name for name in HEADERS if name not in answer.headers]
    assert not absent, f"{answer.request.path}: headers missing: {absent}"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def _listed(value: Any) -> list[Any]:
    listed = value if isinstance(value, list) else [value]
    return [
        one if hasattr(one, "read") or isinstance(one, tuple) else _typed(one) for one in listed
    ]


def _typed(value: Any) -> str:
    if value is True:
        return "y"
    return "" if value is None else str(value)
