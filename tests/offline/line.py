"""A line between a phone and its server that can be cut, crowded or lose answers."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE_S = 30
NOT_HANDED_ON = {"connection", "transfer-encoding", "keep-alive", "server", "date"}


class Line:
    """Hands requests on to `upstream`. Mode: open, cut (no signal) or busy (503).

    `lost` is the share of answers to forms that never arrive though the server has acted.
    """

    def __init__(self, upstream: str, seed: int = 0) -> None:
        self.upstream, self.mode, self.lost = upstream, "open", 0.0
        self.chance = random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.base = ""

    def hand_on(self, handler: "Handler") -> None:
        """Hand on one request, as the line is just now."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if self.mode == "cut":
            return
        if self.mode == "busy":
            handler.answer(503, [("Content-Type", "text/plain")], b"busy")
            return
        found = self._asked(handler, body)
        if handler.command == "POST" and self.chance.random() < self.lost:
            self.counted["lost"] += 1
            return
        if found is not None:
            handler.answer(*found)

    def _asked(
        self, handler: "Handler", body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        target = urlsplit(self.upstream)
        onward = http.client.HTTPConnection(str(target.hostname), target.port, timeout=PATIENCE_S)
        headers = {k: v for k, v in handler.headers.items() if k.lower() != "connection"}
        try:
            onward.request(handler.command, handler.path, body or None, headers)
            answer = onward.getresponse()
            self.counted[handler.command] += 1
            kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in NOT_HANDED_ON]
            return answer.status, kept, answer.read()
        except (OSError, http.client.HTTPException):
            return None  # the server is away
        finally:
            onward.close()


class Handler(BaseHTTPRequestHandler):
    """One request on the line; the connection ends with it."""

    line: Line

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send an answer back to the phone."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_one_request(self) -> None:
        """Read a request and hand it on; whoever hangs up is no failure of the line."""
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        """Hand it on."""
        self.line.hand_on(self)

    do_POST = do_HEAD = do_GET  # noqa: N815 – as http.server names them

    def log_message(self, *_arguments: object) -> None:  # type: ignore[override]
        """Say nothing."""


@contextmanager
def laid(upstream: str, seed: int = 0) -> Iterator[Line]:
    """Lay a line to a server; yields it, open."""
    line = Line(upstream, seed)
    handler = type("OnLine", (Handler,), {"line": line})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    line.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield line
    server.shutdown()
    thread.join()
    server.server_close()
