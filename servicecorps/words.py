"""The words people read for every stored slug. Figures survive a change of wording here."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp


class Vocabulary(Mapping[str, LazyString]):
    """An ordered list of slugs with their labels."""

    def __init__(self, labels: Mapping[str, LazyString]) -> None:
        self._labels = dict(labels)

    def __getitem__(self, slug: str) -> LazyString:
        return self._labels[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)

    def label(self, slug: str | None) -> str:
        """Return the label of a slug; 未定 for none, the slug itself if it is not ours."""
        if not slug:
            return str(_l("未定"))
        return str(self._labels.get(slug, slug))

    def choices(self) -> list[tuple[str, LazyString]]:
        """Return (slug, label) pairs in order, as a form field wants them."""
        return list(self._labels.items())


class MeasureWord(NamedTuple):
    """How a measure is spoken of; some languages have another unit for one."""

    label: LazyString
    unit: LazyString
    unit_of_one: LazyString

    def unit_for(self, number: float) -> LazyString:
        """Return the unit that goes with a number."""
        return self.unit_of_one if number == 1 else self.unit


MEASURES: dict[str, MeasureWord] = {
    "visits": MeasureWord(
        _lp("measure", "走访"), _lp("visits", "户次"), _lp("one of visits", "户次")
    ),
    "other_visits": MeasureWord(
        _lp("measure", "其他走访"), _lp("other_visits", "户次"), _lp("one of other_visits", "户次")
    ),
    "calls": MeasureWord(_lp("measure", "咨询电话"), _lp("calls", "个"), _lp("one of calls", "个")),
    "repairs": MeasureWord(
        _lp("measure", "维修"), _lp("repairs", "处"), _lp("one of repairs", "处")
    ),
    "problems": MeasureWord(
        _lp("measure", "用水难问题"), _lp("problems", "项次"), _lp("one of problems", "项次")
    ),
    "praise_calls": MeasureWord(
        _lp("measure", "表扬电话"), _lp("praise_calls", "个"), _lp("one of praise_calls", "个")
    ),
    "letters": MeasureWord(
        _lp("measure", "感谢信"), _lp("letters", "件"), _lp("one of letters", "件")
    ),
    "pennants": MeasureWord(
        _lp("measure", "锦旗"), _lp("pennants", "面"), _lp("one of pennants", "面")
    ),
    "media": MeasureWord(_lp("measure", "媒体表扬"), _lp("media", "次"), _lp("one of media", "次")),
    "night_works": MeasureWord(
        _lp("measure", "零点行动"), _lp("night_works", "次"), _lp("one of night_works", "次")
    ),
    "appointments": MeasureWord(
        _lp("measure", "预约服务"), _lp("appointments", "个"), _lp("one of appointments", "个")
    ),
    "hot_issues": MeasureWord(
        _lp("measure", "热点难点"), _lp("hot_issues", "项"), _lp("one of hot_issues", "项")
    ),
}
# Two figures that stand beside the measures and are not measures of a record.
BESIDE: dict[str, MeasureWord] = {
    "households": MeasureWord(
        _lp("measure", "走访户数"), _lp("households", "户"), _lp("one of households", "户")
    ),
    "service_hours": MeasureWord(
        _lp("measure", "服务时长"),
        _lp("service_hours", "小时"),
        _lp("one of service_hours", "小时"),
    ),
}
# Measures told together, and what makes them up.
TOGETHER: dict[str, MeasureWord] = {
    "commendations": MeasureWord(
        _lp("measure", "表扬"), _lp("commendations", "次"), _lp("one of commendations", "次")
    ),
}
_MADE_UP_OF = {"commendations": ("praise_calls", "letters", "pennants", "media")}

ROLES = Vocabulary(
    {
        "member": _lp("role", "队员"),
        "manager": _l("管理者"),
        "viewer": _l("领导"),
        "admin": _l("管理员"),
    }
)
TITLES = Vocabulary(
    {
        "party_member": _l("优秀党员"),
        "model_worker": _l("劳模"),
        "service_star": _l("服务明星"),
        "gold_worker": _l("金牌工人"),
    }
)
TEAMS = Vocabulary(
    {
        "run_wanjia": _l("“润万家”金牌员工服务队"),
        "community_helpers": _l("社区供水服务好帮手"),
    }
)
SYSTEMS = Vocabulary(
    {
        "android": _l("安卓手机"),
        "harmony": _l("鸿蒙手机"),
        "iphone": _l("苹果手机"),
        "ipad": _l("苹果平板"),
        "windows": _l("Windows 电脑"),
        "mac": _l("苹果电脑"),
        "linux": _l("Linux 电脑"),
        "other": _l("没认出的设备"),
    }
)
BROWSERS = Vocabulary(
    {
        "wechat": _l("微信"),
        "wxwork": _l("企业微信"),
        "dingtalk": _l("钉钉"),
        "qq": _l("QQ 浏览器"),
        "uc": _l("UC 浏览器"),
        "quark": _l("夸克"),
        "edge": _l("Edge"),
        "firefox": _l("Firefox"),
        "chrome": _l("Chrome"),
        "safari": _l("Safari"),
    }
)
STATES = Vocabulary({"planned": _l("待办"), "done": _l("已完成"), "withdrawn": _l("已撤回")})
SOURCES = Vocabulary({"web": _l("网页"), "phone": _l("手机"), "import": _l("导入")})
REPORT_GROUPS = Vocabulary(
    {
        "E": _lp("group", "孤寡老人"),
        "P": _lp("group", "生活贫困"),
        "V": _lp("group", "弱势群体"),
        "O": _lp("group", "其他"),
    }
)

HOUSEHOLD_CATEGORIES = Vocabulary(
    {
        "elder_alone": _l("孤寡老人"),
        "elder_solo": _l("独居老人"),
        "elder_empty_nest": _l("空巢老人"),
        "elder_advanced": _l("高龄老人（80+）"),
        "elder_disabled": _l("失能半失能老人"),
        "tekun": _l("特困人员"),
        "dibao": _l("低保家庭"),
        "dibao_edge": _l("低保边缘家庭"),
        "hardship_expense": _l("支出型困难家庭"),
        "serious_illness": _l("重病家庭"),
        "disabled": _l("残疾人家庭"),
        "child_hardship": _l("困境（留守）儿童"),
        "bereaved_parents": _l("失独家庭"),
        "honored_family": _l("军烈属优抚家庭"),
        "single_parent": _l("单亲困难家庭"),
        "ordinary": _l("普通用户"),
        "unit": _l("单位（学校养老院等）"),
    }
)
CONSENT_WAYS = Vocabulary({"spoken": _l("口头"), "written": _l("书面"), "guardian": _l("监护人代")})
ERASE_REASONS = Vocabulary(
    {"withdrawn": _l("已撤回同意"), "expired": _l("保存期满"), "asked": _l("本人要求删除")}
)
REFUSALS = Vocabulary(
    {
        "password": _l("密码不对"),
        "code": _l("验证码不对"),
        "wait": _l("试的次数多了，要等"),
        "link": _l("一次性链接不能用"),
        "door": _l("没有权限"),
        "reveal": _l("完整资料看满了一天的户数"),
        "token": _l("表单不是从这里来的"),
    }
)
PAUSE_REASONS = Vocabulary(
    {
        "hospital": _l("住院"),
        "away": _l("外出、住到亲属家"),
        "asked": _l("住户要求先不来"),
        "other": _lp("pause", "其他"),
    }
)
# Whoever takes consent back is erased, not only ended (registers/keeping.py).
END_REASONS = Vocabulary(
    {
        "moved": _l("已搬迁"),
        "deceased": _l("已故"),
        "declined": _l("婉拒走访"),
        "other": _lp("end", "不再需要"),
    }
)
LOOK_REASONS = Vocabulary(
    {
        "before_visit": _l("上门前了解情况"),
        "call_back": _l("回访联系"),
        "repair": _l("处理维修"),
        "mend_file": _l("更正资料"),
        "emergency": _l("紧急情况"),
    }
)

VISIT_PURPOSES = Vocabulary(
    {
        "care": _l("走访慰问"),
        "safety_check": _l("用水安全检查"),
        "repair_visit": _l("上门维修"),
        "leak_check": _l("查漏"),
        "quality_check": _l("水质检测"),
        "meter_help": _l("水表服务"),
        "agency": _l("代办业务（缴费过户发票）"),
        "publicity": _l("用水节水宣传"),
        "antifreeze": _l("防冻保温"),
        "follow_up": _lp("purpose", "回访"),
        "survey": _l("征求意见"),
        "appointment": _lp("purpose", "预约服务"),
        "emergency": _l("应急送水"),
        "leader_visit": _l("领导走访"),
    }
)
VISIT_OUTCOMES = Vocabulary(
    {
        "ok": _l("一切正常"),
        "solved": _l("现场解决"),
        "job_opened": _l("转维修"),
        "problem_opened": _l("登记问题"),
        "appointment_made": _l("另行预约"),
        "referred": _l("转交其他单位"),
        "not_home": _l("无人在家"),
        "phone_only": _l("电话问候"),
        "declined": _l("婉拒"),
        "moved": _l("已搬迁"),
        "deceased": _l("已故销户"),
    }
)
VISIT_STATUSES = Vocabulary(
    {
        "planned": _l("计划"),
        "done": _l("已走访"),
        "cancelled": _lp("status", "取消"),
        "withdrawn": _l("已撤回"),
    }
)

REPAIR_CATEGORIES = Vocabulary(
    {
        "meter_fault": _l("水表故障"),
        "meter_leak": _l("水表漏水"),
        "meter_frozen": _l("水表冻坏"),
        "pipe_frozen": _l("水管冻堵"),
        "valve_before": _l("表前阀门"),
        "valve_after": _l("表后阀门"),
        "tap": _l("水龙头"),
        "pipe_indoor": _l("户内管道漏水"),
        "riser": _l("立管"),
        "pipe_yard": _l("楼院管道漏水"),
        "main_burst": _l("爆管"),
        "toilet": _l("马桶漏水"),
        "water_heater_fitting": _l("热水器接头软管"),
        "low_pressure": _l("水压低"),
        "no_water": _l("无水"),
        "quality": _l("水质异常（黄浊味）"),
        "booster": _l("二次供水设备"),
        "well_cover": _l("井盖表箱"),
        "hidden_leak": _l("暗漏查漏"),
        "drain": _l("下水（转排水）"),
        "other": _l("其他"),
    }
)
REPAIR_FOUND_BY = Vocabulary({"team": _l("主动发现"), "customer": _l("用户报修")})
REPAIR_CHARGES = Vocabulary({"free": _l("免费"), "paid": _l("有偿"), "material": _l("材料费")})
REPAIR_STATUSES = Vocabulary(
    {
        "new": _l("待受理"),
        "assigned": _l("已派单"),
        "accepted": _l("已接单"),
        "on_site": _l("已到场"),
        "waiting": _l("等待（备件 停水 用户）"),
        "done": _l("已完成"),
        "called_back": _l("已回访"),
        "closed": _l("已办结"),
        "returned": _l("退回"),
        "referred": _l("已转交"),
        "cancelled": _l("已取消"),
        "reopened": _l("重新打开"),
        "withdrawn": _l("已撤回"),
    }
)

CALL_DIRECTIONS = Vocabulary(
    {"in": _lp("direction", "来电"), "out": _l("去电"), "missed": _l("未接")}
)
CALL_SOURCES = Vocabulary(
    {
        "96111": _l("96111"),
        "team_phone": _l("队员手机"),
        "station": _l("所电话"),
        "12345": _l("12345"),
        "wechat": _l("微信"),
        "walk_in": _l("来访"),
        "letter": _l("来信"),
    }
)
CALL_TOPICS = Vocabulary(
    {
        "bill": _l("水费查询"),
        "payment": _l("缴费发票"),
        "meter_reading": _l("抄表"),
        "transfer": _l("过户更名"),
        "new_supply": _l("报装"),
        "outage": _l("停水咨询"),
        "pressure": _l("水压"),
        "quality": _l("水质"),
        "repair": _l("报修"),
        "leak_report": _l("报漏"),
        "frost": _l("冻表冻管"),
        "appointment": _l("预约服务"),
        "policy": _l("政策业务咨询"),
        "complaint": _l("投诉"),
        "suggestion": _l("建议"),
        "praise": _l("表扬"),
        "call_back": _l("回访"),
        "care": _l("问候"),
        "other": _l("其他"),
    }
)
CALL_OUTCOMES = Vocabulary(
    {
        "answered": _l("当场答复"),
        "job": _lp("call", "转维修"),
        "appointment": _lp("call", "转预约"),
        "problem": _lp("call", "登记问题"),
        "praise_recorded": _lp("call", "登记表扬"),
        "transferred": _l("转接"),
        "callback_due": _l("待回电"),
        "no_answer": _l("未接通"),
        "wrong": _l("误拨骚扰"),
    }
)
CALL_STATUSES = Vocabulary({"done": _l("已记"), "withdrawn": _l("已撤回")})

COMMENDATION_KINDS = Vocabulary(
    {
        "praise_call": _l("表扬电话"),
        "letter": _l("感谢信"),
        "pennant": _l("锦旗"),
        "media": _l("新闻媒体表扬"),
        "online": _l("网络表扬（微信微博留言）"),
        "hotline_order": _l("12345表扬工单"),
        "visit_thanks": _l("当面致谢"),
        "award": _l("荣誉奖项"),
        "gift_returned": _l("退还礼品"),
    }
)
MEDIA_KINDS = Vocabulary(
    {
        "newspaper": _l("报纸"),
        "tv": _l("电视"),
        "radio": _l("广播"),
        "web": _l("网站"),
        "wechat": _l("微信公众号"),
        "house_paper": _l("企业报"),
    }
)
COMMENDATION_STATUSES = Vocabulary({"done": _l("已记"), "withdrawn": _l("已撤回")})

PROBLEM_KINDS = Vocabulary(
    {
        "pressure": _l("水压"),
        "access": _l("通水"),
        "quality": _l("水质"),
        "meter_move": _l("移表改表"),
        "one_meter_per_home": _l("一户一表"),
        "bill_dispute": _l("水费争议"),
        "secondary_supply": _l("二次供水"),
        "old_pipes": _l("老旧管网"),
        "frost": _l("防冻"),
        "other": _l("其他"),
    }
)
PROBLEM_RAISED_BY = Vocabulary(
    {
        "visit": _l("走访"),
        "call": _l("来电"),
        "media": _l("媒体"),
        "hotline_12345": _l("12345"),
        "leader_visit": _l("领导走访"),
        "staff": _l("员工"),
    }
)
PROBLEM_STATUSES = Vocabulary(
    {
        "open": _l("待处理"),
        "in_progress": _l("处理中"),
        "waiting": _l("等待"),
        "solved": _l("已解决"),
        "verified": _l("已核实"),
        "referred": _l("已转交"),
        "rejected": _l("不受理"),
        "reopened": _l("重新打开"),
        "withdrawn": _l("已撤回"),
    }
)

APPOINTMENT_KINDS = Vocabulary(
    {
        "repair": _l("预约维修"),
        "meter": _l("预约换表验表"),
        "quality": _l("预约水质检测"),
        "reading": _l("预约抄表"),
        "shutoff": _l("预约停水"),
        "consult": _l("预约上门咨询"),
        "agency": _l("预约代办"),
        "talk": _l("预约宣讲"),
        "other": _l("其他"),
    }
)
APPOINTMENT_STATUSES = Vocabulary(
    {
        "requested": _l("已申请"),
        "confirmed": _l("已确认"),
        "rescheduled": _l("已改期"),
        "kept": _l("已完成"),
        "late": _l("迟到"),
        "no_show": _l("用户不在"),
        "cancelled": _l("已取消"),
        "withdrawn": _l("已撤回"),
    }
)

PLANNED_WORK_KINDS = Vocabulary(
    {
        "midnight": _l("零点行动"),
        "day_planned": _l("白天计划停水"),
        "reduced_pressure": _l("降压供水"),
        "emergency": _l("突发抢修"),
        "no_stop": _l("不停水作业"),
    }
)
WORK_REASONS = Vocabulary(
    {
        "pipe_renewal": _l("管网改造"),
        "valve": _l("阀门更换"),
        "metro": _l("配合地铁市政"),
        "connection": _l("碰口接管"),
        "flushing": _l("冲洗"),
        "leak": _l("漏点修复"),
        "power": _l("停电检修"),
        "other": _l("其他"),
    }
)
WORK_STATUSES = Vocabulary(
    {
        "planned": _l("计划"),
        "announced": _l("已告知"),
        "started": _l("开工"),
        "done": _l("通水完成"),
        "delayed": _l("延时"),
        "cancelled": _lp("status", "取消"),
        "withdrawn": _l("已撤回"),
    }
)


def measure_word(measure: str) -> MeasureWord:
    """Return label and unit of a measure, a figure beside them, or several told together."""
    return MEASURES.get(measure) or TOGETHER.get(measure) or BESIDE[measure]


def measures_of(figure: str) -> tuple[str, ...]:
    """Return the measures a figure is the sum of: itself, or those told together."""
    return _MADE_UP_OF.get(figure, (figure,))
