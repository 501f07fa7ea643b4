"""The pages of visits."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for
from servicecorps.visits import rules
from servicecorps.visits.form import VisitBrief, VisitForm
from servicecorps.visits.model import Visit

KIND = Kind(
    slug="visit",
    path="visits",
    label=_l("走访"),
    title=_lp("list", "走访"),
    log_label=_l("登记走访"),
    save_label=_l("保存走访"),
    also_label=_l("也算一次走访"),
    open_label=_l("同时登记一次走访"),
    unit=words.MEASURES["visits"].unit,
    icon="house-heart",
    model=Visit,
    form=VisitForm,
    brief=VisitBrief,
    categories=words.HOUSEHOLD_CATEGORIES,
    results=words.VISIT_OUTCOMES,
    statuses=words.VISIT_STATUSES,
    measures=("visits", "other_visits"),
    opens=("repair", "problem", "appointment", "commendation"),
    needs_household=True,
    ends=rules.ENDING,
    facts={"purpose": (_l("事由"), words.VISIT_PURPOSES)},
)
bp = pages_for(KIND)
