"""What the due list is narrowed to: read from the address, written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from servicecorps import words
from servicecorps.care.queries import Area
from servicecorps.people.model import SignedIn
from servicecorps.people.permits import Permission
from servicecorps.records.rules import row_number

# How many households a day's round has.
ROUNDS = (6, 10, 15, 20)
_NUMBERS = ("member", "district", "subdistrict", "community")


@dataclass(frozen=True)
class AskedDue:
    """The filters of the due list; `whose` is mine or all, `after` where a page begins."""

    whose: str
    member: int = 0
    district: int = 0
    subdistrict: int = 0
    community: int = 0
    category: str = ""
    after: str = ""
    homes: int = ROUNDS[1]

    @classmethod
    def read(cls, args: Mapping[str, str], viewer: SignedIn) -> "AskedDue":
        """Read the filters of an address; what makes no sense is left out.

        Who looks after no whole team begins with their own area.
        """
        numbers = {name: row_number(args.get(name, "")) or 0 for name in _NUMBERS}
        whose = args.get("whose", "")
        if whose not in ("mine", "all"):
            named = any(numbers.values())
            whose = "all" if named or viewer.may(Permission.AMEND_ANY) else "mine"
        category, homes = args.get("category", ""), row_number(args.get("homes", "")) or 0
        return cls(
            whose=whose,
            **numbers,
            category=category if category in words.HOUSEHOLD_CATEGORIES else "",
            after=args.get("after", "")[:40],
            homes=homes if homes in ROUNDS else ROUNDS[1],
        )

    def area(self, viewer_id: int) -> Area:
        """Return which households are asked for."""
        member = viewer_id if self.whose == "mine" else self.member
        return Area(member, self.district, self.subdistrict, self.community, self.category)

    def address(self, **changes: Any) -> dict[str, str]:
        """Return the filters as they stand in an address, with changes, without what is empty."""
        changed = replace(self, **{"after": ""} | changes)
        pairs = {one.name: getattr(changed, one.name) for one in fields(changed)}
        if changed.homes == ROUNDS[1]:
            del pairs["homes"]
        return {name: str(value) for name, value in pairs.items() if value}
