"""Files checked and put in without a browser; what needs no database does without."""

import io
from dataclasses import replace
from datetime import date

import pytest

from servicecorps.imports import checking, writing
from servicecorps.imports.asked import Asked, Setting
from servicecorps.imports.cells import Reading
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.writing import Parcel
from servicecorps.places import queries as places_queries
from tests.conftest import inside, make_app
from tests.imports.office import KNOWN

TODAY = date(2026, 10, 20)


@pytest.fixture(scope="session")
def wordy(tmp_path_factory):
    """An app for its words, without any database."""
    return make_app(tmp_path_factory.mktemp("wordy"))


@pytest.fixture
def sift(wordy):
    """Check a file against KNOWN; return its outcome, what can go in, and its sheets."""

    def sifted(slug, content, name="a.xlsx", **more):
        asked = Asked(**more)
        reading = Reading(asked.order, asked.year, today=TODAY)
        setting = Setting(TABLES[slug], asked, KNOWN, reading)
        checked = inside(wordy, checking.sift, io.BytesIO(content), name, setting).checked
        items = [(values, members) for _row, values, members, _twin in checked.items()]
        checked.close()
        return checked.outcome, items, checked.sheets

    return sifted


@pytest.fixture
def places(ask):
    """The labels of all communities by id."""
    return {key: name.label for key, name in ask(places_queries.community_names).items()}


@pytest.fixture
def check(ask):
    """Check a file; return its outcome."""

    def checked(slug, content, name="a.xlsx", **asked):
        def run():
            found = checking.check(io.BytesIO(content), name, TABLES[slug], Asked(**asked))
            found.close()
            return found.outcome

        return ask(run)

    return checked


@pytest.fixture
def put(ask, cast):
    """Check a file and put it in."""

    def done(slug, content, name="a.xlsx", **more):
        asked = Asked(**{key: more.pop(key) for key in list(more) if key in vars(Asked())})
        parcel = Parcel(name, more.pop("sha256", str(hash(content))), cast.manager.id)

        def run():
            found = checking.check(io.BytesIO(content), name, TABLES[slug], asked)
            try:
                return writing.put_in(found, replace(parcel, **more))
            finally:
                found.close()

        return ask(run)

    return done
