"""The pages of night works."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.night_works.form import NightWorkForm
from servicecorps.night_works.model import NightWork
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for

KIND = Kind(
    slug="night_work",
    path="night-works",
    label=_lp("kind", "零点行动"),
    title=_lp("list", "零点行动"),
    log_label=_l("登记零点行动"),
    save_label=_l("保存零点行动"),
    also_label=_l("还有零点行动"),
    open_label=_l("同时登记零点行动"),
    unit=words.MEASURES["night_works"].unit,
    icon="moon-stars",
    model=NightWork,
    form=NightWorkForm,
    categories=words.PLANNED_WORK_KINDS,
    results=words.WORK_STATUSES,
    statuses=words.WORK_STATUSES,
    measures=("night_works",),
    facts={
        "reason": (_l("原因"), words.WORK_REASONS),
        "streets": (_l("路段"), None),
        "households_spared": (_l("少停水的户数"), None),
    },
)
bp = pages_for(KIND)
