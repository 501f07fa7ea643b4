"""Time: one zone for every day the team speaks of, UTC for every moment that is stored."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Named in code: a server set to UTC or New York must not refuse today's visit as future.
QINGDAO = ZoneInfo("Asia/Shanghai")
_AHEAD = timedelta(hours=8)


def now() -> datetime:
    """Return this moment in UTC, without a zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """Return today's date in Qingdao."""
    return datetime.now(QINGDAO).date()


def midnight() -> datetime:
    """Return the UTC moment at which today began in Qingdao."""
    return stored(datetime.combine(today(), time.min))


def local(moment: datetime) -> datetime:
    """Return a stored UTC moment as Qingdao's wall clock shows it."""
    return moment.replace(tzinfo=UTC).astimezone(QINGDAO)


def to_the_minute(moment: datetime) -> str:
    """Return a stored UTC moment as files write it: "2026-10-20 14:30" in Qingdao."""
    # China has kept one offset since 1991; a million rows need no time zone's whole history.
    return (moment + _AHEAD).isoformat(" ", "minutes")


def stored(wall: datetime) -> datetime:
    """Return a Qingdao wall-clock time as the UTC moment that is stored."""
    return wall.replace(tzinfo=QINGDAO).astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True, order=True)
class Span:
    """A range of days, both ends included."""

    first: date
    last: date

    def moments(self) -> tuple[datetime, datetime]:
        """Return the UTC moments between which these days lie; the second is outside."""
        after = self.last + timedelta(days=1)
        return stored(datetime.combine(self.first, time())), stored(datetime.combine(after, time()))

    @classmethod
    def month(cls, year: int, month: int) -> "Span":
        """Return a calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> "Span":
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def parse_month(cls, text: str) -> "Span":
        """Read "2026-10".

        Raises:
            ValueError: the text is not a month.
        """
        year, _, month = text.partition("-")
        if len(year) != 4 or len(month) != 2:  # noqa: PLR2004 – the shape of an ISO month
            raise ValueError(text)
        return cls.month(int(year), int(month))

    @property
    def is_month(self) -> bool:
        """Whether this is exactly one calendar month."""
        return self == Span.month(self.first.year, self.first.month)

    @property
    def is_year(self) -> bool:
        """Whether this is exactly one calendar year."""
        return self == Span.year(self.first.year)

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def slug(self) -> str:
        """The span as addresses and counters write it: 2026-10, 2026 or 2026-10-03..2026-10-09."""
        if self.is_month:
            return f"{self.first:%Y-%m}"
        if self.is_year:
            return f"{self.first:%Y}"
        return f"{self.first}..{self.last}"

    def before(self) -> "Span":
        """Return the span of the same length just before: last month, year, or days."""
        last = self.first - timedelta(days=1)
        if self.is_month:
            return Span.month(last.year, last.month)
        if self.is_year:
            return Span.year(last.year)
        return Span(self.first - timedelta(days=self.days), last)

    def after(self) -> "Span":
        """Return the month or year that follows, or as many days."""
        first = self.last + timedelta(days=1)
        if self.is_month:
            return Span.month(first.year, first.month)
        if self.is_year:
            return Span.year(first.year)
        return Span(first, first + timedelta(days=self.days - 1))

    def year_ago(self) -> "Span":
        """Return the same days a year earlier; the 29th of February becomes the 28th."""
        if self.is_month:
            return Span.month(self.first.year - 1, self.first.month)
        return Span(_year_ago(self.first), _year_ago(self.last))

    def year_to_date(self) -> "Span":
        """Return January the first to the last day."""
        return Span(date(self.last.year, 1, 1), self.last)


def _year_ago(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
