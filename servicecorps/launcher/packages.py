"""The virtual environment: made once, installed anew only when a list of packages changes."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from servicecorps.launcher import ROOT, Stop, say
from servicecorps.launcher.checks import check_writable

VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LIST, DEV_LIST = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"


def quietly(
    command: list[str | Path], environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in the project folder and keep what it prints."""
    return subprocess.run(
        command, cwd=ROOT, env=environ, check=False, capture_output=True,
        text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip


def prepare(wanted: Path, wheels: Path | None = None) -> None:
    """Bring `.venv` up to a list of packages; do nothing when the list has not changed."""
    if not (PYTHON.exists() and quietly([PYTHON, "-c", "import pip"]).returncode == 0):
        check_writable(ROOT)
        make_venv()
    stamps = {path: VENV / f"{path.stem}.sha256" for path in (LIST, DEV_LIST)}
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in stamps}
    if stamps[wanted].exists() and stamps[wanted].read_text("ascii") == digests[wanted]:
        return
    check_writable(VENV)
    for stamp in stamps.values():  # so that the start after an interrupted one installs again
        stamp.unlink(missing_ok=True)
    install(wanted, wheels)
    for path in {LIST, wanted}:  # the development list contains the other
        stamps[path].write_text(digests[path], "ascii")


def make_venv() -> None:
    """Make `.venv` anew: with venv, or where a system left that out, with virtualenv or uv."""
    say("正在建立 .venv …", "Making .venv …")
    command: list[str | Path]
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        command = [sys.executable, "-m", "venv", "--clear", VENV]
    elif importlib.util.find_spec("virtualenv"):
        command = [sys.executable, "-m", "virtualenv", "--quiet", "--clear", VENV]
    elif uv := shutil.which("uv"):
        command = [uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, VENV]
    else:
        apt = f"sudo apt install python3.{sys.version_info.minor}-venv"
        raise Stop(f"Python 缺少 venv，请先运行：{apt}", f"Python lacks venv; first run: {apt}")
    if subprocess.run(command, check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stop("没有建成 .venv，原因见上。", ".venv could not be made; the reason is above.")


def install(wanted: Path, wheels: Path | None) -> None:
    """Install a hashed list with pip and the user's own pip settings."""
    say(f"正在安装 {wanted.name} …", f"Installing {wanted.name} …")
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "-r", wanted]
    command += [] if sys.stdout.isatty() else ["--quiet"]
    command += ["--no-index", "--find-links", wheels] if wheels else []
    environ = {**os.environ, "PIP_USER": "0"}  # "user = yes", common in pip.conf, fails in .venv
    if subprocess.run(command, env=environ, check=False).returncode:
        raise Stop(
            "软件包没有装好，原因见上。没有网络时，用 --wheels 指定放安装包的文件夹。",
            "The packages could not be installed; the reason is above. "
            "Without a network, name a folder of wheels with --wheels.",
        )
