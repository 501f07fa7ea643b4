"""What the browser gets: vendored files unchanged, nothing foreign, nothing inline."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "servicecorps"
STATIC = PACKAGE / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_FILES = sorted(
    path
    for path in STATIC.rglob("*")
    if path.suffix in {".css", ".js", ".svg", ".json", ".webmanifest"}
    and "vendor" not in path.relative_to(STATIC).parts
)
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))

# A name, not an address: nothing is fetched from it.
NAMESPACES = {"www.w3.org"}
# Shadows are the deep sea seen through; the veil is what a pointer leaves on deep blue.
PLAIN_COLOURS = {"rgb(7 49 63", "rgb(127 198 214"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def on_screen(css: str) -> str:
    """Return a style sheet without its rules for paper, which is black on white anyway."""
    return re.sub(r"@media print \{(?:[^{}]|\{[^{}]*\})*\}", "", without_comments(css))


def icons_asked_for() -> set[str]:
    """Collect icon names from templates and from the package's own lists."""
    word = r"""["']([a-z0-9-]+)["']"""
    found: set[str] = set()
    for path in TEMPLATES:
        text = read(path)
        found |= set(re.findall(rf"\b(?:icon|badge)\({word}", text))
        found |= set(re.findall(rf"\bicon(?:_name)?={word}", text))
        for mapping in re.findall(r"icons=\{(.*?)\}", text, re.DOTALL):
            found |= set(re.findall(rf": *{word}", mapping))
    for path in PACKAGE.rglob("*.py"):
        found |= set(re.findall(rf"\bicon={word}", read(path)))
    return found


@pytest.mark.parametrize("line", MANIFEST, ids=lambda line: line["file"])
def test_vendored_files_are_as_they_came(line):
    assert hashlib.sha256((STATIC / line["file"]).read_bytes()).hexdigest() == line["sha256"]
    assert line["licence"]


def test_every_vendored_file_is_in_the_manifest():
    listed = {line["file"] for line in MANIFEST}
    present = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert present <= listed


def test_versions_match_the_developers_package_list():
    wanted = json.loads(read(ROOT / "package.json"))["devDependencies"]
    assert {line["package"]: line["version"] for line in MANIFEST} == wanted


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN_FILES], ids=named)
def test_no_foreign_host_is_named(path):
    hosts = set(re.findall(r"(?<![\w:])(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", read(path)))
    assert hosts <= NAMESPACES


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_inline(path):
    text = re.sub(r"\{#.*?#\}", "", read(path), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handler"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_static_files_named_in_templates_are_there(path):
    names = re.findall(r"asset\([\"']([^\"']+)[\"']", read(path))
    assert [name for name in names if not (STATIC / name).is_file()] == []


def test_every_icon_asked_for_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="i-([^"]+)"', read(STATIC / "icons.svg")))
    assert icons_asked_for() - drawn == set()


def test_colours_come_from_tokens():
    css = on_screen(read(STATIC / "app.css"))
    plain = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|(?:rgb|hsl)a?\([^/)]*", css)
    assert {colour.strip() for colour in plain} <= PLAIN_COLOURS
    words = re.findall(r":[^;{}]*\b(white|black|red|green|blue|gray|grey|yellow)\b", css)
    assert words == []


def test_every_token_in_use_exists():
    tokens = read(STATIC / "tokens.css")
    known = set(re.findall(r"(--wj-[a-z0-9-]+):", tokens))
    used = set(re.findall(r"var\((--wj-[a-z0-9-]+)", read(STATIC / "app.css") + tokens))
    assert used - known == set()
