"""Headers of every answer: nothing foreign, nothing inline, nothing cached that is personal."""

from collections.abc import Iterable

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
}
YEAR_S = 31_536_000
_IMAGES = "img-src 'self' data:"


def install(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(add)


def add(answer: Response) -> Response:
    """Add the headers; pages may be kept by nobody, unless a view said otherwise."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.endpoint != "static" and "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
    return answer


def with_images_from(origins: Iterable[str], answer: Response) -> Response:
    """Let one page show pictures of some hosts too, asked for without cookies."""
    if named := " ".join(origins):
        policy = POLICY.replace(_IMAGES, f"{_IMAGES} {named}")
        answer.headers["Content-Security-Policy"] = policy
        # Servers of tiles do not say that strangers may show them, as require-corp would want.
        answer.headers["Cross-Origin-Embedder-Policy"] = "credentialless"
    return answer
