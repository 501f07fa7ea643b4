"""An instance of its own, migrated and empty, on both databases; and one that is filled."""

from datetime import date

import pytest
import time_machine

from servicecorps.demo import writing
from servicecorps.extensions import db
from tests.conftest import NOW, inside, make_app, migrate

RECORDS, SEED, UNTIL = 1500, 7, date(2026, 10, 19)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request, tmp_path_factory):
    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("cluster")
        name = f"demo_{request.module.__name__.rpartition('.')[2]}"
        cluster.create(name)
        url = cluster.url(name)
    app = make_app(tmp_path_factory.mktemp("demo"), url)
    migrate(app)
    with time_machine.travel(NOW):
        yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def filled(empty):
    inside(empty, writing.fill, RECORDS, SEED, UNTIL)
    return empty
