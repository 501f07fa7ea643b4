"""How long the app takes to start beside a bare one with the same libraries."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.instances import ROOT, Instance
from benchmarks.measuring import Result

_OURS = "from servicecorps import create_app; create_app()"
_BARE = """
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
db = SQLAlchemy(model_class=Base)
class Row(Base):
    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db.init_app(app)
with app.app_context():
    db.engine
"""
_TIMED = "\nimport time; print(time.process_time())"
ROUNDS = 9


def start(instances: list[Instance]) -> Iterator[Result]:
    """Import and make the app in a fresh process, beside a bare Flask app with SQLAlchemy."""
    # Compiled once, as on any machine where it has been started before.
    unset = ("PYTHONDONTWRITEBYTECODE", "DATABASE_URL")
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    environ["SERVICECORPS_INSTANCE"] = str(instances[0].folder)
    _cpu_ms(_OURS, environ)
    pairs = [(_cpu_ms(_OURS, environ), _cpu_ms(_BARE, environ)) for _ in range(ROUNDS)]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    yield Result("start beside a bare Flask and SQLAlchemy app", ours, bare, "ms CPU", 1.3, ratio)


def _cpu_ms(code: str, environ: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code + _TIMED],
        cwd=ROOT,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1]) * 1000
