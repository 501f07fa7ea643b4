"""The instance: its folder, its settings, its database and, for the demo, its sample records."""

import os
import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from servicecorps.launcher import ROOT, Stop, say
from servicecorps.launcher.packages import PYTHON, quietly

DEMO = ("demo", "--records", "60000", "--seed", "1")


def usual_instance() -> Path:
    """Return the folder of the database, the photos and the key when no argument names it."""
    named = os.environ.get("SERVICECORPS_INSTANCE")
    return Path(named).expanduser().absolute() if named else ROOT / "instance"


def environment(instance: Path) -> dict[str, str]:
    """Return the environment in which the program and its commands run."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    own = {"SERVICECORPS_INSTANCE": str(instance), "PYTHONPATH": path, "PYTHONUTF8": "1"}
    return {**os.environ, **own}


def setting(name: str, environ: Mapping[str, str]) -> str:
    """Return, in small letters, a setting which the launcher needs before the program runs."""
    variable = {"database_url": "DATABASE_URL"}.get(name, f"SERVICECORPS_{name.upper()}")
    if environ.get(variable):
        return environ[variable].lower()
    try:
        file = Path(environ["SERVICECORPS_INSTANCE"], "config.toml")
        return str(tomllib.loads(file.read_text("utf-8")).get(name, "")).lower()
    except (OSError, ValueError):
        return ""  # the program itself says what is wrong with the file


def check_plain_http_is_allowed(environ: Mapping[str, str]) -> None:
    """Refuse to send passwords and households unencrypted beyond this machine, unless told to."""
    if setting("allow_http", environ) not in {"1", "true", "yes"}:
        raise Stop(
            "没有加密时只在本机提供服务。请加 --cert 和 --key，或设 SERVICECORPS_ALLOW_HTTP=1。",
            "Without encryption it serves this machine only. Add --cert and --key, "
            "or set SERVICECORPS_ALLOW_HTTP=1.",
        )


def flask(arguments: list[str], environ: Mapping[str, str]) -> str:
    """Run one flask command and return what it prints.

    Raises:
        Stop: it failed; known reasons become a sentence, others are shown as they are.
    """
    done = quietly([PYTHON, "-m", "flask", "--app", "servicecorps", *arguments], environ)
    if done.returncode == 0:
        return done.stdout
    if "Can't locate revision" in done.stderr:
        raise Stop(
            "数据库由更新版本的程序建立，这个版本不能打开，没有改动。请改用新版程序。",
            "The database is newer than this program, which left it as it was. "
            "Use the newer program.",
        )
    _, known, reason = done.stderr.rpartition("BadSetting: ")
    if known:
        reason = reason.strip()
        raise Stop(f"设置有误，没有启动：{reason}", f"A setting is wrong, not started: {reason}")
    print(done.stdout + done.stderr, file=sys.stderr)
    name = f"flask {arguments[0]}"
    raise Stop(f"{name} 没有完成，原因见上。", f"{name} failed; the reason is above.")


def fill_demo(instance: Path, environ: Mapping[str, str]) -> None:
    """Fill the sample instance once: in a folder beside it, renamed when all is there."""
    if (instance / "servicecorps.sqlite3").exists() or setting("database_url", environ):
        return
    say("正在准备示例记录，约一分钟 …", "Preparing sample records, about a minute …")
    unfinished = instance.with_name(instance.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    if instance.exists():
        shutil.copytree(instance, unfinished)  # a config.toml put there beforehand stays
    unfinished.mkdir(parents=True, exist_ok=True)
    filling = {**environ, "SERVICECORPS_INSTANCE": str(unfinished)}
    try:
        flask(["db", "upgrade"], filling)
        flask(list(DEMO), filling)
        shutil.rmtree(instance, ignore_errors=True)
        unfinished.rename(instance)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
