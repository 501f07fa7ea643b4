"""Instances with many records, filled once by `flask demo` and kept in a temporary folder."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.browser import Browser
from servicecorps import create_app
from servicecorps.config import Settings
from servicecorps.serving import freeze
from tests.arriving import signed_in

ROOT = Path(__file__).resolve().parent.parent
SEED = "1"


@dataclass(frozen=True)
class Instance:
    """An app on a filled database, somebody of the team signed in to it."""

    app: Flask
    records: int
    folder: Path
    member_id: int
    browser: Browser

    def rows(self, query: str, *values: object) -> list[Any]:
        """Ask the database directly."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "servicecorps.sqlite3"


def filled(records: int, kept_in: Path | None = None) -> Instance:
    """Return an instance with so many records; the first time takes minutes for a million."""
    folder = (kept_in or Path(tempfile.gettempdir()) / "servicecorps-benchmarks") / str(records)
    if not (folder / "filled.json").exists():
        _fill(folder, records)
    app = opened(folder)
    with closing(sqlite3.connect(folder / "servicecorps.sqlite3")) as connection:
        [member_id] = connection.execute(
            "SELECT id FROM members WHERE role = 'member' AND active AND stamp != '' ORDER BY id"
        ).fetchone()
    return Instance(app, records, folder, member_id, browser_of(app, member_id))


def opened(folder: Path) -> Flask:
    """Return an app on a filled database, which an earlier version may have filled."""
    _flask(folder, ["db", "upgrade"])
    app = create_app(Settings(instance=folder))
    freeze()  # as servicecorps/wsgi.py does for every server
    return app


def browser_of(app: Flask, member_id: int) -> Browser:
    """Return the browser of somebody who has signed in."""
    return Browser(app, "=".join(signed_in(app, member_id)))


def _fill(folder: Path, records: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "servicecorps.sqlite3").unlink(missing_ok=True)
    _flask(folder, ["db", "upgrade"])
    _flask(folder, ["demo", "--records", str(records), "--seed", SEED])
    (folder / "filled.json").write_text(json.dumps({"records": records}), encoding="utf-8")


def _flask(folder: Path, command: Sequence[str]) -> None:
    environ = os.environ | {"SERVICECORPS_INSTANCE": str(folder)}
    environ.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "servicecorps", *command],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
