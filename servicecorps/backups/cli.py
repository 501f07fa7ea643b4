"""Commands: make a backup, take one back."""

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from servicecorps.backups.rules import Manifest, size_words
from servicecorps.errors import Problem

FILE = click.Path(dir_okay=False, path_type=Path)
from_stdin = click.option(
    "--passphrase-stdin", is_flag=True, help="read the passphrase from standard input"
)


@click.command("backup")
@click.argument("file", type=FILE, required=False)
@from_stdin
@with_appcontext
def backup(file: Path | None, *, passphrase_stdin: bool) -> None:
    """Copy database and photos into one verified file, by default in instance/backups."""
    from servicecorps.backups import making  # noqa: PLC0415 – no server start needs it

    began = time.monotonic()
    with _explained():
        made = making.make_and_note(file, _passphrase(asked=passphrase_stdin))
        size = size_words(made.path.stat().st_size)
    click.echo(f"已备份 / backed up: {made.path}")
    click.echo(f"{_told(made.manifest)}，{size}，{time.monotonic() - began:.1f} s")
    if made.manifest.missing:
        click.echo(f"照片缺 / photos missing: {len(made.manifest.missing)}", err=True)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="even if there are records here already")
@from_stdin
@with_appcontext
def restore(file: Path, *, replace: bool, passphrase_stdin: bool) -> None:
    """Put database and photos of a backup in the place of what is here."""
    from servicecorps.backups import restoring  # noqa: PLC0415 – no server start needs it

    with _explained():
        back = restoring.restore(file, _passphrase(asked=passphrase_stdin), replace=replace)
    click.echo(f"已恢复 / restored: {_told(back.manifest)}，{back.manifest.made_at}")
    if back.kept:
        click.echo(f"原来的内容另存在 / what was here is kept in: {back.kept}")
    click.echo("请重新启动服务 / please restart the server")


def _told(manifest: Manifest) -> str:
    return f"记录 / records {manifest.records:,}，照片 / photos {manifest.photos:,}"


def _passphrase(*, asked: bool) -> str:
    """Return the passphrase from standard input or the file that is set; never an argument."""
    from servicecorps.backups.making import passphrase_from_file  # noqa: PLC0415

    if not asked:
        return passphrase_from_file()
    typed = sys.stdin.readline().rstrip("\r\n")
    return typed or _fail("没有从标准输入读到口令 / no passphrase on standard input")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        _fail(problem.message)
    except OSError as problem:
        _fail(f"文件读写出错 / a file error: {problem.strerror}: {problem.filename or ''}")
    except (SQLAlchemyError, sqlite3.Error) as problem:
        reason = getattr(problem, "orig", None) or problem
        _fail(f"数据库出错，没有完成 / the database failed, not done: {reason}")


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
