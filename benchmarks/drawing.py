"""The map with ten thousand communities in a real browser, beside what folium alone would do."""

import json
import shutil
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import folium
from playwright.sync_api import Browser, Page, Route

from benchmarks.instances import Instance, browser_of, opened
from benchmarks.measuring import Result, absolute, compare
from servicecorps import clock
from tests.browsers import DESK, serving, started

COMMUNITIES = 10_000
ROUNDS = 7
_PATIENCE_MS = 300_000
_DESK: dict[str, Any] = {"viewport": DESK}
_PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 3,
    "has_touch": True,
}
_DRAWN = "() => performance.getEntriesByName('corps-drawn').length > 0"
_DRAWN_AT = "() => performance.getEntriesByName('corps-drawn')[0].startTime"
_STEPS = """async () => {
    const slider = document.getElementById("map-days"), spent = [];
    for (let days = 20; days < 50; days += 1) {
        const began = performance.now();
        slider.value = days;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
        spent.push(performance.now() - began);
    }
    return spent;
}"""
_MONTHS = """async () => {
    const slider = document.getElementById("map-month"), spent = [];
    const dots = Object.values(map_main._layers).find((layer) => layer.answer);
    const turn = (at) => {
        slider.value = at;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    };
    turn(0);
    while (!dots.playing) { await new Promise(requestAnimationFrame); }
    for (let at = 1; at < 24; at += 1) {
        const before = dots.answer.amount;
        turn(at);
        await new Promise((done) => {
            const look = () => {
                if (dots.answer.amount === before) { requestAnimationFrame(look); } else { done(); }
            };
            look();
        });
        const from = performance.now();
        dots.arrange();
        dots.redraw();
        spent.push(performance.now() - from);
    }
    return spent;
}"""
_POPUPS = """window.$ = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content.children;
};"""
_MARKERS = "(many) => document.querySelectorAll('.leaflet-marker-icon').length >= many"


def drawn(instances: list[Instance]) -> Iterator[Result]:
    """Size, server and browser of the map's first view; every community is in our care."""
    few, many = crowded(instances[0]), crowded(instances[-1])
    yield absolute("map's page", len(many.browser.get("/map/")) / 1000, 10, "kB")
    sizes = [_packed_size(one) / 1000 for one in (many, few)]
    yield absolute(f"map's first layer, {COMMUNITIES:,} communities, gzip", sizes[0], 160, "kB")
    yield Result(
        f"map's first layer, {many.records:,} beside {few.records:,}",
        *sizes,
        "kB",
        1.05,
        sizes[0] / sizes[1],
    )
    measured = "/map/data.json?measure=visits"
    cost = compare(lambda: many.browser.get(measured), lambda: few.browser.get(measured), calls=4)
    yield cost.result(f"map's layer of visits, {many.records:,} beside {few.records:,}", 1.2)
    yield _beside_geojson(many)
    with started() as chromium, serving(many.app) as base:
        open_map = partial(_map_ms, chromium, base, many)
        desk = open_map(_DESK, 1)
        yield absolute("map drawn at a desk", desk, 600, "ms wall")
        yield absolute("map drawn on a phone, CPU/4", open_map(_PHONE, 4), 1200, "ms wall")
        yield absolute("slider of days, a step", _step_ms(chromium, base, many), 30, "ms wall")
        yield absolute("month played, a tick", _tick_ms(chromium, base, many), 10, "ms wall")
        loop = _loop_ms(chromium)
        yield Result(
            f"map drawn beside {COMMUNITIES:,} folium markers",
            desk,
            loop,
            "ms wall",
            1 / 50,
            desk / loop,
        )


def crowded(instance: Instance) -> Instance:
    """Return a copy of an instance with ten thousand communities, all in somebody's charge."""
    folder = instance.folder.with_name(f"{instance.records}-crowded")
    if not (folder / "filled.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("servicecorps.sqlite3", "secret_key"):
            shutil.copyfile(instance.folder / name, folder / name)
        _crowd(folder / "servicecorps.sqlite3", instance.member_id)
        shutil.copyfile(instance.folder / "filled.json", folder / "filled.json")
    app = opened(folder)
    browser = browser_of(app, instance.member_id)
    return replace(instance, app=app, folder=folder, browser=browser)


def _crowd(database: Path, member_id: int) -> None:
    with closing(sqlite3.connect(database)) as connection:
        zones = [row[0] for row in connection.execute("SELECT id FROM subdistricts ORDER BY id")]
        [(known,)] = connection.execute("SELECT count(*) FROM communities")
        connection.executemany(
            "INSERT INTO communities (subdistrict_id, name, search_text, version)"
            " VALUES (?, ?, ?, 1)",
            (
                (zones[number % len(zones)], f"第{number}社区", f"第{number}社区")
                for number in range(COMMUNITIES - known)
            ),
        )
        # Every level of the drop is there, and a few were never visited.
        connection.executemany(
            "UPDATE communities SET in_charge_id = ?, visited_before_on = ? WHERE id = ?",
            [
                (member_id, str(clock.today() - timedelta(days=number % 200)), number)
                for (number,) in connection.execute("SELECT id FROM communities")
                if number % 50
            ],
        )
        connection.execute("UPDATE communities SET in_charge_id = ?", (member_id,))
        connection.commit()


def _packed_size(instance: Instance) -> int:
    """Return the bytes of the first layer; asked for again unchanged, none come."""
    client = instance.app.test_client()
    for cookie in instance.browser.cookies:
        client.set_cookie(*cookie.split("=", 1))
    answer = client.get("/map/fresh.json", headers={"Accept-Encoding": "gzip"})
    again = client.get("/map/fresh.json", headers={"If-None-Match": answer.headers["ETag"]})
    if (answer.status_code, again.status_code) != (200, 304):
        raise AssertionError(answer.status_code, again.status_code)
    return len(answer.data)


def _beside_geojson(instance: Instance) -> Result:
    """What the server does for the page and its layer, beside one GeoJson layer of folium."""
    answer = json.loads(instance.browser.get("/map/fresh.json"))
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [120 + number / 1e5, 36.0]},
            "properties": {"name": f"第{number}社区", "last": last},
        }
        for number, last in enumerate(answer["last"])
    ]
    collection = {"type": "FeatureCollection", "features": features}

    def with_folium() -> None:
        frame = folium.Map((36.2, 120.4), tiles=None)
        folium.GeoJson(collection, tooltip=folium.GeoJsonTooltip(["name"])).add_to(frame)
        frame.get_root().render()

    def ours() -> None:
        instance.browser.get("/map/")
        instance.browser.get("/map/fresh.json")

    cost = compare(ours, with_folium, rounds=7, calls=2)
    return cost.result("server for the map, beside one folium GeoJson layer", 1.5)


def _opened(
    chromium: Browser, base: str, instance: Instance, device: dict[str, Any], slower: int
) -> Page:
    """Open the map as whoever comes again: files are in the cache, figures are asked for anew."""
    context = chromium.new_context(locale="zh-CN", **device)
    pairs = [cookie.split("=", 1) for cookie in instance.browser.cookies]
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in pairs])
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{base}/map/")
    page.wait_for_function(_DRAWN, timeout=30_000)
    return page


def _map_ms(
    chromium: Browser, base: str, instance: Instance, device: dict[str, Any], slower: int
) -> float:
    page = _opened(chromium, base, instance, device, slower)
    found = []
    for _ in range(ROUNDS):
        page.goto(f"{base}/map/?order=days")
        page.wait_for_function(_DRAWN, timeout=30_000)
        found.append(float(page.evaluate(_DRAWN_AT)))
    page.context.close()
    return statistics.median(found)


def _step_ms(chromium: Browser, base: str, instance: Instance) -> float:
    page = _opened(chromium, base, instance, _DESK, 1)
    page.wait_for_selector("#map-days:visible", timeout=30_000)
    found: list[float] = page.evaluate(_STEPS)
    page.context.close()
    return statistics.median(found)


def _tick_ms(chromium: Browser, base: str, instance: Instance) -> float:
    """Time what a month changes on the map: the order of the marks, and drawing them all."""
    page = _opened(chromium, base, instance, _DESK, 1)
    page.goto(f"{base}/map/?measure=calls")
    page.wait_for_selector("#map-month:visible", timeout=30_000)
    found: list[float] = page.evaluate(_MONTHS)
    page.context.close()
    return statistics.median(found)


def _loop_ms(chromium: Browser) -> float:
    """Build and draw as many markers in a loop, as folium's own pages do, once: it takes long.

    Its files come from this machine; of jQuery only what folium's popups need is there.
    """
    page = chromium.new_context(**_DESK).new_page()
    page.route("**/*", _from_here)
    began = time.perf_counter()
    frame = folium.Map((36.2, 120.4), tiles=None)
    for number in range(COMMUNITIES):
        place = (36 + number % 100 / 500, 120.2 + number / COMMUNITIES / 2)
        name = f"第{number}社区"
        folium.Marker(place, popup=f"{name} 上次走访 2026-10-20", tooltip=name).add_to(frame)
    page.set_content(frame.get_root().render(), timeout=_PATIENCE_MS)
    page.wait_for_function(_MARKERS, arg=COMMUNITIES, timeout=_PATIENCE_MS)
    page.context.close()
    return (time.perf_counter() - began) * 1000


def _from_here(route: Route) -> None:
    from xstatic.pkg import leaflet  # noqa: PLC0415 – a namespace package without types

    name = route.request.url.rsplit("/", 1)[-1]
    file = Path(leaflet.BASE_DIR) / name
    if file.is_file():
        route.fulfill(path=file)
    else:
        script = _POPUPS if name.startswith("jquery") else ""
        route.fulfill(body=script, content_type="text/javascript")
