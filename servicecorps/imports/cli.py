"""Commands that bring files in: one a kind of table, and borders for the map."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from servicecorps.errors import Problem
from servicecorps.imports import commanding, communities, positions
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.rules import Outcome
from servicecorps.imports.tables import Table
from servicecorps.places.coordinates import SYSTEMS, WGS84

bring = AppGroup("import", help="Bring files in: members, places, records.")
basemap = AppGroup("basemap", help="Real borders for the map: import, remove.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LISTED = 50
in_system = click.option(
    "--crs", type=click.Choice(SYSTEMS), default=WGS84, show_default=True, help="system of lat, lon"
)
even_outside = click.option(
    "--outside", is_flag=True, help="take positions outside their district too"
)


@bring.command("communities")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True)
@click.option("--again", is_flag=True, help="even if this very file was brought in before")
@in_system
@even_outside
def bring_communities(file: Path, **options: Any) -> None:
    """Bring communities in from CSV or XLSX, all or none."""
    _told(communities.bring, file, options)


@bring.command("positions")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True)
@in_system
@even_outside
def bring_positions(file: Path, **options: Any) -> None:
    """Place known communities from CSV or XLSX (id, code, or name and district; lat, lon)."""
    _told(positions.bring, file, options)


def _told(bring_in: Callable[..., Outcome], file: Path, options: dict[str, Any]) -> None:
    """Bring a file in and say what came of it; the exit code is 0 only if every row could go in."""
    try:
        outcome = bring_in(file.read_bytes(), file.name, **options)
    except Problem as problem:
        click.echo(problem.message, err=True)
        sys.exit(1)
    for bad in [*outcome.rejected, *outcome.outside][:_LISTED]:
        click.echo(f"第 {bad.row} 行 / row {bad.row}, {bad.column}: {bad.value!r} {bad.reason}")
    click.echo(
        f"行 / rows {outcome.rows}，新增 / added {outcome.added}，"
        f"更新 / changed {outcome.changed}，退回 / rejected {len(outcome.rejected)}"
    )
    if outcome.outside:
        click.echo(f"在区外 / outside their district {len(outcome.outside)}")
    if outcome.outside and not outcome.outside_allowed:
        click.echo(
            "请先核对区外的位置（坐标系写对了吗）；确定没错就加 --outside / "
            "check the positions outside (is --crs right?); if they are right, add --outside",
            err=True,
        )
    sys.exit(1 if outcome.refused else 0)


def _add_tables() -> None:
    for table in TABLES.values():
        bring.add_command(_command(table))


def _command(table: Table) -> click.Command:
    options = [
        click.Argument(["file"], type=FILE),
        click.Option(["--dry-run"], is_flag=True, help="say what would go in, change nothing"),
        click.Option(["--again"], is_flag=True, help="even if this very file is in already"),
        click.Option(["--good-rows"], is_flag=True, help="bring in the rows without errors"),
        click.Option(["--twins"], type=click.Choice(["skip", "take"]), help="likely duplicates"),
        click.Option(["--dates"], type=click.Choice(["dmy", "mdy"]), help="what 5/11/2026 means"),
        click.Option(["--year"], type=click.IntRange(2000, 2100), help="the year of 5/11"),
        click.Option(
            ["--by-name"], is_flag=True, help="a household by name and community alone is enough"
        ),
        click.Option(["--sheet"], default="", help="which sheet, if not the one that fits best"),
        click.Option(["--by"], help="user name of whoever brings it"),
        click.Option(["--mend"], type=click.Path(path_type=Path), help="where bad rows go"),
    ]

    @with_appcontext
    def run(file: Path, **options: Any) -> None:
        try:
            code = commanding.bring(table, file, options, click.echo)
        except Problem as problem:
            click.echo(problem.message, err=True)
            code = 1
        sys.exit(code)

    told = f"Bring {table.en.lower()} in from CSV or XLSX."
    return click.Command(table.slug, callback=run, params=list(options), help=told)


_add_tables()


@basemap.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@in_system
@click.option("--source", default="", help="whom to name for the borders, as their licence asks")
def import_basemap(files: tuple[Path, ...], crs: str, source: str) -> None:
    """Draw real borders from GeoJSON instead of the schematic ones."""
    from servicecorps.imports import borders  # noqa: PLC0415 – shapely loads slowly

    contents = [(file.name, file.read_bytes()) for file in files]
    try:
        found = borders.bring(contents, current_app.config["INSTANCE"], crs, source)
    except Problem as problem:
        click.echo(problem.message, err=True)
        sys.exit(1)
    click.echo(
        f"区市 / districts {found.districts}，街道 / sub-districts {found.subdistricts}，"
        f"点 / points {found.points}，来源 / source: {found.source or '-'}"
    )
    if found.missing:
        click.echo(f"没有边界 / without borders: {'、'.join(found.missing)}", err=True)


@basemap.command("remove")
def remove_basemap() -> None:
    """Go back to the schematic borders that came with the program."""
    from servicecorps.imports import borders  # noqa: PLC0415 – shapely loads slowly

    gone = borders.remove(current_app.config["INSTANCE"])
    click.echo("已恢复示意边界 / schematic again" if gone else "没有导入过 / nothing was imported")
