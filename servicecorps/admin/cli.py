"""Commands of the audit, and the end of keeping."""

import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from servicecorps import clock
from servicecorps.admin import breach, purging
from servicecorps.clock import Span
from servicecorps.errors import Problem
from servicecorps.history import sealing

audit = AppGroup("audit", help="The audit: seal, verify, what somebody saw.")
DAY = click.DateTime(["%Y-%m-%d"])


@audit.command("seal")
def seal() -> None:
    """Seal every line of the days that are over; for cron, soon after midnight."""
    click.echo(f"已封 / sealed: {sealing.seal()}")


@audit.command("verify")
@click.option("--known", default="", help="a hash printed earlier, kept elsewhere: still there?")
def verify(known: str) -> None:
    """Seal, then check every line and seal; name the first that does not hold."""
    sealing.seal()
    verdict = sealing.verify(known)
    if verdict.broken:
        click.echo(f"对不上 / does not hold: {verdict.broken}", err=True)
        sys.exit(1)
    click.echo(
        f"都对 / all hold: 行 / lines {verdict.lines}（抹去 / erased {verdict.erased}），"
        f"封 / seals {verdict.seals}\n{verdict.head}"
    )


@audit.command("seen")
@click.argument("username")
@click.option("--from", "first", type=DAY, required=True)
@click.option("--to", "last", type=DAY, required=True)
def seen(username: str, first: datetime, last: datetime) -> None:
    """List the households somebody opened or exported in clear, one a line, by day."""
    try:
        found = breach.seen(username, Span(first.date(), last.date()))
    except Problem as problem:
        click.echo(problem.message, err=True)
        sys.exit(1)
    for one in found:
        click.echo(
            f"{one.household_id}\t{one.name}\t{one.community}\t"
            f"{clock.to_the_minute(one.first)}\t{clock.to_the_minute(one.last)}\t"
            f"看 / looks {one.looks}\t{'、'.join(one.files)}".rstrip()
        )
    click.echo(f"户 / households: {len(found)}")


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="only say whom it would be about")
@click.option("--years", type=click.IntRange(1, 100), help="instead of the setting")
@with_appcontext
def purge(*, dry_run: bool, years: int | None) -> None:
    """Erase who households were that nobody has served for years; every figure stays."""
    kept = years or current_app.config["SETTINGS"].keep_years
    if kept < 1:
        click.echo("SERVICECORPS_KEEP_YEARS 至少是 1 / must be at least 1", err=True)
        sys.exit(1)
    gone = 0
    for one in purging.expired(kept) if dry_run else purging.purge(kept):
        click.echo(f"{one.household_id}\t{one.name}\t{one.last_on}")
        gone += 1
    words = "会抹去 / would be erased" if dry_run else "已抹去 / erased"
    click.echo(f"{words}: {gone}")
