"""The kinds of table that can be brought in, column by column."""

from dataclasses import replace

from servicecorps import words
from servicecorps.imports.tables import Column, Table
from servicecorps.people.permits import Permission
from servicecorps.records.rules import MAX_NOTE

# What offices call these households for short.
_HARDSHIP = {
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
_PLACE = (
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
_HOME = (
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
_DAY = Column(
    "happened_on",
    ("日期", "走访日期", "维修日期", "来电日期", "表扬日期", "时间", "登记日期", "办理日期"),
    ("date", "day"),
    "day",
    required=True,
    example=("2026-11-03", "2026-11-03"),
)
_CREW = (
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
_MINUTES = Column(
    "minutes",
    ("用时", "用时（分钟）", "时长", "服务时长"),
    ("minutes", "time spent"),
    "minutes",
    example=("30", "30"),
)
_QUANTITY = Column("quantity", ("数量", "个数", "件数", "次数"), ("quantity", "count"), "whole")
_NOTE = Column(
    "note",
    ("备注", "内容", "说明", "情况", "走访情况", "主要内容", "来电内容", "事由说明"),
    ("note", "notes", "remarks", "content"),
    "lines",
    most=MAX_NOTE,
)
_CREW_NEEDED = (
    replace(_CREW[0], required=True),
    _CREW[1],
)


MEMBERS = Table(
    "members",
    "队员",
    "Members",
    "person-badge",
    Permission.ACCOUNTS,
    (
        Column("name", ("姓名", "队员", "名字"), ("name",), required=True, most=64,
               example=("示例队员", "Example Member")),
        Column("username", ("用户名", "登录名", "账号"), ("user name", "username", "login"), "code", most=32),
        Column("role", ("身份", "角色"), ("role",), "choice", vocabulary=words.ROLES),
        Column("teams", ("队伍", "服务队"), ("teams", "team"), "choices", vocabulary=words.TEAMS),
        Column("phone", ("电话", "手机", "联系电话", "手机号"), ("phone", "mobile"), "phone", personal=True),
        Column("public_name", ("服务品牌名", "品牌名"), ("public name",), most=64),
        Column("titles", ("称号", "荣誉"), ("titles", "title"), "choices", vocabulary=words.TITLES),
        Column("joined_on", ("加入", "加入日期", "入队日期"), ("joined", "joined on"), "day",
               example=("2020-01-01", "2020-01-01")),
        Column("left_on", ("离开", "离开日期", "离队日期"), ("left", "left on"), "day"),
    ),
)  # fmt: skip
HOUSEHOLDS = Table(
    "households",
    "走访户",
    "Households",
    "people",
    Permission.IMPORT_RECORDS,
    (
        Column("contact", ("联系人", "姓名", "户主", "住户", "走访对象", "用户姓名"),
               ("contact", "household", "name", "customer"), required=True, personal=True, most=64,
               example=("示例张三", "Example Zhang San")),
        replace(_PLACE[0], required=True),
        *_PLACE[1:],
        Column("street", ("路名、小区", "路名", "小区", "街巷"), ("street", "compound"), most=128),
        Column("door", ("楼、单元、门牌", "门牌", "楼栋单元", "房号"), ("building and door", "door"),
               personal=True, most=128),
        _HOME[2],
        _HOME[1],
        Column("other_phone", ("另一个电话", "备用电话", "家属电话", "其他电话"), ("other phone",), "phone",
               personal=True),
        _HOME[3],
        Column("category", ("主要类别", "类别", "人员类别", "困难类别"), ("main category", "category"), "choice",
               required=True, vocabulary=words.HOUSEHOLD_CATEGORIES,
               also=_HARDSHIP),
        Column("more_categories", ("还属于", "其他类别"), ("further categories",), "choices",
               vocabulary=words.HOUSEHOLD_CATEGORIES, also=_HARDSHIP),
        Column("in_charge", ("负责人", "责任人", "帮扶人", "结对队员"), ("in charge", "responsible"), "people"),
        Column("own_care_days", ("几天走访一次", "走访周期"), ("visit every days", "care days"), "whole"),
        Column("visited_before_on", ("上次走访", "最后走访", "最近走访日期", "上次走访日期", "建台账以前最后一次去"),
               ("last visited", "last visit"), "day"),
        Column("registered_on", ("建档", "建档日期", "登记日期"), ("registered on",), "day"),
        Column("consent_on", ("同意日期", "哪天同意建档"), ("consent on",), "day"),
        Column("consent_by", ("谁问的", "征询人"), ("consent asked by",), "people"),
        Column("consent_way", ("怎么同意的", "同意方式"), ("consent way",), "choice",
               vocabulary=words.CONSENT_WAYS),
        Column("photos_allowed", ("同意拍照", "拍照"), ("photos allowed",), "yes_no"),
        Column("preferences", ("上门请留意", "注意事项", "备注"), ("preferences", "notes"), "lines",
               personal=True, most=1000),
    ),
)  # fmt: skip
VISITS = Table(
    "visits",
    "走访",
    "Visits",
    "house-heart",
    Permission.IMPORT_RECORDS,
    (
        _DAY,
        *_HOME[:1],
        *_PLACE,
        *_HOME[1:],
        *_CREW_NEEDED,
        Column("outcome", ("走访结果", "结果", "处理结果"), ("outcome", "result"), "choice", required=True,
               vocabulary=words.VISIT_OUTCOMES,
               also={"正常": "ok", "良好": "ok", "已解决": "solved", "解决": "solved", "家中无人": "not_home",
                     "无人": "not_home", "不在家": "not_home", "电话走访": "phone_only", "拒绝": "declined",
                     "搬走": "moved", "去世": "deceased"}),
        Column("purpose", ("走访事由", "事由", "目的"), ("purpose", "reason"), "choice",
               vocabulary=words.VISIT_PURPOSES, also={"走访": "care", "慰问": "care"}),
        Column("category", ("当时类别", "类别", "人员类别"), ("category then", "category"), "choice",
               vocabulary=words.HOUSEHOLD_CATEGORIES, also=_HARDSHIP),
        _MINUTES,
        _NOTE,
    ),
    either=(("contact", "phone", "water_account"),),
    record="visit",
)  # fmt: skip
REPAIRS = Table(
    "repairs",
    "维修",
    "Repairs",
    "wrench",
    Permission.IMPORT_RECORDS,
    (
        _DAY,
        Column("category", ("维修类别", "类别", "维修项目", "故障类别", "项目"), ("repair category", "category"),
               "choice", required=True, vocabulary=words.REPAIR_CATEGORIES,
               also={"漏水": "pipe_indoor", "换水龙头": "tap", "水表": "meter_fault", "阀门": "valve_after"}),
        *_PLACE,
        *_HOME,
        *_CREW_NEEDED,
        Column("found_by", ("怎么发现的", "发现方式", "来源"), ("found by",), "choice",
               vocabulary=words.REPAIR_FOUND_BY, also={"主动": "team", "报修": "customer"}),
        Column("before_meter", ("表前表后",), ("before the meter",), "choice",
               also={"表前": "1", "表后": "0", "before": "1", "after": "0"}),
        Column("charge", ("收费", "是否收费"), ("charge",), "choice", vocabulary=words.REPAIR_CHARGES),
        Column("status", ("状态", "办理状态"), ("status",), "choice", vocabulary=words.REPAIR_STATUSES,
               also={"完成": "done", "修好": "done", "未完成": "new", "未修": "new", "办结": "closed"}),
        _QUANTITY,
        _MINUTES,
        _NOTE,
    ),
    record="repair",
)  # fmt: skip
CALLS = Table(
    "calls",
    "来电",
    "Calls",
    "telephone",
    Permission.IMPORT_RECORDS,
    (
        Column("began_at", ("开始时间", "通话时间", "呼叫时间", "来电时间", "起始时间", "时间"),
               ("start time", "call time", "started at"), "moment"),
        replace(_DAY, required=False, zh=("日期", "来电日期", "登记日期", "通话日期")),
        Column("caller_phone", ("来电号码", "主叫号码", "主叫", "号码", "客户号码", "电话", "联系电话"),
               ("caller", "caller number", "calling number", "from", "phone"), "phone", personal=True,
               example=("13800000000", "13800000000")),
        Column("direction", ("方向", "呼叫方向", "呼叫类型", "类型"), ("direction", "call type"), "choice",
               vocabulary=words.CALL_DIRECTIONS,
               also={"呼入": "in", "呼出": "out", "未接来电": "missed", "inbound": "in", "incoming": "in",
                     "outbound": "out", "outgoing": "out", "未接通": "missed", "呼损": "missed"}),
        Column("outcome", ("怎么办的", "处理结果", "结果", "接听状态", "通话状态", "状态", "是否接通"),
               ("outcome", "result", "call status", "status"), "choice", vocabulary=words.CALL_OUTCOMES,
               also={"已接": "answered", "接通": "answered", "已接通": "answered", "已接听": "answered",
                     "接听": "answered", "answer": "answered", "未接": "no_answer", "未接听": "no_answer",
                     "missed": "no_answer", "noanswer": "no_answer", "busy": "no_answer",
                     "未应答": "no_answer", "是": "answered", "否": "no_answer", "已答复": "answered",
                     "放弃": "no_answer", "abandoned": "no_answer"}),
        Column("duration", ("通话时长", "时长", "通话时长（秒）", "通话秒数"), ("duration", "talk time"), "duration"),
        Column("category", ("来电事项", "事项", "业务类型", "来电类型", "咨询类别"), ("topic", "subject"), "choice",
               vocabulary=words.CALL_TOPICS,
               also={"咨询": "policy", "水费": "bill", "缴费": "payment", "停水": "outage", "报修电话": "repair"}),
        Column("call_source", ("来自", "来源", "来电渠道", "渠道"), ("source", "channel"), "choice",
               vocabulary=words.CALL_SOURCES, also={"热线": "96111", "手机": "team_phone"}),
        Column("members", ("接听人", "坐席", "座席", "话务员", "接线员", "队员", "受理人"),
               ("agent", "answered by", "members", "member", "operator"), "people",
               example=("示例队员", "Example Member")),
        _CREW[1],
        *_PLACE,
        Column("call_back_on", ("哪天回电", "回电日期"), ("call back on",), "day"),
        _QUANTITY,
        _NOTE,
    ),
    either=(("began_at", "happened_on"),),
    record="call",
)  # fmt: skip
COMMENDATIONS = Table(
    "commendations",
    "表扬",
    "Commendations",
    "award",
    Permission.IMPORT_RECORDS,
    (
        _DAY,
        Column("category", ("哪一种表扬", "种类", "表扬类别", "类别", "表扬形式", "形式"), ("kind", "commendation kind"),
               "choice", required=True, vocabulary=words.COMMENDATION_KINDS,
               also={"媒体": "media", "媒体表扬": "media", "电话": "praise_call", "信": "letter",
                     "网络": "online", "12345": "hotline_order", "当面": "visit_thanks"}),
        Column("from_whom", ("谁表扬的", "表扬人", "来自", "用户姓名", "姓名"), ("from whom", "from"), personal=True,
               most=64, example=("示例张三", "Example Zhang San")),
        *_CREW,
        *_PLACE,
        Column("media_kind", ("媒体", "媒体类别"), ("media kind",), "choice", vocabulary=words.MEDIA_KINDS),
        Column("outlet", ("媒体名称", "报刊", "栏目"), ("outlet",), most=64),
        Column("front_page", ("头版", "是否头版"), ("front page",), "yes_no"),
        Column("link", ("链接", "网址"), ("link",), most=300),
        _QUANTITY,
        _NOTE,
    ),
    record="commendation",
)  # fmt: skip
CARE = Table(
    "care",
    "上次去的日子和负责人",
    "Last visited, and in charge",
    "geo-alt",
    Permission.IMPORT_RECORDS,
    (
        replace(_PLACE[0], required=True),
        *_PLACE[1:],
        *_HOME,
        Column("visited_before_on", ("上次走访", "最后走访", "最近走访日期", "上次去的日子", "建台账以前最后一次去"),
               ("last visited", "last visit"), "day", example=("2026-05-31", "2026-05-31")),
        Column("in_charge", ("负责人", "责任人", "包片人"), ("in charge", "responsible"), "people"),
    ),
    either=(("visited_before_on", "in_charge"),),
)  # fmt: skip
TABLES = {
    table.slug: table
    for table in (HOUSEHOLDS, VISITS, REPAIRS, CALLS, COMMENDATIONS, CARE, MEMBERS)
}
