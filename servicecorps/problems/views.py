"""The pages of problems."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.problems.form import ProblemBrief, ProblemForm
from servicecorps.problems.model import Problem
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for

KIND = Kind(
    slug="problem",
    path="problems",
    label=_l("用水难"),
    title=_lp("list", "用水难"),
    log_label=_l("登记用水难问题"),
    save_label=_l("保存用水难问题"),
    also_label=_l("还有用水难问题"),
    open_label=_l("同时登记用水难问题"),
    unit=words.MEASURES["problems"].unit,
    icon="droplet",
    model=Problem,
    form=ProblemForm,
    brief=ProblemBrief,
    categories=words.PROBLEM_KINDS,
    results=words.PROBLEM_STATUSES,
    statuses=words.PROBLEM_STATUSES,
    measures=("problems", "hot_issues"),
    facts={
        "raised_by": (_l("从哪里来"), words.PROBLEM_RAISED_BY),
        "address": (_l("地点"), None),
        "solution": (_l("怎么解决的"), None),
    },
)
bp = pages_for(KIND)
