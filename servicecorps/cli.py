"""Commands: everything a script or an operator does without a browser."""

import sys
from datetime import date, datetime
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from servicecorps import clock, words
from servicecorps.admin.cli import audit, purge
from servicecorps.attachments.cli import photos
from servicecorps.backups.cli import backup, restore
from servicecorps.clock import Span
from servicecorps.errors import Problem
from servicecorps.imports.cli import basemap, bring
from servicecorps.people import linking
from servicecorps.people import queries as people
from servicecorps.people import writing as people_writing
from servicecorps.people.permits import ROLES
from servicecorps.people.rules import normal_username
from servicecorps.people.writing import Person
from servicecorps.tallies import queries as tallies
from servicecorps.tallies import writing as tallies_writing
from servicecorps.tallies.rules import MEASURES, Balance

member = AppGroup("member", help="Accounts: add, list, disable, invite, reset.")
balance = AppGroup("balance", help="Opening balances: add, list.")
tally = AppGroup("tallies", help="Counters: check, rebuild.")
DAY = click.DateTime(["%Y-%m-%d"])


def install(app: Flask) -> None:
    """Register the commands."""
    kept = (audit, purge, photos, backup, restore)
    for command in (member, balance, tally, *kept, bring, basemap, welcome, demo, Migrations("db")):
        app.cli.add_command(command)


class Migrations(click.Command):
    """Flask-Migrate's commands, loaded when they are called for."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 – click's own signature
        """Say what they are for."""
        return "Perform database migrations."

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        """Hand over to them."""
        from flask_migrate.cli import db  # noqa: PLC0415 – loads slowly

        context: click.Context = db.make_context(*args, **named)
        return context


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


def _password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        _fail("没有从标准输入读到密码 / no password on standard input")
    return password


@click.command("welcome")
@with_appcontext
def welcome() -> None:
    """Print the one-time link of the first start, nothing once there is an administrator."""
    # The demo's own buttons lead in; a link to make a real administrator has no place there.
    token = None if current_app.config["DEMO"] else linking.new_welcome()
    if token:
        click.echo(f"/welcome/{token}")


@click.command("demo")
@click.option("--records", type=click.IntRange(0), default=60_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--until", type=DAY, help="the last day, today if left out")
@with_appcontext
def demo(records: int, seed: int, until: datetime | None) -> None:
    """Fill an empty instance with made-up people, households and records."""
    last = until.date() if until else clock.today()
    from servicecorps.demo import writing  # noqa: PLC0415 – no server needs it

    try:
        made = writing.fill(records, seed, last)
    except Problem as problem:
        _fail(problem.message)
        return
    click.echo(
        f"已填 / filled: 人 / people {made.people}，户 / households {made.households}，"
        f"记录 / records {made.records}"
    )


@member.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", type=click.Choice(ROLES), default="member", show_default=True)
@click.option("--team", "team_slugs", multiple=True, type=click.Choice(list(words.TEAMS)))
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
def add_member(
    username: str, name: str, role: str, team_slugs: tuple[str, ...], **options: Any
) -> None:
    """Add an account."""
    password = _password() if options["password_stdin"] else ""
    teams = [key for key, slug in people.team_slugs().items() if slug in team_slugs]
    try:
        people_writing.add(Person(name, role, username, team_ids=teams), password)
    except Problem as problem:
        _fail(problem.message)
    click.echo(f"已添加 / added: {username}")


@member.command("list")
def list_members() -> None:
    """List the people, one a line: user name, role, active, name."""
    for person in people.everybody():
        active = "active" if person.active else "disabled"
        click.echo(f"{person.username or '-'}\t{person.role}\t{active}\t{person.name}")


@member.command("disable")
@click.argument("username")
def disable_member(username: str) -> None:
    """Close an account; whoever is signed in with it is out at once."""
    try:
        people_writing.disable(username)
    except Problem as problem:
        _fail(problem.message)
    click.echo(f"已停用 / disabled: {username}")


@member.command("invite")
@click.argument("username")
def invite_member(username: str) -> None:
    """Print a one-time link with which somebody sets the first password."""
    click.echo(_link_for(username))


@member.command("reset")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="read the new password from standard input")
@click.option("--link", is_flag=True, help="print a one-time link instead")
def reset_member(username: str, *, password_stdin: bool, link: bool) -> None:
    """Set a new password, read from standard input, or print a link to set one."""
    if password_stdin == link:
        _fail("要 --password-stdin 或 --link / give --password-stdin or --link")
    if link:
        click.echo(_link_for(username))
        return
    person = _known(username)
    try:
        people_writing.change_password(person.id, _password(), person.id)
    except Problem as problem:
        _fail(problem.message)
    click.echo(f"密码已设 / password set: {username}")


def _known(username: str) -> Any:
    person = people.by_username(normal_username(username))
    if person is None:
        _fail(f"没有这个用户 / no such user: {username}")
    return person


def _link_for(username: str) -> str:
    try:
        [given] = linking.give([_known(username).id], None)
    except Problem as problem:
        _fail(problem.message)
        raise
    return f"/in/{given.token}"


@balance.command("add")
@click.argument("measure", type=click.Choice(MEASURES))
@click.argument("amount", type=click.IntRange(0))
@click.option("--as-of", type=DAY, required=True)
@click.option("--from", "since", type=DAY)
@click.option("--at-least", is_flag=True)
@click.option("--source", required=True)
def add_balance(measure: str, amount: int, **options: Any) -> None:
    """Enter an opening balance."""
    since: date | None = options["since"].date() if options["since"] else None
    entry = Balance(measure, amount, options["as_of"].date(), since)
    try:
        tallies_writing.add_balance(entry, options["source"], at_least=options["at_least"])
    except Problem as problem:
        _fail(problem.message)
    click.echo(f"已存 / stored: {measure} {amount}")


@balance.command("list")
def list_balances() -> None:
    """List the opening balances, one a line."""
    for entry in tallies.balances():
        since, mark = entry.since or "", "+" if entry.at_least else ""
        click.echo(f"{entry.measure}\t{entry.amount}{mark}\t{since}\t{entry.as_of}\t{entry.source}")


@tally.command("check")
@click.option("--month", default="", help="only this month, such as 2026-10")
def check_tallies(month: str) -> None:
    """Count everything anew and name every counter that differs."""
    if month:
        try:
            month = Span.parse_month(month).slug
        except ValueError:
            _fail(f"不是月份 / not a month: {month}")
    found = tallies_writing.check(month, month) if month else tallies_writing.check()
    for difference in found:
        click.echo(
            f"{difference.counter} {difference.key}: "
            f"存 / stored {difference.stored}，数 / counted {difference.counted}"
        )
    click.echo(f"不同 / differences: {len(found)}")
    sys.exit(1 if found else 0)


@tally.command("rebuild")
def rebuild_tallies() -> None:
    """Write the counters anew from the records."""
    tallies_writing.rebuild()
    click.echo("已重算 / rebuilt")
