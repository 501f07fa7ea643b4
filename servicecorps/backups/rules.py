"""What a backup says of itself, which one may be taken back, and when it is time for one."""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from servicecorps.errors import Invalid, Refused

PRODUCT, FORMAT = "servicecorps", 1
STALE_AFTER = timedelta(days=2)
MANIFEST, DATABASE = "manifest.json", "database.sqlite3"
# Nothing else lies in a backup, so no name in one can lead out of the folder it is taken to.
_PICTURE = re.compile(r"photos/[0-9a-f]{2}/[0-9a-f]{32}\.(jpg|webp)")
_OUTLINES = re.compile(r"basemap/(districts|subdistricts)\.json")
_OURS = re.compile(r"servicecorps-\d{4}-\d{2}-\d{2}-\d{6}-[0-9a-f]{4}\.(zip|sealed)")
_NOT_OURS = "这不是本程序的备份 / not a backup of this program"


@dataclass(frozen=True)
class Manifest:
    """What is in a backup: rows a table, and the sha256 of every file."""

    version: str
    migration: str
    installation: str
    demo: bool
    database: str
    made_at: str
    counts: dict[str, int]
    files: dict[str, str]
    # Pictures that rows name but that were not there any more when it was made.
    missing: list[str] = field(default_factory=list)
    product: str = PRODUCT
    format: int = FORMAT

    @property
    def records(self) -> int:
        """How many records are in it."""
        return self.counts.get("records", 0)

    @property
    def photos(self) -> int:
        """How many pictures are in it, thumbnails not counted."""
        return sum(name.endswith(".jpg") for name in self.files)

    def written(self) -> bytes:
        """Return it as it lies in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Read what a backup says of itself.

        Raises:
            Invalid: it says nothing of the kind, or a newer program made it.
        """
        try:
            found = json.loads(content)
            ours = found["product"] == PRODUCT
            newer = int(found["format"]) > FORMAT
        except (ValueError, KeyError, TypeError) as problem:
            raise Invalid(_NOT_OURS) from problem
        if not ours:
            raise Invalid(_NOT_OURS)
        if newer:
            raise Invalid(_newer(str(found.get("version", "?"))))
        return cls(**_checked(found))


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    kinds = {"counts": dict, "files": dict, "missing": list, "demo": bool, "format": int}
    names = [one.name for one in fields(Manifest)]
    wrong = [name for name in names if not isinstance(found.get(name), kinds.get(name, str))]
    if wrong or not all(map(is_member, found["files"])) or DATABASE not in found["files"]:
        raise Invalid(_NOT_OURS)
    return {name: found[name] for name in names}


def _newer(version: str) -> str:
    return (
        f"备份由更新的程序（{version}）做成，请先更新本程序 / "
        f"made by a newer program ({version}); update this one first"
    )


def is_member(name: str) -> bool:
    """Tell whether a file of this name may lie in a backup, beside the manifest."""
    return name == DATABASE or bool(_PICTURE.fullmatch(name) or _OUTLINES.fullmatch(name))


def check_known(manifest: Manifest, migrations: Collection[str]) -> None:
    """Refuse a backup whose database is of a form this program does not know yet.

    Raises:
        Invalid: a newer program made it.
    """
    if manifest.migration not in migrations:
        raise Invalid(_newer(manifest.version))


@dataclass(frozen=True)
class Standing:
    """What is in the instance a backup is to be taken back into."""

    installation: str
    demo: bool
    people: int
    records: int
    households: int


def check_may_replace(manifest: Manifest, standing: Standing, *, replace: bool) -> None:
    """Refuse to write over what is there without being told, or with somebody else's.

    Raises:
        Refused: it may not be taken back here.
    """
    if manifest.demo != standing.demo:
        raise Refused("示例和正式的不能混用 / sample records and real ones never mix")
    if not any((standing.people, standing.records, standing.households)):
        return
    if not replace:
        raise Refused(
            f"这里已有 {standing.records} 条记录、{standing.people} 人；要替换请加 --replace / "
            f"there are {standing.records} records and {standing.people} people here; "
            "add --replace to replace them"
        )
    if (standing.records or standing.households) and manifest.installation != standing.installation:
        raise Refused(
            "这份备份来自另一套台账，只能恢复到空的实例 / "
            "a backup of another logbook; it can only go into an empty instance"
        )


def file_name(local: datetime, mark: str, *, sealed: bool) -> str:
    """Return the name of a backup made at a moment of Qingdao's wall clock; `mark` tells twins."""
    return f"{PRODUCT}-{local:%Y-%m-%d-%H%M%S}-{mark}.{'sealed' if sealed else 'zip'}"


def to_drop(names: Iterable[str], keep: int) -> list[str]:
    """Return which backups to remove so that the newest `keep` stay; only names we gave."""
    ours = sorted(name for name in names if _OURS.fullmatch(name))
    return ours[: max(0, len(ours) - max(1, keep))]


def is_stale(made_at: datetime | None, now: datetime) -> bool:
    """Tell whether it is time for a backup; both moments UTC."""
    return made_at is None or now - made_at > STALE_AFTER


def size_words(size_bytes: int) -> str:
    """Return a size as people read it: 940 kB, 12.3 MB, 1.2 GB."""
    for limit, unit in ((10**9, "GB"), (10**6, "MB")):
        if size_bytes >= limit:
            return f"{size_bytes / limit:.1f} {unit}"
    return f"{max(1, round(size_bytes / 1000))} kB"
