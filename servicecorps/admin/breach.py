"""The sheet after a breach: whose file somebody had before them in clear."""

from dataclasses import dataclass, field
from datetime import datetime

from servicecorps.admin.showing import number
from servicecorps.clock import Span
from servicecorps.errors import Missing
from servicecorps.history import queries as history
from servicecorps.people import queries as people
from servicecorps.people.rules import masked_name, normal_username
from servicecorps.places import queries as places


@dataclass
class Seen:
    """A household somebody saw in clear; moments are UTC."""

    household_id: int
    first: datetime
    last: datetime
    name: str = ""
    community: str = ""
    looks: int = 0
    files: list[str] = field(default_factory=list)

    def again(self, at: datetime) -> None:
        """Take in another moment."""
        self.first, self.last = min(self.first, at), max(self.last, at)


def seen(username: str, days: Span) -> list[Seen]:
    """Return the households somebody opened or exported in clear on some days.

    Raises:
        Missing: nobody has this user name.
    """
    person = people.by_username(normal_username(username))
    if person is None:
        raise Missing(f"没有这个用户 / no such user: {username}")
    since, until = days.moments()
    found: dict[int, Seen] = {}
    for look in history.looks_of(person.id, since, until):
        one = found.setdefault(look.household_id, Seen(look.household_id, look.at, look.at))
        one.again(look.at)
        one.looks += 1
    for household_id, export in history.exported_by(person.id, since, until):
        one = found.setdefault(household_id, Seen(household_id, export.at, export.at))
        one.again(export.at)
        one.files.append(number(export.id))
    for household_id, home in places.households_by_ids(list(found)).items():
        found[household_id].name = masked_name(home.contact_name)
        found[household_id].community = home.community.name
    return [found[household_id] for household_id in sorted(found)]
