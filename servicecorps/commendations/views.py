"""The pages of thanks."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.commendations.form import CommendationBrief, CommendationForm
from servicecorps.commendations.model import Commendation
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for

KIND = Kind(
    slug="commendation",
    path="commendations",
    label=_l("表扬"),
    title=_lp("list", "表扬"),
    log_label=_l("登记表扬"),
    save_label=_l("保存表扬"),
    also_label=_l("表扬了我们"),
    open_label=_l("同时登记一次表扬"),
    unit=_lp("commendations", "次"),
    icon="award",
    model=Commendation,
    form=CommendationForm,
    brief=CommendationBrief,
    categories=words.COMMENDATION_KINDS,
    results=words.COMMENDATION_STATUSES,
    statuses=words.COMMENDATION_STATUSES,
    measures=("praise_calls", "letters", "pennants", "media"),
    facts={
        "from_whom": (_l("谁表扬的"), None),
        "media_kind": (_l("媒体"), words.MEDIA_KINDS),
        "outlet": (_l("媒体名称"), None),
        "front_page": (_l("头版"), None),
        "link": (_l("链接"), None),
        "letter_may_be_shown": (_l("原信可以给外面看"), None),
        "case_may_be_told": (_l("这件事可以对外讲"), None),
    },
)
bp = pages_for(KIND)
