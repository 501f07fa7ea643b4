"""The server: started, announced when it answers, ended cleanly."""

import argparse
import http.client
import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping

from servicecorps.launcher import ROOT, Stop, say
from servicecorps.launcher.instance import setting
from servicecorps.launcher.packages import PYTHON

THREADS = 32  # slow uploads from phones must not keep everybody else waiting
APP = "servicecorps.wsgi:app"
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound


class Ended(KeyboardInterrupt):
    """This process was told to end; unlike a Ctrl-C, that did not reach its children."""


def catch_signals() -> None:
    """Let the signals that end a program or close its terminal pass through `finally`."""

    def end(*_: object) -> None:
        raise Ended

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:  # nohup stays nohup
            signal.signal(number, end)


def run_server(
    options: argparse.Namespace, environ: Mapping[str, str], welcome: Callable[[], str]
) -> int:
    """Serve until told to end.

    `welcome` returns the path where the first administrator is made, or nothing; it is asked
    while the server starts, which takes as long.
    """
    # SQLite has one writer at a time, so one process; PostgreSQL gains from two.
    workers = 2 if setting("database_url", environ).startswith("postgresql") else 1
    host = "servicecorps.launcher.host"
    command: list[str | os.PathLike[str]] = [PYTHON, "-m", host, APP]
    command += ["--interface", "wsgi", "--no-ws", "--log-level", "error"]
    command += ["--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(workers), "--blocking-threads", str(THREADS)]
    command += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    command += ["--workers-kill-timeout", "30"]
    if options.cert:
        command += ["--ssl-certificate", options.cert, "--ssl-keyfile", options.key]
        command += ["--ssl-protocol-min", "tls1.2"]  # phones of some age know no newer one
    server = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        code = attend(server, lambda: announce(server, options, welcome()))
    except KeyboardInterrupt:
        return 0
    if code:
        raise Stop("服务意外结束，原因见上。", "The server ended by itself; the reason is above.")
    return 0


def attend(child: subprocess.Popen[bytes], meanwhile: Callable[[], None] | None = None) -> int:
    """Wait for a child and return its exit code; when this process must end, end it first.

    Raises:
        KeyboardInterrupt: this process was told to end; the child has ended. So it has when
            `meanwhile` raises.
    """
    try:
        if meanwhile:
            meanwhile()
        return child.wait()
    except BaseException as why:
        ctrl_c = isinstance(why, KeyboardInterrupt) and not isinstance(why, Ended)
        wait_for_end(child, 3 if ctrl_c else 0)
        raise


def wait_for_end(child: subprocess.Popen[bytes], patience: float) -> None:
    """Wait until a child has ended; after some seconds ask it to, and ten later insist."""
    gently = signal.SIGTERM if os.name == "nt" else signal.SIGINT  # tests clean up after a Ctrl-C
    for number in (gently, signal.SIGTERM):
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.send_signal(number)
            patience = 10
    child.wait()


def announce(server: subprocess.Popen[bytes], options: argparse.Namespace, welcome: str) -> None:
    """Print where to go, as soon as the server answers."""
    while not answers(options):
        if server.poll() is not None:
            return
        time.sleep(0.05)
    scheme = "https" if options.cert else "http"
    here = f"{scheme}://{bracketed(EVERY_ADDRESS.get(options.host, options.host))}:{options.port}"
    say("打开", f"Open: {here}/")
    if options.host in EVERY_ADDRESS and (address := lan_address()):
        say("局域网", f"On the local network: {scheme}://{address}:{options.port}/")
    if welcome:
        say("第一次使用，建立管理员账号", f"First start, make the administrator: {here}{welcome}")
    if not options.cert and options.host in EVERY_ADDRESS:
        say("注意：没有加密", "Note: not encrypted")


def answers(options: argparse.Namespace) -> bool:
    """Tell whether /healthz answers at the address that is served."""
    host = EVERY_ADDRESS.get(options.host, options.host)
    connection = http.client.HTTPConnection(host, options.port, timeout=2)
    if options.cert:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # it is our own server
        connection = http.client.HTTPSConnection(host, options.port, timeout=2, context=context)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def bracketed(host: str) -> str:
    """Return a host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def lan_address() -> str:
    """Return this machine's address on its network, or nothing when there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))  # sends nothing, only chooses the interface
            return str(probe.getsockname()[0])
        except OSError:
            return ""
