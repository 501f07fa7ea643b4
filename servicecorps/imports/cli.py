"""Commands that bring files in: one a kind of table, and borders for the map."""

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from servicecorps.errors import Problem
from servicecorps.imports import commanding
from servicecorps.imports.kinds import TABLES
from servicecorps.imports.tables import Table
from servicecorps.places.coordinates import SYSTEMS, WGS84

bring = AppGroup("import", help="Bring files in: members, places, records.")
basemap = AppGroup("basemap", help="Real borders for the map: import, remove.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
in_system = click.option(
    "--crs", type=click.Choice(SYSTEMS), default=WGS84, show_default=True, help="system of lat, lon"
)
_FOR_PLACES = (
    click.Option(["--crs"], type=click.Choice(SYSTEMS), default=WGS84, show_default=True),
    click.Option(["--outside"], is_flag=True, help="take positions outside their district too"),
)
_FOR_PEOPLE = (
    click.Option(["--twins"], type=click.Choice(["skip", "take"]), help="likely duplicates"),
    click.Option(
        ["--dates", "order"], type=click.Choice(["dmy", "mdy"]), help="what 5/11/2026 means"
    ),
    click.Option(["--year"], type=click.IntRange(2000, 2100), help="the year of 5/11"),
    click.Option(
        ["--by-name"], is_flag=True, help="a household by name and community alone is enough"
    ),
)


def _add_tables() -> None:
    for table in TABLES.values():
        bring.add_command(_command(table))


def _command(table: Table) -> click.Command:
    options = [
        click.Argument(["file"], type=FILE),
        click.Option(["--dry-run"], is_flag=True, help="say what would go in, change nothing"),
        click.Option(["--again"], is_flag=True, help="even if this very file is in already"),
        click.Option(["--good-rows"], is_flag=True, help="bring in the rows without errors"),
        *(_FOR_PLACES if "lat" in table.by_slug else _FOR_PEOPLE),
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
    return click.Command(table.slug, callback=run, params=options, help=told)


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
