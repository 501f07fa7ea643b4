"""What docs/asvs.md claims is there: every requirement once, every named test and document."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "asvs.md"
STATES = ("done", "part", "not yet", "n/a")
# How many requirements of a level ASVS 5.0.0 has.
HAS = {1: 70, 2: 183}
MOST_BYTES = 120_000


def rows(level):
    """Return (ids, state, shown by) of a level's table."""
    part = PAGE.read_text(encoding="utf-8").split(f"## Level {level}\n")[1].split("\n## ")[0]
    lines = [line.strip("| \n").split(" | ") for line in part.splitlines() if line[:3] != "|--"]
    return [(one[0].split(), one[1], one[3]) for one in lines if len(one) == 4][1:]


def known_tests(file):
    return {
        node.name for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }  # fmt: skip


@pytest.mark.parametrize("level", HAS)
def test_every_requirement_of_a_level_stands_there_once(level):
    ids = [one for found, _state, _shown in rows(level) for one in found]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", one) for one in ids)
    assert len(ids) == len(set(ids)) == HAS[level]


def test_no_requirement_stands_on_both_levels():
    first, second = ({one for found, *_ in rows(level) for one in found} for level in HAS)
    assert not first & second


@pytest.mark.parametrize("level", HAS)
def test_the_counts_at_the_top_are_those_of_the_tables(level):
    counted = Counter()
    for ids, state, _shown in rows(level):
        counted[state] += len(ids)
    assert set(counted) <= set(STATES)
    numbers = [counted[state] for state in STATES] + [HAS[level]]
    line = f"| {level} | " + " | ".join(map(str, numbers)) + " |"
    assert line in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("level", HAS)
def test_what_is_done_names_what_shows_it(level):
    assert not [ids for ids, state, shown in rows(level) if state == "done" and shown in ("", "–")]


def test_the_guide_shows_small_pictures_that_are_there_and_says_what_they_show():
    guide = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
    shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]+">', guide)
    assert len(shown) == guide.count("<img") >= 6
    for picture in shown:
        file = ROOT / "docs" / picture
        assert file.is_file(), picture
        assert file.stat().st_size < MOST_BYTES, picture


def test_every_named_test_document_and_file_is_there():
    text, missing = PAGE.read_text(encoding="utf-8"), []
    for named in re.findall(r"`([\w./]+/[\w./]+(?:::\w+)?)`", text):
        path, _colons, test = named.partition("::")
        file = ROOT / path
        if not file.is_file() or (test and test not in known_tests(file)):
            missing.append(named)
    missing += [link for link in re.findall(r"\]\((?!http)([^)]+)\)", text)
                if not (PAGE.parent / link).is_file()]  # fmt: skip
    assert not missing
