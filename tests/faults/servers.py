"""The real server in processes of its own, as run.py starts it, and the plug to pull."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servicecorps.launcher import ROOT

SERVE = """
import argparse, os, sys
sys.path.insert(0, sys.argv[1])
from servicecorps.launcher import server
server.PYTHON = sys.executable
server.catch_signals()
options = argparse.Namespace(host="127.0.0.1", port=int(sys.argv[2]), cert=None, key=None)
sys.exit(server.run_server(options, os.environ, str))
"""


@dataclass
class Server:
    """A server on an instance; `start`, then `kill` or `stop`, as often as wanted."""

    instance: Path
    url: str = ""
    port: int = 0
    running: Any = field(default=None, repr=False)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or free_port()
        environ = os.environ | {"SERVICECORPS_INSTANCE": str(self.instance), "TZ": "UTC"}
        environ.pop("DATABASE_URL", None)
        if self.url:
            environ["DATABASE_URL"] = self.url
        self.running = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(ROOT), str(self.port)],
            cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert "Open: " in self.running.stdout.readline()

    def kill(self) -> None:
        """Kill launcher, server and workers at once, as a power cut of the machine would."""
        os.killpg(self.running.pid, signal.SIGKILL)
        self._gone()

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.running.send_signal(signal.SIGTERM)
        return self._gone()

    def end(self) -> None:
        """Leave nothing behind."""
        if self.running is not None and self.running.poll() is None:
            self.kill()

    def _gone(self) -> int:
        code = self.running.wait(40)
        self.running.stdout.close()
        return code


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
