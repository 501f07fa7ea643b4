"""A throw-away PostgreSQL for the tests, and what to do when a program they need is missing."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from psycopg import sql

NO_POSTGRESQL = "PostgreSQL is not installed (Debian: apt install postgresql)"


def missing(reason: str) -> NoReturn:
    """Skip a test whose program is missing on this machine; where CI is set, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL that forgets everything when it is stopped."""

    folder: Path
    binaries: Path
    port: int

    def url(self, name: str) -> str:
        """Return the address of one database in the form of DATABASE_URL."""
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str | None = None) -> None:
        """Make a database, empty or as a copy of another to which nobody is connected."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._do(statement.format(sql.Identifier(name), sql.Identifier(template or "template0")))

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._do(statement.format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the server and remove its files; a second time does nothing."""
        if self.folder.exists():
            _as_owner([self.binaries / "pg_ctl", "stop", "-m", "immediate", "-D", self._files])
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Make the files and start the server on its socket and on the loopback address."""
        initdb: list[str | Path] = [self.binaries / "initdb", "-D", self._files, "-U", "tests"]
        _as_owner([*initdb, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        off = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")
        quick = " ".join(f"-c {name}=off" for name in off)
        where = f"-c listen_addresses=127.0.0.1 -c port={self.port} -k {self.folder}"
        command: list[str | Path] = [self.binaries / "pg_ctl", "start", "-w", "-D", self._files]
        _as_owner([*command, "-l", self.folder / "log", "-o", f"{quick} {where}"])

    @property
    def _files(self) -> Path:
        return self.folder / "files"

    def _do(self, statement: sql.Composed) -> None:
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


def start_cluster() -> Cluster | None:
    """Start a PostgreSQL of its own in a temporary folder, stopped at the latest at exit.

    Returns:
        The cluster, or None where PostgreSQL is not installed: then `missing(NO_POSTGRESQL)`.
    """
    binaries = newest_binaries()
    if binaries is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="servicecorps-postgresql-"))
    if _is_root():
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder, binaries, _free_port())
    atexit.register(cluster.stop)
    cluster.start()
    return cluster


def newest_binaries() -> Path | None:
    """Return the folder of the newest installed initdb and pg_ctl, or None."""
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if packaged:
        return max(packaged, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _as_owner(command: Sequence[str | Path]) -> None:
    # initdb and the server refuse to run as root.
    owner = ["runuser", "-u", "postgres", "--"] if _is_root() else []
    done = subprocess.run(
        [*owner, *command], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
