"""docs/imports.md names every column as the program knows it: WRITE_DOCS=1 writes it anew."""

import os
from pathlib import Path

from servicecorps.imports import limits
from servicecorps.imports.kinds import TABLES

FILE = Path(__file__).resolve().parents[2] / "docs" / "imports.md"
MARK = "<!-- columns -->"


def written():
    lines = [MARK, ""]
    for table in TABLES.values():
        lines += [f"## {table.zh} / {table.en} (`{table.slug}`)", ""]
        lines += ["| column | 列名 | headings | must | values |", "|---|---|---|---|---|"]
        for column in table.columns:
            needed = "yes" if column.required else ""
            slugs = ", ".join(column.vocabulary or ()) or column.parse
            zh, en = "、".join(column.zh), ", ".join(column.en)
            lines.append(f"| `{column.slug}` | {zh} | {en} | {needed} | {slugs} |")
        for group in table.either:
            names = " / ".join(f"`{slug}`" for slug in group)
            lines += ["", f"At least one of / 至少一样: {names}"]
        lines.append("")
    return "\n".join(lines)


def test_the_columns_of_every_kind_stand_in_the_docs():
    text = FILE.read_text(encoding="utf-8")
    head, _mark, _rest = text.partition(MARK)
    if os.environ.get("WRITE_DOCS"):
        FILE.write_text(head + written(), encoding="utf-8")
        text = FILE.read_text(encoding="utf-8")
    assert text == head + written()


def test_the_limits_in_the_docs_are_those_of_the_program():
    text = FILE.read_text(encoding="utf-8")
    assert f"{limits.MAX_ROWS:,}" in text
    assert f"{limits.MAX_BYTES >> 20} MB" in text
    assert f"{limits.MAX_COLUMNS} columns" in text
