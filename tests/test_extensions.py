"""How transactions share the few connections of a pool."""

import threading

import pytest
import sqlalchemy as sa

from servicecorps import extensions
from servicecorps.extensions import db, transaction


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_whoever_waits_in_line_to_write_holds_no_connection(app, monkeypatch):
    """With as many waiting as the pool has connections, the first in line would get none."""
    waiting, in_line = threading.Event(), extensions._in_line

    def announce(session):
        waiting.set()
        return in_line(session)

    def read_then_write():
        with app.app_context():
            db.session.execute(sa.text("SELECT 1"))
            with transaction():
                pass

    with app.app_context(), transaction() as session:
        session.execute(sa.text("SELECT 1"))
        monkeypatch.setattr(extensions, "_in_line", announce)
        second = threading.Thread(target=read_then_write, daemon=True)
        second.start()
        assert waiting.wait(30)
        held = db.engine.pool.checkedout()
    second.join(30)
    assert held == 1
