"""The logbook of the Run Wanjia service corps (润万家服务队台账)."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from servicecorps.config import Settings

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app: settings, database, guards, rooms, commands, static files."""
    with _nothing_thrown_away():
        return _made(settings)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    # What a start makes is kept: looking through it for rubbish takes a tenth of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _made(settings: Settings | None) -> Flask:
    # Imported here, so that run.py can use the launcher before any package is installed.
    from flask import Flask

    from servicecorps import cli, config, serving, wiring
    from servicecorps.extensions import babel, csrf, init_database

    settings = settings or config.load()
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance)
    )
    serving.configure(app, settings)
    init_database(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=wiring.select_locale)
    wiring.install(app)
    cli.install(app)
    serving.send_static_files(app, settings)
    return app
