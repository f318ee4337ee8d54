"""Sentences that name who owes a recurring duty away from it, or name a period in passing."""

from tests.compiler.facts.sentences import Case

CARRIED = [
    Case(
        "港口经营人应当建立巡检台账，每班至少对危货罐区巡检2次，每月开展一次防雷自查。",
        routines=[
            ("shift", 2, True, "港口经营人", "巡检"),
            ("month", 1, False, "港口经营人", "防雷自查"),
        ],
    ),
    Case(
        "第六条 县水利局履行下列职责：\n（一）拟订度汛方案，每年汛前对小型水库开展一次鉴定；\n"
        "（二）每季度通报险情处置情况；\n（三）由水库管理所每日对坝体巡视一遍；\n"
        "（四）每半年组织一次防洪演练。",
        routines=[
            ("year", 1, False, "县水利局", "鉴定"),
            ("quarter", 1, False, "县水利局", "通报"),
            ("day", 1, False, "水库管理所", "巡视"),
            ("half-year", 1, False, "县水利局", "防洪演练"),
        ],
    ),
    Case(
        "矿长安全生产职责：（一）每月主持召开安全办公会1次；（二）每季度带班下井不少于3次。",
        routines=[
            ("month", 1, False, "矿长", "安全办公会"),
            ("quarter", 3, True, "矿长", "带班下井"),
        ],
    ),
    Case(
        "电梯使用单位应当做到：一是每日巡视；二是每半月维护保养一次。",
        routines=[
            ("day", 1, False, "电梯使用单位", "巡视"),
            ("half-month", 1, False, "电梯使用单位", "维护保养"),
        ],
    ),
    Case(
        "企业负责人应当履行下列职责：\n（一）组织制定制度：\n1.会议制度，每月召开一次例会；\n"
        "2.检查制度；\n（二）每季度向职工通报安全情况。",
        routines=[
            ("month", 1, False, "企业负责人", "例会"),
            ("quarter", 1, False, "企业负责人", "通报"),
        ],
    ),
    Case(
        "使用单位应当建立台账，检验结果每半年向市场监管部门报告一次。",
        routines=[("half-year", 1, False, "使用单位", "报告")],
    ),
    Case(
        "物业公司要加强电梯管理，地下车库每月排查一次。",
        routines=[("month", 1, False, None, "排查")],
    ),
    Case(
        "市级部门每年督查两次，县级部门每季度巡查一次；建立半年一通报制度。",
        routines=[
            ("year", 2, False, "市级部门", "督查"),
            ("quarter", 1, False, "县级部门", "巡查"),
            ("half-year", 1, False, None, "通报"),
        ],
    ),
    Case("各镇要落实属地责任。每月召开一次例会。", routines=[("month", 1, False, "各镇", "例会")]),
    Case(
        "码头作业全天值守，值守员要着救生衣。每月通报一次情况。",
        routines=[("month", 1, False, None, "通报")],
    ),
    Case(
        "第九条 岗位巡查\n保管员每日巡查库房两次。",
        routines=[("day", 2, False, "保管员", "巡查")],
    ),
]

NAMED = [
    Case(
        "各村应急小组（每组不少于8人）每旬集训一次。",
        routines=[("ten-days", 1, False, "各村应急小组", "集训")],
    ),
    Case(
        "储运部负责罐区管理，安全部每月通报一次。",
        routines=[("month", 1, False, "安全部", "通报")],
    ),
    Case(
        "市委组织部每年开展一次安全培训。",
        routines=[("year", 1, False, "市委组织部", "安全培训")],
    ),
    Case(
        "各县区、各部门要明确一名联络员，每月报送一次进展。",
        routines=[("month", 1, False, "各县区、各部门", "报送")],
    ),
    Case(
        "区教育局组织专家每学期评估一次实验室。",
        routines=[("semester", 1, False, "区教育局", "评估")],
    ),
    Case(
        "县应急局要督促矿山企业每班进行一次安全确认。",
        routines=[("shift", 1, False, "矿山企业", "安全确认")],
    ),
    Case(
        "区商务局要督促大型商超每季度开展一次演练。",
        routines=[("quarter", 1, False, None, "演练")],
    ),
    Case(
        "报表由县统计局核对后按季度公布。",
        routines=[("quarter", 1, False, "县统计局", "公布")],
    ),
    Case(
        "从事高处作业的企业应当每年开展一次体检。",
        routines=[("year", 1, False, "从事高处作业的企业", "体检")],
    ),
    Case(
        "寒假期间辅导员每周至少联系一次住校学生。",
        routines=[("week", 1, True, "辅导员", "联系")],
    ),
]

PERIODS = [
    Case(
        "从业人员每两年轮训一遍，值班人员每班轮巡不少于4次。",
        routines=[
            ("2-year", 1, False, "从业人员", "轮训"),
            ("shift", 4, True, "值班人员", "轮巡"),
        ],
    ),
    Case("微型消防站每十天拉练一次。", routines=[("ten-days", 1, False, "微型消防站", "拉练")]),
    Case(
        "建立重大隐患周调度、月通报、季考核机制。",
        routines=[
            ("week", 1, False, None, "调度"),
            ("month", 1, False, None, "通报"),
            ("quarter", 1, False, None, "考核"),
        ],
    ),
    Case("落实值日检查制度。"),
    Case(
        '实行"旬报告、月排名"。',
        routines=[("ten-days", 1, False, None, "报告"), ("month", 1, False, None, "排名")],
    ),
    Case("健全“三年一审”的资质审核机制。", routines=[("3-year", 1, False, None, "资质审核")]),
    Case("每月抽查比例不低于三成。", routines=[("month", 1, False, None, "抽查")]),
    Case("打造“每月一讲”安全课堂，结合“每年一赛”活动开展宣传。"),
    Case("履职情况纳入年度考核，对连续三个季度排名靠后的予以约谈。"),
    Case(
        "自通知印发之日起10日内制定年度工作方案。",
        dates=[("自通知印发之日起10日内", None, None, "within")],
    ),
    Case(
        "节假日前组织“双盲”抽查，复产前，由安全科组织验收。",
        routines=[
            ("event", 1, False, None, "组织“双盲”抽查"),
            ("event", 1, False, "安全科", "组织验收"),
        ],
    ),
    Case(
        "焊工每次动火前必须检测气体浓度。",
        routines=[("event", 1, False, "焊工", "检测气体浓度")],
    ),
    Case("复产前不得组织作业，每次检修前停机时间不少于2小时。"),
]

DUTY_SUBJECTS = [*CARRIED, *NAMED, *PERIODS]
