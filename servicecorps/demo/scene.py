"""What every record of the sample years is made from: days, people, places, chance."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from servicecorps.demo import phrases
from servicecorps.demo.cast import FIRST_PHONE, Roster
from servicecorps.demo.homes import Home, Place
from servicecorps.demo.rules import Calendar

_FIRST_CALLER, _CALLERS = FIRST_PHONE + 50_000, 40_000
_AT_HOME_KNOWN, _ON_THE_BEAT = 0.15, 0.7


@dataclass
class Scene:
    """The sample world; `places` are all communities, `beat` those called on."""

    rng: Random
    calendar: Calendar
    roster: Roster
    homes: list[Home]
    places: list[Place]
    beat: list[Place]
    teams: dict[str, int]
    # The account that the sign-in page lets one be.
    member_id: int
    _cumulated: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._cumulated = list(accumulate(place.weight for place in self.places))

    @property
    def until(self) -> date:
        """The last day."""
        return self.calendar.until

    def chance(self, share: float) -> bool:
        """Return true for a share of the times asked."""
        return self.rng.random() < share

    def ago(self, day: date) -> int:
        """Return how many days before the last one a day lies."""
        return (self.until - day).days

    def ahead(self, days: int) -> date:
        """Return a day from the last one on, no Sunday."""
        day = self.until + timedelta(days=self.rng.randint(0, days))
        return day + timedelta(days=day.isoweekday() == 7)  # noqa: PLR2004 – Sunday

    def place(self) -> int:
        """Return a community, more often one of the beat."""
        if self.chance(_ON_THE_BEAT):
            return self.rng.choice(self.beat).id
        return self.rng.choices(self.places, cum_weights=self._cumulated)[0].id

    def home_on(self, day: date, share: float = _AT_HOME_KNOWN) -> Home | None:
        """Return a registered household for a share of what happens, else none."""
        if not self.homes or not self.chance(share):
            return None
        home = self.rng.choice(self.homes)
        return home if home.registered_on <= day else None

    def caller(self) -> str:
        """Return a number nobody answers."""
        return str(_FIRST_CALLER + self.rng.randrange(_CALLERS))

    def address(self) -> str:
        """Return a street and a building."""
        building = self.rng.randint(1, 12)
        street = self.rng.choice(phrases.STREETS)
        return f"{street}{self.rng.randint(1, 180)}号{building}号楼"
