"""The one command: what it says when it cannot start, and that it leaves nothing half done."""

import ast
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import run
from servicecorps.launcher import ROOT, Stop, checks, instance, packages, server


@pytest.fixture
def say_why(capsys, monkeypatch):
    """Run the command in this process; returns what it says on its way out."""
    monkeypatch.setattr(run, "catch_signals", lambda: None)
    monkeypatch.setattr(run, "prepare", lambda *_: pytest.fail("it went on to install"))
    monkeypatch.delenv("SERVICECORPS_ALLOW_HTTP", raising=False)

    def say(*arguments):
        assert run.main([str(argument) for argument in arguments]) == 1
        chinese, english = capsys.readouterr().err.splitlines()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
        assert english.isascii()
        return english

    return say


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_an_old_python_says_what_it_needs():
    pretend = "import runpy, sys; sys.version_info = (3, 6, 15); runpy.run_path('run.py')"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed, this is 3.6" in done.stderr
    assert "需要 Python 3.11" in done.stderr


def test_an_old_python_can_read_the_file_that_says_so():
    source = (ROOT / "run.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert "from __future__" not in source


def test_a_taken_port_is_named_with_another(say_why, monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "PATIENCE_SECONDS", 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = say_why("--port", port, "--instance", tmp_path / "new")
    assert f"Port {port} is taken; choose another, for example --port {port + 1}" in said
    assert not (tmp_path / "new").exists()


def test_a_port_freed_a_moment_later_is_not_refused(port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert checks.listening_fails("127.0.0.1", port)
    checks.check_port("127.0.0.1", port)


def test_a_port_is_a_port(say_why):
    assert "between 1 and 65535" in say_why("--port", 99999)


def test_a_folder_that_cannot_be_written_is_named(say_why, port, tmp_path):
    in_the_way = tmp_path / "instance"
    in_the_way.write_text("not a folder")
    assert f"Cannot write to {in_the_way}" in say_why("--port", port, "--instance", in_the_way)
    assert in_the_way.read_text() == "not a folder"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(say_why, port, tmp_path):
    tmp_path.chmod(0o500)
    assert f"Cannot write to {tmp_path}" in say_why("--port", port, "--instance", tmp_path)


def test_half_a_certificate_is_refused(say_why, tmp_path):
    for half in ("--cert", "--key"):
        assert "--cert and --key must be given together" in say_why(half, tmp_path / "file.pem")


def test_a_certificate_that_is_none_is_refused(say_why, tmp_path):
    (tmp_path / "file.pem").write_text("nothing")
    pair = ["--cert", tmp_path / "file.pem", "--key", tmp_path / "file.pem"]
    assert "cannot be used together" in say_why(*pair)


def test_plain_http_beyond_this_machine_needs_to_be_allowed(say_why, tmp_path):
    said = say_why("--host", "0.0.0.0", "--instance", tmp_path)
    assert "SERVICECORPS_ALLOW_HTTP=1" in said


@pytest.mark.parametrize("how", ["environment", "file"])
def test_plain_http_can_be_allowed(how, tmp_path):
    environ = {"SERVICECORPS_INSTANCE": str(tmp_path)}
    if how == "environment":
        environ["SERVICECORPS_ALLOW_HTTP"] = "1"
    else:
        (tmp_path / "config.toml").write_text("allow_http = true\n")
    instance.check_plain_http_is_allowed(environ)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Error: Can't locate revision identified by '9999'", "newer than this program"),
        ("Traceback …\nBadSetting: unknown setting: X", "A setting is wrong, not started: unknown"),
        ("Traceback …\nsomething else", "flask db failed; the reason is above"),
    ],
)
def test_a_database_that_cannot_be_opened_is_explained(said, sentence, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", said)
    monkeypatch.setattr(instance, "quietly", lambda *_: failed)
    with pytest.raises(Stop, match=sentence):
        instance.flask(["db", "upgrade"], {})


def test_a_python_without_venv_names_the_one_command(monkeypatch):
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(packages.shutil, "which", lambda _: None)
    with pytest.raises(Stop, match=r"sudo apt install python3\.\d+-venv"):
        packages.make_venv()


def test_packages_are_installed_only_when_a_list_changes(monkeypatch, tmp_path):
    installed = []
    main_list, dev_list = tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"
    for path in (main_list, dev_list):
        path.write_text("one")
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(packages, "LIST", main_list)
    monkeypatch.setattr(packages, "DEV_LIST", dev_list)
    monkeypatch.setattr(packages, "install", lambda path, _: installed.append(path.name))

    packages.prepare(dev_list)
    packages.prepare(main_list)  # part of the other
    packages.prepare(dev_list)
    assert installed == ["requirements-dev.txt"]

    main_list.write_text("two")
    packages.prepare(main_list)
    packages.prepare(dev_list)
    assert installed[1:] == ["requirements.txt", "requirements-dev.txt"]


def test_an_interrupted_installation_is_done_again(monkeypatch, tmp_path):
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("one")
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(packages, "LIST", wanted)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(packages, "install", interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            packages.prepare(wanted)


def test_sample_records_are_whole_or_not_there(monkeypatch, tmp_path):
    home = tmp_path / "demo"
    done = []

    def flask(arguments, environ):
        folder = Path(environ["SERVICECORPS_INSTANCE"])
        assert not (folder / "half").exists()
        (folder / "servicecorps.sqlite3").touch()
        done.append(arguments[0])
        if done == ["db", "demo"]:  # the first time it is interrupted
            (folder / "half").touch()
            raise KeyboardInterrupt

    monkeypatch.setattr(instance, "flask", flask)
    with pytest.raises(KeyboardInterrupt):
        instance.fill_demo(home, {"SERVICECORPS_INSTANCE": str(home)})
    assert list(tmp_path.iterdir()) == []
    for _ in range(2):
        instance.fill_demo(home, {"SERVICECORPS_INSTANCE": str(home)})
    assert done == ["db", "demo", "db", "demo"]
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_sample_records_never_go_into_a_real_database(monkeypatch, port, tmp_path):
    seen = {}
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://a-real-one/")
    monkeypatch.setattr(run, "catch_signals", lambda: None)
    monkeypatch.setattr(run, "prepare", lambda *_: None)
    monkeypatch.setattr(run, "fill_demo", lambda _, environ: seen.update(environ))
    monkeypatch.setattr(run, "flask", lambda *_: "")
    monkeypatch.setattr(run, "run_server", lambda *_, **__: 0)
    assert run.main(["demo", "--port", str(port), "--instance", str(tmp_path / "demo")]) == 0
    assert seen["SERVICECORPS_DEMO"] == "1"
    assert "DATABASE_URL" not in seen


@pytest.fixture
def launched(port, tmp_path):
    """Start a launcher that serves a slow page, in a process group of its own."""
    (tmp_path / "slow.py").write_text(
        "import pathlib, time\n"
        "def app(environ, start):\n"
        "    if environ['PATH_INFO'] == '/slow':\n"
        f"        pathlib.Path({str(tmp_path / 'begun')!r}).touch()\n"
        "        time.sleep(1)\n"
        "    start('200 OK', [])\n"
        "    return [b'whole']\n"
    )
    serve = (
        "import argparse, os, sys; sys.path.insert(0, sys.argv[1]);"
        "from servicecorps.launcher import server; server.PYTHON = sys.executable;"
        "server.APP = 'slow:app'; server.catch_signals();"
        f"options = argparse.Namespace(host='127.0.0.1', port={port}, cert=None, key=None);"
        "sys.exit(server.run_server(options, os.environ, str))"
    )
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    environ = {**os.environ, "SERVICECORPS_INSTANCE": str(tmp_path), "PYTHONPATH": path}
    launcher = subprocess.Popen(
        [sys.executable, "-c", serve, str(ROOT)],
        env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with launcher:
        assert "Open: " in launcher.stdout.readline()
        yield launcher
        if launcher.poll() is None:
            os.killpg(launcher.pid, signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_request_in_progress_is_answered_before_the_end(launched, port, tmp_path):
    with socket.create_connection(("127.0.0.1", port)) as phone:
        phone.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        wait_until((tmp_path / "begun").exists)
        launched.send_signal(signal.SIGTERM)
        answer = b"".join(iter(lambda: phone.recv(1000), b""))
    assert b"whole" in answer
    assert launched.wait(5) == 0
    assert checks.listening_fails("127.0.0.1", port) is None


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_nothing_stays_behind_a_killed_launcher(launched, port):
    launched.kill()
    launched.wait()
    wait_until(lambda: not checks.listening_fails("127.0.0.1", port))


def wait_until(it_is_so, seconds=5):
    """Wait for something that happens in another process."""
    until = time.monotonic() + seconds
    while not it_is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("FRESH_CLONE"), reason="only with FRESH_CLONE=1")
def test_a_fresh_clone_is_served_within_a_minute(port, tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin") or sys.executable
    started = time.monotonic()
    launcher = subprocess.Popen([python, "run.py", "--port", str(port)], cwd=clone)
    try:
        options = run.parse(["--port", str(port)])
        while not server.answers(options):
            assert launcher.poll() is None
            assert time.monotonic() - started < 60
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as page:
            assert "</html>" in page.read().decode()
    finally:
        launcher.terminate()
        assert launcher.wait(30) == 0
