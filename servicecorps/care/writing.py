"""Let a care plan rest, end or go on; campaigns and their ticks. Each is one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert

from servicecorps import clock
from servicecorps.care import queries
from servicecorps.care.model import Campaign, CampaignHousehold
from servicecorps.errors import Invalid
from servicecorps.extensions import db, transaction
from servicecorps.history import writing as history
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.submissions import writing as submissions

_PLAN = ("paused_until", "ended_on")


def pause(household_id: int, version: int, until: date, reason: str, by: int) -> None:
    """Let a household's care plan rest until a day; `reason` is of words.PAUSE_REASONS.

    Raises:
        Stale: somebody changed the household after this version was shown.
    """

    def rest(home: Household) -> None:
        home.paused_until, home.pause_reason = until, reason
        home.ended_on, home.end_reason = None, ""

    _change(household_id, version, by, ("pause", reason), rest)


def end(household_id: int, version: int, on: date, reason: str, by: int) -> None:
    """End a household's care plan; `reason` is of words.END_REASONS.

    Raises:
        Stale: somebody changed the household after this version was shown.
    """

    def stop(home: Household) -> None:
        home.ended_on, home.end_reason = on, reason
        home.paused_until, home.pause_reason = None, ""

    _change(household_id, version, by, ("end", reason), stop)


def resume(household_id: int, version: int, by: int) -> None:
    """Let a care plan that rests or has ended go on.

    Raises:
        Stale: somebody changed the household after this version was shown.
        Invalid: the household was erased.
    """

    def go_on(home: Household) -> None:
        home.paused_until = home.ended_on = None
        home.pause_reason = home.end_reason = ""

    _change(household_id, version, by, ("resume", ""), go_on)


def _change(
    household_id: int,
    version: int,
    by: int,
    told: tuple[str, str],
    change: Callable[[Household], None],
) -> None:
    with transaction():
        home = places.household_for_change(household_id, version)
        if home.erased_at:
            raise Invalid("")
        before = {name: getattr(home, name) for name in _PLAN}
        change(home)
        home.version += 1
        changes = history.differences(before, {name: getattr(home, name) for name in _PLAN})
        history.note("household", home.id, by, *told, changes=changes)


@dataclass(frozen=True)
class NewCampaign:
    """What a campaign is to be; `chosen` is a query of household ids."""

    name: str
    purpose: str
    first_on: date
    last_on: date
    chosen: Any


def make_campaign(new: NewCampaign, by: int, client_key: str) -> int:
    """Make a campaign and return its id; the same form sent again makes nothing.

    Raises:
        Stale: the form's key was used for other content.
        Invalid: no household was chosen.
    """
    facts = {"name": new.name, "purpose": new.purpose, "first": new.first_on, "last": new.last_on}
    digest = submissions.content_hash(facts)
    with transaction():
        earlier = submissions.first_result(by, client_key, digest)
        if earlier is not None:
            return earlier
        ids = sorted(db.session.scalars(new.chosen))
        if not ids:
            raise Invalid("")
        made = Campaign(
            name=new.name,
            purpose=new.purpose,
            first_on=new.first_on,
            last_on=new.last_on,
            created_by_id=by,
            created_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        rows = [{"campaign_id": made.id, "household_id": one} for one in ids]
        db.session.execute(insert(CampaignHousehold), rows)
        history.note("campaign", made.id, by, "add", changes={"households": [None, len(ids)]})
        submissions.store(by, client_key, digest, made.id)
        return made.id


def withdraw_campaign(campaign_id: int, by: int) -> None:
    """Take a campaign back: its list is gone from every page, the visits stay."""
    with transaction():
        queries.campaign(campaign_id).withdrawn_on = clock.today()
        history.note("campaign", campaign_id, by, "withdraw")


def tick(campaign_id: int, household_id: int, by: int, word: str) -> None:
    """Tick a household off without a visit of the logbook; ticking twice changes nothing."""
    with transaction():
        queries.campaign(campaign_id)
        row = queries.ticked(campaign_id, household_id)
        if row.ticked_on is None:
            row.ticked_on, row.ticked_by_id, row.word = clock.today(), by, word
            _note_tick(campaign_id, household_id, by, "tick")


def untick(campaign_id: int, household_id: int, by: int) -> None:
    """Take a tick back."""
    with transaction():
        queries.campaign(campaign_id)
        row = queries.ticked(campaign_id, household_id)
        if row.ticked_on is not None:
            row.ticked_on, row.ticked_by_id, row.word = None, None, ""
            _note_tick(campaign_id, household_id, by, "untick")


def _note_tick(campaign_id: int, household_id: int, by: int, action: str) -> None:
    changes = {"household": [None, household_id]}
    history.note("campaign", campaign_id, by, action, changes=changes)
