"""From a typed form to drafts: the record itself and what the same save opens."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from servicecorps import answers, clock
from servicecorps.attachments.rules import Encoded
from servicecorps.errors import Invalid
from servicecorps.people import queries as people
from servicecorps.places import queries as places
from servicecorps.places.model import Household
from servicecorps.records import kinds, queries
from servicecorps.records.form import BriefForm, RecordForm
from servicecorps.records.kinds import Kind
from servicecorps.records.model import Record
from servicecorps.records.rules import row_number
from servicecorps.records.writing import Draft, Stamp
from servicecorps.submissions.writing import content_hash
from servicecorps.words import TEAMS

# A form that waited longer than this lay in the phone before it was sent.
WAITED = timedelta(minutes=1)


@dataclass
class Opening:
    """The part of a form with which the same save opens another record."""

    kind: Kind
    make: type[BriefForm]

    @cached_property
    def form(self) -> BriefForm:
        """The fields of this part; made when asked for, since most saves open nothing."""
        return self.make(request.form or None, prefix=f"{self.kind.slug}-")

    def is_wanted(self, implied: Collection[str]) -> bool:
        """Tell whether it was ticked, or follows from what was chosen."""
        if self.kind.slug in implied:
            self.form.wanted.data = True
        return f"{self.kind.slug}-wanted" in request.form or self.kind.slug in implied

    @property
    def id(self) -> str:
        """The id of the part on the page."""
        return f"open-{self.kind.slug}"


@dataclass
class Sheet:
    """A form being filled: the record's own fields, its openings, its household."""

    kind: Kind
    form: RecordForm
    openings: list[Opening]
    household: Household | None
    twin_id: int | None = None

    def is_valid(self) -> bool:
        """Check everything typed; messages stand at the fields."""
        valid = self.form.validate_on_submit()
        implied = self.form.implied()
        for opening in self.openings:
            if opening.is_wanted(implied):
                valid = opening.form.validate() and valid
        return bool(valid)

    def draft(self, stored: Record | None = None) -> Draft:
        """Return what was typed as a draft with its openings.

        Raises:
            Invalid: a picture cannot be read, or the household did not agree to pictures.
        """
        values, implied = self.form.values(), self.form.implied()
        if stored is None or stored.household_id != values["household_id"]:
            derived = self.kind.model.derive(self.household)
            values = derived | {
                name: v for name, v in values.items() if v is not None or name not in derived
            }
        elif self.household and values["community_id"] is None:
            # The form of a household does not ask for the community: the record keeps its own.
            values["community_id"] = stored.community_id
        return Draft(
            kind=self.kind.slug,
            values=values,
            member_ids=self.form.ids("members"),
            opens=[
                self._opened(opening) for opening in self.openings if opening.is_wanted(implied)
            ],
            pictures=self._pictures(),
            twin_id=self.twin_id,
        )

    def _opened(self, opening: Opening) -> Draft:
        opening.form.opener = self.kind.slug
        values = opening.kind.model.derive(self.household) | opening.form.values()
        return Draft(kind=opening.kind.slug, values=values, member_ids=[])

    def _pictures(self) -> list[Encoded]:
        files = [file for file in self.form.photos.data or [] if getattr(file, "filename", "")]
        if not files:
            return []
        if self.household and not self.household.photos_allowed:
            raise Invalid(_("这户没有同意拍照，照片不能存"), field="photos")
        most = current_app.config["MAX_PHOTOS"]
        if len(files) > most:
            raise Invalid(_("一次最多 %(most)d 张照片", most=most), field="photos")
        # 26 MB of libraries: loaded with the first photo, not at the start.
        from servicecorps.attachments.encoding import encode  # noqa: PLC0415

        return [encode(file.stream) for file in files]

    def opens_something(self) -> bool:
        """Tell whether the same save opens other records."""
        implied = self.form.implied()
        return any(opening.is_wanted(implied) for opening in self.openings)

    def has_unconfirmed_twin(self, but: int = 0) -> bool:
        """Look for a record that looks like the same thing; remember it for the page."""
        values = self.form.values()
        self.twin_id = queries.likely_twin(self.kind.model, values, but)
        return self.twin_id is not None and not self.form.twin_known.data

    def stamp(self, by: int) -> Stamp:
        """Return who sends this form, with its key and a digest of what was typed."""
        return stamp_of(self.form, by)

    def sent_once(self, by: int) -> Stamp | None:
        """Return the same for a change, None where the form came without a key."""
        return self.stamp(by) if self.form.client_key.data else None


def stamp_of(form: RecordForm, by: int) -> Stamp:
    """Return who sends a form, with its key and a digest of everything typed."""
    skip = {"client_key", "version", "csrf_token", "twin_known"}
    typed: dict[str, Any] = {
        name: request.form.getlist(name) for name in request.form if name not in skip
    }
    for number, file in enumerate(request.files.getlist("photos")):
        typed[f"file {number}"] = hashlib.sha256(file.stream.read()).hexdigest()
        file.stream.seek(0)
    key, digest, ago = str(form.client_key.data or ""), content_hash(typed), answers.typed_ago()
    if ago is None or ago < WAITED:
        return Stamp(by, key, digest)
    return Stamp(by, key, digest, source="phone", typed_at=clock.now() - ago)


def sheet_for(kind: Kind, form: RecordForm, *, opens: bool = True) -> Sheet:
    """Return the sheet of a form, with the openings its kind and its household allow."""
    household_id = str(form.household_id.data or "")
    household = places.household_or_none(row_number(household_id))
    if household is None and household_id:
        form.household_id.data = ""
    wanted = [kinds.of(slug) for slug in kind.opens] if opens else []
    openings = [
        Opening(other, other.brief)
        for other in wanted
        if other.brief and (household or not other.needs_household)
    ]
    return Sheet(kind, form, openings, household)


def offer(form: RecordForm, by: int, also: tuple[int, ...] = ()) -> None:
    """Fill the choices of people and teams; a new form starts with the person at the phone."""
    form.members.choices = [(member.id, member.name) for member in people.serving(also)]
    teams = people.teams()
    form.team_id.choices = [(team.id, TEAMS.label(team.slug)) for team in teams]
    if request.method == "GET" and not form.members.data:
        form.members.data = [by]
        form.team_id.data = next(iter(people.team_ids_of(by)), teams[0].id if teams else None)
