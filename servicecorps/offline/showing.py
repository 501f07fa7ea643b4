"""What a phone is given to keep: its member's due households, pages and files of the program."""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from servicecorps import clock
from servicecorps.care import due as care
from servicecorps.care.queries import Area
from servicecorps.formats import day
from servicecorps.offline import rules
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import Permission
from servicecorps.places import queries as places
from servicecorps.records import kinds
from servicecorps.records.households import Card

# What the pages of a phone are made of; the map and the imports need signal.
NOT_KEPT = ("map/", "leaflet/", "imports.js", "regions.js", "bay-full.svg")
ENDINGS = {".css", ".js", ".svg"}


def member() -> str:
    """Return by which name the phone of whoever may log knows them, "" for others."""
    if not (current_user.is_authenticated and current_user.may(Permission.LOG)):
        return ""
    return rules.opaque(current_user.id, str(current_app.config["SECRET_KEY"]))


def for_phone() -> bool:
    """Tell whether a page is fetched to be kept: what is said once must not be said in it."""
    return "X-Kept" in request.headers


@dataclass(frozen=True)
class Home:
    """A due household as it lies on a phone: no street, no phone, no full name."""

    id: int
    name: str
    category: str
    community: str
    last: str
    level: str
    overdue: int
    photos: bool


def due(me: SignedIn) -> list[Home]:
    """Return the due households of the member's own area, longest overdue first."""
    found = care.page(Area(member=me.id), "", rules.MOST_HOMES).cards
    homes = places.households_by_ids([card.id for card in found])
    return [_home(card, homes[card.id].photos_allowed) for card in found]


def _home(card: Card, photos: bool) -> Home:  # noqa: FBT001 – one of many facts
    return Home(
        id=card.id,
        name=card.name,
        category=str(card.category),
        community=card.community,
        last=day(card.last_visit) if card.last_visit else "",
        level=card.level,
        overdue=card.overdue or 0,
        photos=photos,
    )


def kit(me: SignedIn, asset: Any) -> dict[str, Any]:
    """Return everything a phone keeps of one member; `asset` gives addresses of static files."""
    pages = shells()
    files = [asset(name) for name in _files(str(current_app.static_folder))]
    return {
        "member": member(),
        "now": int(clock.now().timestamp() * 1000),
        "days": current_app.config["SETTINGS"].offline_days,
        "homes": [asdict(home) for home in due(me)],
        "pages": pages,
        "files": files,
        "edition": rules.edition([str(get_locale()), *pages, *pages.values(), *files]),
    }


def shells() -> dict[str, str]:
    """Return by address which page a phone opens in its place without signal."""
    pages = {
        url_for("today.index"): url_for("offline.today"),
        url_for("offline.today"): url_for("offline.today"),
        url_for("offline.unsent"): url_for("offline.unsent"),
        url_for("today.log"): url_for("today.log"),
        url_for("calls.shift"): url_for("calls.shift"),
    }
    for kind in kinds.every():
        shell = url_for("offline.form", kind=kind.slug)
        pages[url_for(f"{kind.room}.new")] = shell
        pages[shell] = shell
        if kind.needs_household:
            pages[url_for("registers.pick", kind=kind.slug)] = shell
    return pages


@cache
def _files(folder: str) -> tuple[str, ...]:
    root = Path(folder)
    names = [file.relative_to(root).as_posix() for file in sorted(root.rglob("*"))
             if file.suffix in ENDINGS]  # fmt: skip
    return tuple(name for name in names if not name.startswith(NOT_KEPT))
