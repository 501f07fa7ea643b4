"""Instances a backup is taken back into, and what is compared afterwards."""

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from servicecorps.backups import making, restoring
from servicecorps.extensions import Base, db
from tests.conftest import inside, make_app

# These differ on purpose: nobody stays signed in, and the return itself is written down.
DIFFERENT = {("members", "stamp")}
ENDED = {"sign_ins", "own_phones", "one_time_links"}


@pytest.fixture
def backups(app, tmp_path, monkeypatch):
    """The folder of this test's backups."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return tmp_path / "backups"


@pytest.fixture
def made(ask, backups):
    """Make a backup: made(passphrase="…") gives its path."""

    def make(target=None, passphrase=""):
        return ask(making.make_and_note, target, passphrase).path

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, tmp_path):
    """An instance on another machine, without a table yet."""
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.drop("elsewhere")
        cluster.create("elsewhere")
        url = cluster.url("elsewhere")
    found = make_app(tmp_path / "elsewhere", url)
    yield found
    with found.app_context():
        db.engine.dispose()


@pytest.fixture
def taken_back(elsewhere):
    """Take a backup back on the other machine."""

    def restore(path, passphrase="", *, replace=False):
        return inside(elsewhere, restoring.restore, path, passphrase, replace=replace)

    return restore


def content(app):
    """Return every row of every table, but for what a restore changes on purpose."""
    with app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name in ENDED:
                continue
            wanted = [one for one in table.columns if (table.name, one.name) not in DIFFERENT]
            asked = sa.select(*wanted).order_by(*table.primary_key.columns)
            if table.name == "history":
                asked = asked.where(table.c.action != "restore")
            found[table.name] = [tuple(row) for row in db.session.execute(asked)]
        db.session.rollback()
        return found


def photos(folder: Path):
    """Return the pictures below a folder by name."""
    return {path.name: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def picture(colour="navy"):
    """Return a small photo as a phone sends it."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    return file.getvalue()
