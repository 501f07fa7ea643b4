"""Files checked and put in without a browser."""

import io
from dataclasses import replace

import pytest

from servicecorps.imports import checking, writing
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.line import Asked
from servicecorps.imports.writing import Parcel
from servicecorps.places import queries as places_queries


@pytest.fixture
def places(ask):
    """The labels of all communities by id."""
    return {key: name.label for key, name in ask(places_queries.community_names).items()}


@pytest.fixture
def check(ask):
    """Check a file; return its outcome and what can go in."""

    def checked(slug, content, name="a.xlsx", **asked):
        def run():
            found = checking.check(io.BytesIO(content), name, TABLES[slug], Asked(**asked))
            items = [(values, members) for _row, values, members, _twin in found.items()]
            bad = list(found.bad)
            sheets = found.sheets
            found.close()
            return found.outcome, items, bad, sheets

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
