"""The columns several kinds of table have in common."""

from dataclasses import replace

from servicecorps import words
from servicecorps.imports.tables import Column
from servicecorps.records.rules import MAX_NOTE

# What offices call these households for short.
HARDSHIP = {
    "孤寡": "elder_alone",
    "独居": "elder_solo",
    "空巢": "elder_empty_nest",
    "高龄": "elder_advanced",
    "低保": "dibao",
    "低保户": "dibao",
    "特困": "tekun",
    "五保": "tekun",
    "残疾": "disabled",
    "残疾人": "disabled",
    "重病": "serious_illness",
    "失独": "bereaved_parents",
    "低保边缘": "dibao_edge",
    "普通": "ordinary",
}
PLACE = (
    Column(
        "community",
        ("社区", "社区名称", "所属社区", "社区村"),
        ("community",),
        "place",
        example=("江西路", "江西路"),
    ),
    Column(
        "district", ("区市", "区", "行政区", "区县"), ("district",), example=("市南区", "市南区")
    ),
    Column(
        "subdistrict", ("街道", "街道办", "镇街"), ("sub-district", "subdistrict", "street office")
    ),
)
HOME = (
    Column(
        "contact",
        ("住户", "联系人", "姓名", "户主", "走访对象", "用户姓名", "客户姓名", "用户"),
        ("household", "contact", "name", "customer"),
        personal=True,
        most=64,
        example=("示例张三", "Example Zhang San"),
    ),
    Column(
        "phone",
        ("电话", "联系电话", "手机", "手机号", "联系方式", "用户电话"),
        ("phone", "telephone", "mobile"),
        "phone",
        personal=True,
        example=("13800000000", "13800000000"),
    ),
    Column(
        "address",
        ("地址", "住址", "地点", "详细地址", "家庭住址"),
        ("address", "where"),
        personal=True,
        most=200,
        example=("江西路12号楼3单元502户", "江西路12号楼3单元502户"),
    ),
    Column(
        "water_account",
        ("用水户号", "户号", "客户编号", "用户编号", "水表号"),
        ("water account", "account"),
        "code",
        personal=True,
        most=32,
    ),
)
DAY = Column(
    "happened_on",
    ("日期", "走访日期", "维修日期", "来电日期", "表扬日期", "时间", "登记日期", "办理日期"),
    ("date", "day"),
    "day",
    required=True,
    example=("2026-11-03", "2026-11-03"),
)
CREW = (
    Column(
        "members",
        (
            "队员",
            "走访人",
            "走访人员",
            "维修人",
            "维修人员",
            "服务人员",
            "经办人",
            "受表扬人",
            "人员",
        ),
        ("members", "member", "team member", "who", "staff"),
        "people",
        example=("示例队员", "Example Member"),
    ),
    Column("team", ("队伍", "服务队"), ("team",), "choice", vocabulary=words.TEAMS),
)
MINUTES = Column(
    "minutes",
    ("用时", "用时（分钟）", "时长", "服务时长"),
    ("minutes", "time spent"),
    "minutes",
    example=("30", "30"),
)
QUANTITY = Column("quantity", ("数量", "个数", "件数", "次数"), ("quantity", "count"), "whole")
NOTE = Column(
    "note",
    ("备注", "内容", "说明", "情况", "走访情况", "主要内容", "来电内容", "事由说明"),
    ("note", "notes", "remarks", "content"),
    "lines",
    most=MAX_NOTE,
)
CREW_NEEDED = (
    replace(CREW[0], required=True),
    CREW[1],
)
