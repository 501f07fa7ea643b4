"""The lists of packages install with any pip, whatever has been published since."""

import hashlib
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITH_EXTRA = re.compile(r"^([A-Za-z0-9._-]+)\[([a-z0-9,_-]+)\][^;]*")


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def extras_wanted():
    """Return the packages that an installed one needs with an extra: coverage[toml]."""
    found = set()
    for distribution in distributions():
        for need in distribution.requires or ():
            if "extra ==" not in need and (match := WITH_EXTRA.match(need)):
                found.add(f"{plain(match[1])}[{match[2]}]")
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_package_needed_with_an_extra_is_pinned_with_it(name):
    """An older pip takes the newest `coverage[toml]` where only `coverage` is pinned, and fails."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = set(re.findall(r"(?m)^([a-z0-9._-]+(?:\[[a-z0-9,_-]+\])?)==", text))
    bare = [wanted for wanted in extras_wanted() if wanted.partition("[")[0] in pinned]
    assert bare == []
    assert "psycopg[binary]" in pinned


def test_the_list_was_compared_with_the_newest_since_it_changed():
    """docs/security.md says how: compile requirements.in without its versions and compare."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = sorted(re.findall(r"(?m)^([a-zA-Z0-9._-]+(?:\[[a-z]+\])?==[^ ;\\]+)", text))
    digest = hashlib.sha256("\n".join(pins).encode()).hexdigest()[:16]
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert f"list `{digest}`" in page
