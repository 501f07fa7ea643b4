#!/usr/bin/env python3
"""Set up what is missing and run the program: one command, standard library only.

run.py [serve] [--host 127.0.0.1] [--port 8000] [--instance DIR] [--cert FILE --key FILE]
               [--wheels DIR]    set up and serve
run.py demo    [same arguments]  the same with sample records, in instance/demo
run.py test    [--faults] [pytest arguments]
                                 linters, then tests; --faults adds the tests with real faults
run.py check                     linters and contracts only
run.py flask   ...               any flask command in the same environment and instance
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "需要 Python 3.11 或更新的版本，现在是 {0}.{1}。请用新版本运行，例如 python3.11 run.py。\n"
        "Python 3.11 or newer is needed, this is {0}.{1}. "
        "Run it with a newer one, for example: python3.11 run.py".format(*sys.version_info)
    )

import argparse
import io
import os
import shutil
import subprocess
from pathlib import Path

from servicecorps.launcher import ROOT, Stop
from servicecorps.launcher.checks import (
    check_certificate,
    check_port,
    check_writable,
    is_loopback,
    numeric,
)
from servicecorps.launcher.instance import (
    check_plain_http_is_allowed,
    environment,
    fill_demo,
    flask,
    usual_instance,
)
from servicecorps.launcher.packages import BIN, DEV_LIST, LIST, PYTHON, prepare, quietly
from servicecorps.launcher.server import attend, catch_signals, run_server

CHECKS = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("mypy",),
    # Not its formatter: it puts spaces between Chinese words and marks, where none belong.
    ("djlint", "templates", "--lint", "--quiet"),
    ("lint-imports",),
)


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without Chinese must not end us
    catch_signals()
    commands = {"test": test, "check": check, "flask": flask_for_caller}
    try:
        if arguments[:1] and arguments[0] in commands:
            return commands[arguments[0]](arguments[1:])
        return serve(parse(arguments))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"文件读写出错：{problem}\nA file error: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the arguments of `serve` and `demo`."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("run.py", None, __doc__, formatter_class=raw)
    parser.add_argument("command", nargs="?", default="serve", choices=["serve", "demo"])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    for name in ("--instance", "--cert", "--key", "--wheels"):
        parser.add_argument(name, type=lambda text: Path(text).expanduser().absolute())
    return parser.parse_args(arguments)


def serve(options: argparse.Namespace) -> int:
    """Check, set up, and serve until told to end."""
    demo = options.command == "demo"
    instance = options.instance or (ROOT / "instance" / "demo" if demo else usual_instance())
    environ = environment(instance)
    if demo:
        environ["SERVICECORPS_DEMO"] = "1"
        environ.pop("DATABASE_URL", None)  # sample records never go into a real database
    if options.cert or options.key:
        check_certificate(options.cert, options.key)
        environ["SERVICECORPS_HTTPS"] = "1"
    options.host = numeric(options.host)
    if not options.cert and not is_loopback(options.host):
        check_plain_http_is_allowed(environ)
    check_port(options.host, options.port)
    check_writable(instance.parent if demo else instance)
    prepare(LIST, options.wheels)
    if demo:
        fill_demo(instance, environ)
    flask(["db", "upgrade"], environ)
    return run_server(options, environ, lambda: flask(["welcome"], environ).strip())


def test(arguments: list[str]) -> int:
    """Run the linters and the tests, and measure coverage unless arguments narrow the run."""
    prepare(DEV_LIST)
    failed = lint()
    options = [word for word in arguments if word != "--faults"]
    if not options:
        options = ["--cov", "--cov-report=term:skip-covered", "-p", "tests.floors"]
        # Every process has databases and a browser of its own: more than four gain little.
        options += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    if "--faults" in arguments:
        options += ["-m", ""]  # pyproject.toml leaves them out by default
    return attend(subprocess.Popen([PYTHON, "-m", "pytest", *options], cwd=ROOT)) or failed


def check(arguments: list[str]) -> int:
    """Run the linters and contracts only."""
    if arguments:
        raise Stop("check 不带参数。", "check takes no arguments.")
    prepare(DEV_LIST)
    return lint()


def lint() -> int:
    """Run every linter, show what the failing ones say, return 1 if one fails."""
    failed = 0
    for tool, *rest in CHECKS:
        done = quietly([shutil.which(tool, path=str(BIN)) or tool, *rest])
        print(" ".join([tool, *rest]), "failed" if done.returncode else "ok", flush=True)
        if done.returncode:
            failed = 1
            print(done.stdout + done.stderr, flush=True)
    return failed


def flask_for_caller(arguments: list[str]) -> int:
    """Pass any flask command on, from the folder the caller stands in."""
    prepare(LIST)
    command: list[str | Path] = [PYTHON, "-m", "flask", "--app", "servicecorps", *arguments]
    return attend(subprocess.Popen(command, env=environment(usual_instance())))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
