"""Phones that log calls over a bad line: some answers never arrive, and the form is sent again."""

import http.client
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from urllib.parse import urlencode

from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from servicecorps import clock
from tests.client import signed_in
from tests.factories import Somebody
from tests.pages import filled

PATIENCE_S = 60
_numbers = count(10_000_000)


@dataclass
class Seen:
    """What all phones of a test saw together."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    waits_ms: list[float] = field(default_factory=list)
    dropped: int = 0
    # Key of a form whose line broke before the answer, and when (UTC, as it is stored).
    cut_off: list[tuple[str, datetime]] = field(default_factory=list)
    signed_out: int = 0
    wrong: list[str] = field(default_factory=list)


class Phone:
    """Somebody's phone: signed in once, then sends the call form until it is answered."""

    def __init__(self, app: Flask, somebody: Somebody, port: int, seen: Seen, seed: int) -> None:
        self.cookies, self.port, self.seen = dict([signed_in(app, somebody.id)]), port, seen
        self.chance = random.Random(seed)
        self.fields: dict[str, list[str]] = {}

    def open_form(self) -> None:
        """Open the form of a call, with the token it is sent with."""
        status, _location, body = self.request("GET", "/calls/new")
        assert status == 200, (status, body[:300])
        form = LexborHTMLParser(body).css_first("main form")
        assert form is not None
        self.fields = dict(filled(form))

    def filled_in(self, note: str) -> tuple[str, bytes]:
        """Return a call nobody logged yet: its key and the form as it is sent."""
        key = secrets.token_hex(16)
        typed = {"category": "bill", "caller_phone": f"139{next(_numbers)}", "note": note}
        values = self.fields | {name: [value] for name, value in typed.items()}
        values["client_key"] = [key]
        return key, urlencode(values, doseq=True).encode()

    def log(self, note: str, *, drop: float = 0, until: Callable[[], bool] = bool) -> bool:
        """Log a call; send it again until it is answered. False if `until` came first."""
        key, body = self.filled_in(note)
        patience = time.monotonic() + PATIENCE_S
        while time.monotonic() < patience:
            try:
                if self.chance.random() < drop:
                    self.drop_after_sending(body)
                    self.seen.dropped += 1
                    continue
                began = time.perf_counter()
                status, location, answer = self.request("POST", "/calls/new", body)
            except ConnectionRefusedError:
                if until():
                    return False
                time.sleep(0.02)  # the server is away: a phone tries again
                continue
            except (OSError, http.client.HTTPException):
                self.seen.cut_off.append((key, clock.now()))
                if until():
                    return False
                continue
            self.seen.waits_ms.append((time.perf_counter() - began) * 1000)
            return self.take(key, status, location, answer)
        self.seen.wrong.append(f"no answer within {PATIENCE_S} s")
        return False

    def take(self, key: str, status: int, location: str, answer: bytes) -> bool:
        """Note what an answer says."""
        self.seen.statuses[status] += 1
        if location.startswith("/sign-in"):
            self.seen.signed_out += 1
        elif status == 302 and location.startswith("/calls/"):
            self.seen.acknowledged[key] = int(location.rsplit("=", 1)[1])
            return True
        else:
            self.seen.wrong.append(f"{status} {answer[-2500:].decode(errors='replace')}")
        return False

    def request(self, method: str, path: str, body: bytes = b"") -> tuple[int, str, bytes]:
        """Send a request; return status, where it leads, and what it says."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=35)
        try:
            line.request(method, path, body or None, self._headers(body))
            answer = line.getresponse()
            for kept in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = kept.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            line.close()

    def drop_after_sending(self, body: bytes) -> None:
        """Send a form and hang up before the answer comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            told = "".join(f"{name}: {value}\r\n" for name, value in self._headers(body).items())
            head = f"POST /calls/new HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{told}"
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def _headers(self, body: bytes) -> dict[str, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Connection": "close"} | kind


def all_at_once(jobs: Iterable[Callable[[], object]], patience_s: float = 300) -> None:
    """Run jobs in threads of their own and wait until all are through."""
    threads = [threading.Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    until = time.monotonic() + patience_s
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads), "a thread did not end"
