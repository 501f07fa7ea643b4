"""Who is likely to be calling, as the call line shows it: names masked, as in every list."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from servicecorps import formats
from servicecorps.calls import queries
from servicecorps.people.rules import masked_phone, normal_phone
from servicecorps.places import queries as places
from servicecorps.records import showing
from servicecorps.records.households import Card, cards
from servicecorps.records.showing import Line

_CALLS = 3


def likely_caller(typed: str) -> dict[str, Any]:
    """Return what is known of a number: a sentence, and rows of households, open work and calls.

    They are plain words and addresses, the same for a page and for a script.
    """
    phone = normal_phone(typed)
    if phone is None:
        return {"said": str(_("这个号码不对，请数一数有几位")), "rows": []}
    calls = queries.calls_of(phone)
    homes = {home.id: home for home in places.households_of_phone(phone)}
    ids = {call.household_id for call in calls if call.household_id} - set(homes)
    homes |= {
        key: home for key, home in places.households_by_ids(ids).items() if not home.erased_at
    }
    work = queries.open_work(list(homes), [call.id for call in calls])
    rows = [_home(card) for card in cards(list(homes.values()))]
    rows += [_row(line, _("没办完"), line.heading) for line in showing.lines(work)]
    last = showing.lines(calls[:_CALLS])
    rows += [_row(line, _("来过电话"), showing.named(line.record)) for line in last]
    return {"said": _said(masked_phone(phone), len(homes), len(calls)), "rows": rows}


def _said(phone: str, homes: int, calls: int) -> str:
    if not homes and not calls:
        return str(_("%(phone)s 没来过电话，也不在册", phone=phone))
    return str(
        _(
            "%(phone)s：在册 %(homes)d 户，来过 %(calls)d 次电话",
            phone=phone,
            homes=homes,
            calls=calls,
        )
    )


def _home(card: Card) -> dict[str, Any]:
    return {
        "tag": str(_("住户")),
        "first": card.name,
        "second": f"{card.category}·{card.community}",
        "url": url_for("registers.household", household_id=card.id),
        "home": card.id,
    }


def _row(line: Line, tag: str, first: str) -> dict[str, Any]:
    record = line.record
    return {
        "tag": str(tag),
        "first": first,
        "second": "·".join(filter(None, [formats.day(record.happened_on), line.members])),
        "url": url_for(line.endpoint, record_id=record.id),
        "home": 0,
    }
