"""Commands about the files of pictures."""

import sys

import click
from flask.cli import AppGroup

from servicecorps.attachments import sweeping
from servicecorps.attachments.sweeping import Compared

photos = AppGroup("photos", help="Files of pictures: compare with the rows, sweep.")


@photos.command("check")
def check() -> None:
    """Name every file without a row and every row without its files; changes nothing."""
    found = sweeping.compare()
    _tell(found)
    sys.exit(1 if found.orphans or found.missing else 0)


@photos.command("sweep")
@click.option("--many", is_flag=True, help="even if more files have no row than have one")
def sweep(*, many: bool) -> None:
    """Remove files older than a day that no row names; rows without files are only named."""
    found = sweeping.compare()
    _tell(found)
    if sweeping.is_suspicious(found) and not many:
        click.echo(
            "没有行的照片比有行的还多，像是连错了数据库；确实要清，加 --many / "
            "more files without a row than with one, perhaps the wrong database; --many sweeps",
            err=True,
        )
        sys.exit(1)
    sweeping.sweep(found)
    click.echo(f"已清 / swept: {len(found.orphans)}")


def _tell(found: Compared) -> None:
    for path in found.orphans:
        click.echo(f"没有行 / no row: {path.parent.name}/{path.name}")
    for name in found.missing:
        click.echo(f"没有文件 / no file: {name}")
    for path in found.foreign:
        click.echo(f"不是照片，不动 / none of ours, left alone: {path.name}")
    click.echo(
        f"照片 / pictures {found.named}，没有行 / without a row {len(found.orphans)}，"
        f"没有文件 / without a file {len(found.missing)}"
    )
