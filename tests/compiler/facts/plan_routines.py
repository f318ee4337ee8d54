"""Sentences of plans and programmes with a duty that comes round again."""

from tests.compiler.facts.sentences import THREE_YEARS, WORK_YEAR, Case

PLAN_ROUTINES = [
    Case(
        "县安委办每月调度一次,每季度通报一次。",
        routines=[
            ("month", 1, False, "县安委办", "调度"),
            ("quarter", 1, False, "县安委办", "通报"),
        ],
    ),
    Case(
        "各镇主要负责人每月至少带队检查2次,分管负责人每半月至少检查1次。",
        routines=[
            ("month", 2, True, "各镇主要负责人", "带队检查"),
            ("half-month", 1, True, "分管负责人", "检查"),
        ],
    ),
    Case(
        "生产经营单位每季度至少开展一次全面排查(人员密集场所每月至少一次)。",
        routines=[
            ("quarter", 1, True, "生产经营单位", "全面排查"),
            ("month", 1, True, "生产经营单位", "全面排查"),
        ],
    ),
    Case(
        "每季度首月10日前,各成员单位向安委办报送上季度进展。",
        routines=[("quarter", 1, False, "各成员单位", "报送上季度进展")],
    ),
    Case(
        "建立日巡查、周调度、月通报工作机制。",
        routines=[
            ("day", 1, False, None, "巡查"),
            ("week", 1, False, None, "调度"),
            ("month", 1, False, None, "通报"),
        ],
    ),
    Case(
        "落实“日管控、周排查、月调度”要求。",
        routines=[
            ("day", 1, False, None, "管控"),
            ("week", 1, False, None, "排查"),
            ("month", 1, False, None, "调度"),
        ],
    ),
    Case(
        "市安委会每半年听取一次汇报,年终进行考核。",
        routines=[
            ("half-year", 1, False, "市安委会", "听取汇报"),
            ("year", 1, False, "市安委会", "考核"),
        ],
    ),
    Case(
        "实行半年一检查、一年一考核。",
        routines=[("half-year", 1, False, None, "检查"), ("year", 1, False, None, "考核")],
    ),
    Case(
        "各学校每学期开学前组织1次校园安全检查。",
        routines=[("semester", 1, False, "各学校", "校园安全检查")],
    ),
    Case(
        "矿山企业每班必须由领导带班下井。",
        routines=[("shift", 1, False, "矿山企业", "领导带班下井")],
    ),
    Case(
        "重大节假日前,各单位要开展消防安全大检查。",
        routines=[("event", 1, False, "各单位", "消防安全大检查")],
    ),
    Case(
        "企业复工复产前须组织全员安全培训。", routines=[("event", 1, False, "企业", "全员安全培训")]
    ),
    Case("全年组织综合演练不少于2次。", WORK_YEAR, routines=[("year", 2, True, None, "综合演练")]),
    Case(
        "每年6月集中开展宣传咨询活动。",
        routines=[("year", 1, False, None, "宣传咨询活动")],
        dates=[("每年6月", None, None, "within")],
    ),
    Case("每三年开展一次全面评估。", routines=[("3-year", 1, False, None, "全面评估")]),
    Case(
        "每年至少开展1次法治培训,每两年至少轮训一遍。",
        routines=[("year", 1, True, None, "法治培训"), ("2-year", 1, True, None, "轮训")],
    ),
    Case(
        "按月统计、按季度分析事故情况。",
        routines=[("month", 1, False, None, "统计"), ("quarter", 1, False, None, "分析")],
    ),
    Case("召开月度例会,研究解决突出问题。", routines=[("month", 1, False, None, "例会")]),
    Case("每旬报送一次整改进度。", routines=[("ten-days", 1, False, None, "报送整改进度")]),
    Case("检查频次不少于1次/季度。", routines=[("quarter", 1, True, None, "检查频次")]),
    Case(
        "6月底前完成中期评估,10月份启动年度考核。",
        WORK_YEAR,
        dates=[("6月底前", "2023-06-30", None, "by"), ("10月份", "2023-10-31", None, "within")],
        routines=[("year", 1, False, None, "考核")],
    ),
    Case(
        "市安委会每年至少组织2次安全生产专题会议，每半年听取1次工作汇报，每季度召开1次全体会议。",
        routines=[
            ("year", 2, True, "市安委会", "组织安全生产专题会议"),
            ("half-year", 1, False, "市安委会", "听取工作汇报"),
            ("quarter", 1, False, "市安委会", "召开全体会议"),
        ],
    ),
    Case(
        "党委常委会每半年至少听取一次安全生产工作汇报，政府常务会议每季度至少研究一次安全生产工作。",
        routines=[
            ("half-year", 1, True, "党委常委会", "听取安全生产工作汇报"),
            ("quarter", 1, True, "政府常务会议", "研究安全生产工作"),
        ],
    ),
    Case(
        "企业主要负责人每月至少组织1次、分管负责人每周至少组织1次、车间班组每天组织1次安全检查。",
        routines=[
            ("month", 1, True, "企业主要负责人", "组织安全检查"),
            ("week", 1, True, "分管负责人", "组织安全检查"),
            ("day", 1, False, "车间班组", "组织安全检查"),
        ],
    ),
    Case(
        "班组长每班要进行班前安全讲评，岗位员工每2小时巡检一次。",
        routines=[
            ("shift", 1, False, "班组长", "进行班前安全讲评"),
            ("2-hour", 1, False, "岗位员工", "巡检"),
        ],
    ),
    Case(
        "建立健全“月研判、季会商、半年总结、年度考核”工作机制。",
        routines=[
            ("month", 1, False, None, "研判"),
            ("quarter", 1, False, None, "会商"),
            ("half-year", 1, False, None, "总结"),
            ("year", 1, False, None, "考核"),
        ],
    ),
    Case(
        "实行安全生产“一月一通报、一季一考核”制度。",
        routines=[("month", 1, False, None, "通报"), ("quarter", 1, False, None, "考核")],
    ),
    Case(
        "严格执行日报告、周调度、月通报、季点评制度。",
        routines=[
            ("day", 1, False, None, "报告"),
            ("week", 1, False, None, "调度"),
            ("month", 1, False, None, "通报"),
            ("quarter", 1, False, None, "点评"),
        ],
    ),
    Case(
        "危险化学品企业要每年开展一次HAZOP分析，每三年开展一次安全评价。",
        routines=[
            ("year", 1, False, "危险化学品企业", "开展HAZOP分析"),
            ("3-year", 1, False, "危险化学品企业", "开展安全评价"),
        ],
    ),
    Case(
        "安全阀每年至少校验一次，压力表每半年检定一次，可燃气体报警器一年检测一次。",
        routines=[
            ("year", 1, True, None, "校验"),
            ("half-year", 1, False, None, "检定"),
            ("year", 1, False, None, "检测"),
        ],
    ),
    Case(
        "镇街每月对辖区企业巡查不少于一次，对重点企业每半月巡查一次。",
        routines=[
            ("month", 1, True, "镇街", "对辖区企业巡查"),
            ("half-month", 1, False, "镇街", "对重点企业巡查"),
        ],
    ),
    Case(
        "县级以上人民政府应当每半年向社会公布一次重大事故隐患治理情况。",
        routines=[("half-year", 1, False, "县级以上人民政府", "向社会公布重大事故隐患治理情况")],
    ),
    Case(
        "矿长每季度、总工程师每月组织一次全面排查。",
        routines=[
            ("quarter", 1, False, "矿长", "组织全面排查"),
            ("month", 1, False, "总工程师", "组织全面排查"),
        ],
    ),
    Case(
        "各地区每年安排不少于200万元安全生产专项资金。",
        routines=[("year", 1, False, "各地区", "安排不少于200万元安全生产专项资金")],
    ),
    Case(
        "每年11月9日开展消防日宣传活动。",
        dates=[("每年11月9日", None, None, "within")],
        routines=[("year", 1, False, None, "开展消防日宣传活动")],
    ),
    Case(
        "节假日前、重大活动期间，要开展全面检查。",
        routines=[("event", 1, False, None, "开展全面检查")],
    ),
    Case(
        "汛期前，水利部门要组织一次水库安全大检查。",
        routines=[("event", 1, False, "水利部门", "组织一次水库安全大检查")],
    ),
    Case(
        "各施工单位在工程开工前、停工复工后要开展安全教育。",
        routines=[("event", 1, False, "各施工单位", "开展安全教育")],
    ),
    Case(
        "市政府每年对县区政府开展1次考核巡查，两年内实现全覆盖。",
        dates=[("两年内", None, None, "within")],
        routines=[("year", 1, False, "市政府", "对县区政府开展考核巡查")],
    ),
    Case(
        "对整改期限超过30日的隐患，每15日报告一次进展。",
        routines=[("15-day", 1, False, None, "报告进展")],
    ),
    Case(
        "每逢重大节假日组织一次联合检查。", routines=[("event", 1, False, None, "组织一次联合检查")]
    ),
    Case(
        "工贸企业每周、班组每日开展隐患排查。",
        routines=[
            ("week", 1, False, "工贸企业", "开展隐患排查"),
            ("day", 1, False, "班组", "开展隐患排查"),
        ],
    ),
    Case(
        "安全总监每周组织1次风险隐患排查，形成《每周食品安全排查治理报告》。",
        routines=[("week", 1, False, "安全总监", "组织风险隐患排查")],
    ),
    Case(
        "按季度通报，按年度考核。",
        routines=[("quarter", 1, False, None, "通报"), ("year", 1, False, None, "考核")],
    ),
    Case(
        "建立双月调度机制，原则上每两个月召开一次推进会。",
        routines=[("2-month", 1, False, None, "调度"), ("2-month", 1, False, None, "召开推进会")],
    ),
    Case(
        "定期（每季度一次）召开联席会议。", routines=[("quarter", 1, False, None, "召开联席会议")]
    ),
    Case(
        "学校每月至少开展1次应急疏散演练，幼儿园每季度至少1次。",
        routines=[
            ("month", 1, True, "学校", "开展应急疏散演练"),
            ("quarter", 1, True, "幼儿园", "开展应急疏散演练"),
        ],
    ),
    Case(
        "各县区要于2020年6月10日前报送动员部署情况，每季度末月25日前报送工作进展，每年12月10日前报送年度总结。",
        THREE_YEARS,
        dates=[("2020年6月10日前", "2020-06-10", None, "by"), ("每年12月10日前", None, None, "by")],
        routines=[
            ("quarter", 1, False, "各县区", "报送工作进展"),
            ("year", 1, False, "各县区", "报送年度总结"),
        ],
    ),
    Case(
        "2021年起，每年新建改建消防站不少于2座。",
        THREE_YEARS,
        dates=[("2021年起", "2021-01-01", None, "from")],
        routines=[("year", 1, False, None, "新建改建消防站不少于2座")],
    ),
    Case(
        "各市（州）、县（市、区）人民政府每年至少召开两次常务会议研究安全生产工作。",
        routines=[
            ("year", 2, True, "各市(州)、县(市、区)人民政府", "召开常务会议研究安全生产工作")
        ],
    ),
    Case(
        "党政主要负责同志每年带队检查安全生产不少于4次，分管负责同志不少于12次。",
        routines=[("year", 4, True, "党政主要负责同志", "带队检查安全生产")],
    ),
    Case(
        "市安委会办公室每周一调度、每月一通报、每季一排名。",
        routines=[
            ("week", 1, False, "市安委会办公室", "调度"),
            ("month", 1, False, "市安委会办公室", "通报"),
            ("quarter", 1, False, "市安委会办公室", "排名"),
        ],
    ),
    Case(
        "实行每周一调度、每半月一通报制度。",
        routines=[("week", 1, False, None, "调度"), ("half-month", 1, False, None, "通报制度")],
    ),
    Case(
        "企业主要负责人每季度、分管负责人每月、安全管理人员每周至少组织一次隐患排查。",
        routines=[
            ("quarter", 1, False, "企业主要负责人", "组织隐患排查"),
            ("month", 1, False, "分管负责人", "组织隐患排查"),
            ("week", 1, True, "安全管理人员", "组织隐患排查"),
        ],
    ),
    Case(
        "坚持“日检查、周小结、月评比”。",
        routines=[
            ("day", 1, False, None, "检查"),
            ("week", 1, False, None, "小结"),
            ("month", 1, False, None, "评比"),
        ],
    ),
    Case(
        "市应急局每月最后一个工作日前公布执法情况。",
        routines=[("month", 1, False, "市应急局", "公布执法情况")],
    ),
    Case(
        "自2024年起，每年发布安全生产白皮书。",
        dates=[("自2024年起", "2024-01-01", None, "from")],
        routines=[("year", 1, False, None, "发布安全生产白皮书")],
    ),
    Case(
        "2024—2026年，每年培训执法人员不少于500人次。",
        dates=[("2024—2026年", "2026-12-31", None, "within")],
        routines=[("year", 1, False, None, "培训执法人员不少于500人次")],
    ),
    Case("春节前后、国庆期间组织专项督查。", routines=[("event", 1, False, None, "组织专项督查")]),
    Case(
        "从2024年3月份开始，每月开展一次集中执法行动。",
        dates=[("从2024年3月份开始", "2024-03-01", None, "from")],
        routines=[("month", 1, False, None, "开展集中执法行动")],
    ),
    Case(
        "加油站每2小时巡查一次，营业结束后进行一次全面检查。",
        routines=[("2-hour", 1, False, "加油站", "巡查")],
    ),
    Case(
        "人员密集场所每半年、其他单位每年至少组织一次灭火和应急疏散演练。",
        routines=[
            ("half-year", 1, False, "人员密集场所", "组织灭火和应急疏散演练"),
            ("year", 1, True, "其他单位", "组织灭火和应急疏散演练"),
        ],
    ),
    Case(
        "企业应当每年至少一次对安全风险进行全面辨识。",
        routines=[("year", 1, True, "企业", "对安全风险进行全面辨识")],
    ),
    Case(
        "实行“周报告、月调度”。",
        routines=[("week", 1, False, None, "报告"), ("month", 1, False, None, "调度")],
    ),
    Case(
        "2024-2026年每年完成三分之一。",
        dates=[("2024-2026年", "2026-12-31", None, "within")],
        routines=[("year", 1, False, None, "完成三分之一")],
    ),
    Case(
        "严格落实每日巡查、每周调度、每月通报制度。",
        routines=[
            ("day", 1, False, None, "巡查"),
            ("week", 1, False, None, "调度"),
            ("month", 1, False, None, "通报制度"),
        ],
    ),
    Case(
        "实行月调度、季通报、半年督导、年终考核。",
        routines=[
            ("month", 1, False, None, "调度"),
            ("quarter", 1, False, None, "通报"),
            ("half-year", 1, False, None, "督导"),
            ("year", 1, False, None, "考核"),
        ],
    ),
    Case(
        "严格执行班前安全确认、班中巡检、班后总结制度。",
        routines=[
            ("shift", 1, False, None, "班前安全确认"),
            ("shift", 1, False, None, "班中巡检"),
            ("shift", 1, False, None, "班后总结"),
        ],
    ),
    Case("强化节前安全检查和节后复工验收。", routines=[("event", 1, False, None, "节前安全检查")]),
    Case(
        "每季度末对各县区进行排名通报，连续两次排名末位的进行约谈。",
        routines=[("quarter", 1, False, None, "对各县区进行排名通报")],
    ),
    Case(
        "党委（党组）每年至少开展一次安全生产专题学习。",
        routines=[("year", 1, True, "党委(党组)", "开展安全生产专题学习")],
    ),
    Case(
        "乡镇（街道）每月、村（社区）每周、企业每日开展自查。",
        routines=[
            ("month", 1, False, "乡镇(街道)", "开展自查"),
            ("week", 1, False, "村(社区)", "开展自查"),
            ("day", 1, False, "企业", "开展自查"),
        ],
    ),
    Case(
        "市安委办每年组织不少于2次督查，其他成员单位每年不少于1次。",
        routines=[
            ("year", 2, True, "市安委办", "组织督查"),
            ("year", 1, True, "其他成员单位", "组织督查"),
        ],
    ),
    Case("对重点企业的检查每年不少于2次。", routines=[("year", 2, True, None, "对重点企业的检查")]),
    Case("检查频次不低于每年2次。", routines=[("year", 2, True, None, "检查频次")]),
    Case(
        "每年1月、7月各报告一次。",
        dates=[("每年1月、7月", None, None, "within")],
        routines=[("year", 2, False, None, "报告")],
    ),
]
