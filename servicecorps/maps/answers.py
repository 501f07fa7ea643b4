"""Answers packed for the wire, and kept by the browser as long as they stay true.

The server in front packs static files only, so the rest is packed here. The length of a packed
answer gives no secret away: the cookie is SameSite, so no stranger's page can ask again and again
in the reader's name.
"""

import gzip
import json
import re
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from flask import Response, request

_LEVEL = 1  # a tenth of the time of level 6 for a sixth more bytes
_SMALL = 1000  # bytes; below this a packed answer is no shorter on the wire
_GAPS = re.compile(r"\s{2,}")


def encoded(content: dict[str, Any]) -> bytes:
    """Return JSON without a superfluous byte; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def as_json(content: dict[str, Any]) -> Response:
    """Answer with JSON."""
    return kept(encoded(content), "application/json")


def kept(body: bytes, mimetype: str) -> Response:
    """Answer with bytes, or with 304 if the browser still has them.

    Private and asked for again each time: the answer depends on who is signed in.
    """
    response = Response(mimetype=mimetype)
    response.set_etag(blake2b(body, digest_size=12).hexdigest(), weak=True)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    if response.status_code == 304:  # noqa: PLR2004 – Not Modified
        return response
    return _filled(response, body)


def page(html: str) -> Response:
    """Answer with a page, without the indentation of its templates.

    Not for pages that show text with the spaces and lines somebody typed.
    """
    return _filled(Response(), _GAPS.sub("\n", html).encode())


def _filled(response: Response, body: bytes) -> Response:
    response.vary.add("Accept-Encoding")
    if len(body) >= _SMALL and request.accept_encodings.quality("gzip") > 0:
        body = _packed(body)
        response.content_encoding = "gzip"
    response.set_data(body)
    return response


@lru_cache(maxsize=16)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=_LEVEL, mtime=0)
