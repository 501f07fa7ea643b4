"""What nobody may write in this house: text of users never runs, SQL is never glued together."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "servicecorps").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = [
    file
    for file in sorted((ROOT / "servicecorps" / "static").rglob("*.js"))
    if "vendor" not in file.parts
]
# Made by us from nothing a user typed; tests/maps look at what it holds.
ESCAPED = "# noqa: S704 – escaped"
FOLIUM_FRAME = "{{ frame.html | safe }}"
SQL = re.compile(
    r"\b(select|insert into|update|delete from|drop|alter)\b.+"
    r"\b(from|set|into|table|where|values)\b",
    re.IGNORECASE | re.DOTALL,
)


def offences(files, pattern):
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(
    "pattern", [r"\|\s*safe\b", r"autoescape\s+false", r"style\s*=\s*\"", r"\son[a-z]+\s*=\s*\""]
)
def test_no_template_lets_text_through_or_carries_script_and_style(pattern):
    assert [line for line in offences(TEMPLATES, pattern) if FOLIUM_FRAME not in line] == []


@pytest.mark.parametrize(
    "pattern", [r"\bMarkup\(", r"render_template_string", r"\beval\(", r"\bexec\("]
)
def test_no_code_lets_text_through(pattern):
    """What is escaped in the same line, and says so, is no longer text of a user."""
    assert [line for line in offences(PYTHON, pattern) if not line.endswith(ESCAPED)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"(inner|outer)HTML",
        r"insertAdjacentHTML",
        r"document\.write",
        r"\beval\(",
        r"new Function",
        r"https?://(?!www\.w3\.org)",
    ],
)
def test_no_script_makes_html_from_text_or_asks_strangers(pattern):
    assert offences(SCRIPTS, pattern) == []


def test_no_sql_is_glued_together():
    found = []
    for file in PYTHON:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "x"
                    for part in node.values
                )
                if SQL.search(text):
                    found.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_no_clock_of_the_machine_is_asked():
    """date.today() on a server in UTC is yesterday until eight in the morning."""
    assert offences(PYTHON, r"date\.today\(|datetime\.now\(\)|utcnow\(|time\.localtime") == []


def test_views_ask_permits_not_roles():
    views = [file for file in PYTHON if file.name == "views.py"]
    assert offences(views, r"\.role\s*(==|!=|in\b)|\brole\s*==\s*[\"']") == []


def test_files_stay_short_enough_to_be_read():
    """300 lines are a reason to look; the lists of words are a table."""
    long = {
        str(file.relative_to(ROOT)): lines
        for file in PYTHON
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 340
        and file.name != "words.py"
    }
    assert not long
