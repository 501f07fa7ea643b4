"""The map in a real browser: the app of the house, served, and pages that wait for the names."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from servicecorps.imports import borders
from tests.browsers import Watched, serving

RING = [[120.36, 36.10], [120.40, 36.10], [120.40, 36.14], [120.36, 36.14], [120.36, 36.10]]


@pytest.fixture
def served(app) -> Iterator[str]:
    """The app on a port of its own."""
    with serving(app) as base:
        yield base


class Mapped(Watched):
    """Opens the map as somebody."""

    def open(self, somebody, path: str = "/map/?measure=visits", *, phone: bool = False) -> Page:
        """Open a page and wait until the map knows its names."""
        page = self.blank(somebody, phone=phone)
        page.goto(self.base + path)
        page.wait_for_function("() => document.querySelector('[data-named]')", timeout=20_000)
        return page


@pytest.fixture
def browse(app, served, chromium) -> Iterator[Mapped]:
    """Open watched pages: browse.open(cast.manager)."""
    mapped = Mapped(app, served, chromium)
    yield mapped
    mapped.leave()


@pytest.fixture
def instance(app, tmp_path, monkeypatch):
    """An instance folder of its own."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return tmp_path


@pytest.fixture
def bring(app, instance):
    """Import one square as a district or sub-district: bring(370203)."""

    def do(code, source=""):
        area = {"type": "Feature", "properties": {"code": code},
                "geometry": {"type": "Polygon", "coordinates": [RING]}}  # fmt: skip
        content = json.dumps({"type": "FeatureCollection", "features": [area]}).encode()
        with app.app_context():
            borders.bring([("a.json", content)], instance, "wgs84", source)

    return do
