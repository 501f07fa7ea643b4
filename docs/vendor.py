"""Copy the listed style sheet and icons from node_modules into the static folder.

For developers only, after raising a version in package.json:

    npm ci && python3 docs/vendor.py

The copies and their manifest (package, version, licence, sha256) are committed, so that neither
setting up nor running needs Node. tests/look/test_static.py compares the hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "servicecorps" / "static"

COPIED = {
    "bootstrap": ["dist/css/bootstrap.min.css", "LICENSE"],
    "idb": ["build/umd.js", "LICENSE"],
}

# Outline wherever there is a choice; filled only for a call, a result and playing.
ICONS = (ROOT / "docs" / "icons.txt").read_text(encoding="utf-8").split()

# The mark as it stands on deep blue: a pale drop with a red roof. mark.svg is the same for a tab.
MARK = (
    '<symbol id="mark" viewBox="0 0 30 36">'
    '<path d="M15 1C15 1 2 14.6 2 22.2a13 13 0 0 0 26 0C28 14.6 15 1 15 1Z" fill="#eaf4f6"/>'
    '<path d="M15 14.2l7.2 6.1v8.2a.8.8 0 0 1-.8.8h-4v-4.6a2.4 2.4 0 0 0-4.8 0v4.6h-4'
    'a.8.8 0 0 1-.8-.8v-8.2Z" fill="#b13820"/></symbol>'
)


def about(package: Path) -> dict[str, str]:
    """Return name, version and licence as the package itself gives them."""
    told = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return {"package": told["name"], "version": told["version"], "licence": told["license"]}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(package: Path, copy: Path) -> dict[str, str]:
    """Return the line of the manifest for one copied or composed file."""
    return {"file": copy.relative_to(STATIC).as_posix(), **about(package), "sha256": sha256(copy)}


def copy_package(package: Path, files: list[str]) -> list[dict[str, str]]:
    """Copy files of a package into static/vendor/NAME-VERSION, dropping older versions."""
    told = about(package)
    for old in (STATIC / "vendor").glob(f"{told['package']}-[0-9]*"):
        shutil.rmtree(old)
    target = STATIC / "vendor" / f"{told['package']}-{told['version']}"
    target.mkdir(parents=True)
    return [
        entry(package, Path(shutil.copyfile(package / name, target / Path(name).name)))
        for name in files
    ]


def symbol(name: str, svg: str) -> str:
    """Return one icon as a symbol of the sprite, without the sizes and classes it came with."""
    drawing = re.sub(r"\s+", " ", svg.partition(">")[2].rpartition("</svg>")[0]).strip()
    drawing = drawing.replace("> <", "><")
    return f'<symbol id="i-{name}" viewBox="0 0 16 16">{drawing}</symbol>'


def compose_sprite(package: Path) -> dict[str, str]:
    """Write icons.svg: every listed icon and the mark, each to be shown by its id."""
    told = about(package)
    drawings = [
        symbol(name, (package / "icons" / f"{name}.svg").read_text(encoding="utf-8"))
        for name in sorted(set(ICONS))
    ]
    sprite = STATIC / "icons.svg"
    sprite.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        f"<!-- {told['package']} {told['version']}, {told['licence']} -->\n"
        + "\n".join([MARK, *drawings])
        + "\n</svg>\n",
        encoding="utf-8",
    )
    return entry(package, sprite)


def main(modules: Path) -> None:
    """Copy everything listed from a node_modules folder and write the manifest."""
    lines = [
        line
        for name, files in sorted(COPIED.items())
        for line in copy_package(modules / name, files)
    ]
    lines.append(compose_sprite(modules / "bootstrap-icons"))
    manifest = STATIC / "vendor" / "manifest.json"
    manifest.write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "node_modules")
