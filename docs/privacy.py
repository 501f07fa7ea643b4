"""The table of columns in docs/privacy.md, made from the models.

python docs/privacy.py    write it anew
"""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from servicecorps.extensions import Base  # noqa: E402

for file in sorted((ROOT / "servicecorps").glob("*/model.py")):
    import_module(f"servicecorps.{file.parent.name}.model")

PAGE = ROOT / "docs" / "privacy.md"
BEGIN, END = "<!-- columns -->\n", "<!-- end of columns -->\n"
HEAD = "| 表 table | 个人 personal | 敏感 sensitive | 公开 open |\n|---|---|---|---|\n"


def table() -> str:
    """Return one line a table, its columns by class."""
    lines = []
    for name, one in sorted(Base.metadata.tables.items()):
        by_class: dict[str, list[str]] = {"personal": [], "sensitive": [], "open": []}
        for column in one.columns:
            by_class[str(column.info["class"])].append(column.name)
        cells = " | ".join(", ".join(names) for names in by_class.values())
        lines.append(f"| {name} | {cells} |\n")
    return HEAD + "".join(lines)


def page() -> str:
    """Return the page with its table brought up to date."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
