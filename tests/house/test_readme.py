"""What an operator may set or run stands in README.md."""

from dataclasses import fields
from pathlib import Path

import click
import pytest

from servicecorps import create_app
from servicecorps.config import PREFIX, Settings

README = Path(__file__).resolve().parents[2] / "README.md"
# Flask's own, not ours to explain.
NOT_OURS = {"run", "shell", "routes", "db"}


@pytest.fixture(scope="module")
def readme():
    return README.read_text(encoding="utf-8") if README.exists() else ""


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_stands_in_readme(readme, setting):
    known = {"database_url": "DATABASE_URL"}
    assert known.get(setting, f"{PREFIX}{setting.upper()}") in readme


def test_every_setting_says_what_it_is():
    assert all(field.metadata.get("doc") for field in fields(Settings))


def commands(tmp_path):
    app = create_app(Settings(instance=tmp_path))

    def walk(command, words):
        if isinstance(command, click.Group):
            for name, under in command.commands.items():
                if words or name not in NOT_OURS:
                    yield from walk(under, [*words, name])
        else:
            yield " ".join(words), command

    return list(walk(app.cli, []))


def test_every_command_stands_in_readme(readme, tmp_path):
    missing = [f"flask {words}" for words, _command in commands(tmp_path)
               if f"flask {words}" not in readme and not in_short(words, readme)]  # fmt: skip
    assert not missing


def in_short(words, readme):
    """Tell whether a command stands there as one of several: flask member list|disable."""
    group, _space, name = words.rpartition(" ")
    return any(
        name in line.split(f"flask {group} ")[1].split()[0].split("|")
        for line in readme.replace("`", " ").replace("\\|", "|").splitlines()
        if group and f"flask {group} " in line and line.split(f"flask {group} ")[1].split()
    )


def test_every_command_says_what_it_does(tmp_path):
    assert not [words for words, command in commands(tmp_path) if not command.help]
