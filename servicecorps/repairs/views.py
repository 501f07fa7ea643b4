"""The pages of repairs."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for
from servicecorps.repairs.form import RepairBrief, RepairForm
from servicecorps.repairs.model import Repair

KIND = Kind(
    slug="repair",
    path="repairs",
    label=_l("维修"),
    title=_lp("list", "维修"),
    log_label=_l("登记维修"),
    save_label=_l("保存维修"),
    also_label=_l("还有一处维修"),
    open_label=_l("同时登记一处维修"),
    unit=words.MEASURES["repairs"].unit,
    icon="wrench",
    model=Repair,
    form=RepairForm,
    brief=RepairBrief,
    categories=words.REPAIR_CATEGORIES,
    results=words.REPAIR_STATUSES,
    statuses=words.REPAIR_STATUSES,
    measures=("repairs",),
    opens=("visit", "commendation"),
    facts={
        "found_by": (_l("怎么发现的"), words.REPAIR_FOUND_BY),
        "charge": (_l("收费"), words.REPAIR_CHARGES),
        "address": (_l("地点"), None),
    },
)
bp = pages_for(KIND)
