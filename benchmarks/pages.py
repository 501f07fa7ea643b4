"""The month's tallies and the lists."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import template_rendered

from benchmarks.browser import Browser
from benchmarks.floor import SIGNED_IN, make_floor, show_constant
from benchmarks.instances import Instance
from benchmarks.measuring import Cost, Result, compare

PAGE = 30
DEEP = 1000
_GIVEN_BY_FLASK = frozenset({"g", "request", "session", "current_user"})


def tally(instances: list[Instance]) -> Iterator[Result]:
    """The tallies of a month beside the same page with constants, and many records beside few."""
    for instance in instances:
        yield _beside_constants(instance).result(f"month's tallies, {instance.records:,}", 2.0)
    few, many = instances[0], instances[-1]
    if few is not many:
        more, less = (f"/tallies/?month={_busy_month(one)}" for one in (many, few))
        cost = compare(lambda: many.browser.get(more), lambda: few.browser.get(less), rounds=25)
        yield cost.result(f"month's tallies, {many.records:,} beside {few.records:,}", 1.2)


def _beside_constants(instance: Instance) -> Cost:
    address = f"/tallies/?month={_busy_month(instance)}"
    with TemporaryDirectory() as folder:
        floor = make_floor(Path(folder))
        show_constant(floor, instance.app, *_given(instance, address))
        constant = Browser(floor, **SIGNED_IN)
        return compare(
            lambda: instance.browser.get(address), lambda: constant.get("/constant"), rounds=25
        )


def _busy_month(instance: Instance) -> str:
    """Return the last month that is over."""
    [(day,)] = instance.rows("SELECT max(happened_on) FROM records WHERE state = 'done'")
    [(month,)] = instance.rows("SELECT strftime('%Y-%m', date(?, 'start of month', '-1 day'))", day)
    return str(month)


def _given(instance: Instance, address: str) -> tuple[str, dict[str, Any]]:
    """Return the template of a page and what its view gave it."""
    told: list[tuple[str, dict[str, Any]]] = []

    def remember(_app: object, template: Any, context: dict[str, Any], **_more: object) -> None:
        given = {name: one for name, one in context.items() if name not in _GIVEN_BY_FLASK}
        told.append((template.name, given))

    with template_rendered.connected_to(remember, instance.app):
        instance.browser.get(address)
    return told[0]


def lists(instances: list[Instance]) -> Iterator[Result]:
    """The thousandth page of a list beside its first, for each filter."""
    browser = instances[-1].browser
    for name, first, where in _filters(instances[-1]):
        page = _last_full_page(instances[-1], where)
        deep = f"{first}&after={_cursor(instances[-1], where, page)}"
        cost = compare(partial(browser.get, deep), partial(browser.get, first), rounds=25, calls=8)
        yield cost.result(f"list by {name}, page {page:,} beside the first", 1.1)


def _last_full_page(instance: Instance, where: str) -> int:
    [(count,)] = instance.rows(f"SELECT count(*) FROM records r WHERE {where}")
    return max(1, min(DEEP, int(count) // PAGE))


def _filters(instance: Instance) -> Iterator[tuple[str, str, str]]:
    [(month,)] = instance.rows(
        "SELECT substr(happened_on, 1, 7) FROM records WHERE kind = 'call'"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    kind = "r.kind = 'call'"
    yield "kind", "/calls/?", kind
    month_too = f"{kind} AND r.happened_on BETWEEN '{month}-01' AND '{month}-31'"
    yield "month", f"/calls/?month={month}", month_too
    community = _most(instance, "community_id", "call")
    yield "community", f"/calls/?community={community}", f"{kind} AND r.community_id = {community}"
    home = _most(instance, "household_id", "visit")
    yield (
        "household",
        f"/visits/?household={home}",
        f"r.kind = 'visit' AND r.household_id = {home}",
    )
    [(member,)] = instance.rows(
        "SELECT member_id FROM record_members WHERE kind = 'call'"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    credited = (
        f"r.id IN (SELECT record_id FROM record_members WHERE kind = 'call' AND"
        f" member_id = {member})"
    )
    yield "member", f"/calls/?member={member}", credited


def _most(instance: Instance, column: str, kind: str) -> int:
    [(value,)] = instance.rows(
        f"SELECT {column} FROM records WHERE kind = ? AND {column} IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        kind,
    )
    return int(value)


def _cursor(instance: Instance, where: str, page: int) -> str:
    [(day, number)] = instance.rows(
        f"SELECT happened_on, id FROM records r WHERE {where}"
        " ORDER BY happened_on DESC, id DESC LIMIT 1 OFFSET ?",
        max(0, (page - 1) * PAGE - 1),
    )
    return f"{day}.{number}"
