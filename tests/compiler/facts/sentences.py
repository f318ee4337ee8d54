"""Invented sentences in the manner of plans, laws and rules, with what has to be read in them.

``dates``: (words, date, other reading, kind). ``routines``: (per, times, at least, subject,
words the action contains). Both are complete: nothing else may be found.
"""

from dataclasses import dataclass, field

from bihuan.compiler.facts.model import Context

Date = tuple[str, str | None, str | None, str]
Routine = tuple[str, int | None, bool, str | None, str]

PLAN = Context(2024, (2024, 2026))
WORK_YEAR = Context(2023, (2023, 2023))
LAW = Context(2021)
OPINION = Context(2018)


@dataclass(frozen=True)
class Case:
    """One sentence and all dates and routines in it."""

    sentence: str
    context: Context = PLAN
    dates: list[Date] = field(default_factory=list)
    routines: list[Routine] = field(default_factory=list)


PLANS = [
    Case("2024年底前完成在册尾矿库风险评估。", dates=[("2024年底前", "2024-12-31", None, "by")]),
    Case(
        "2025年6月底前,各园区全部建成封闭管理系统。",
        dates=[("2025年6月底前", "2025-06-30", None, "by")],
    ),
    Case(
        "到2026年底,辖区事故死亡人数较2023年下降15%以上。",
        dates=[("到2026年底", "2026-12-31", None, "by")],
    ),
    Case(
        "到2026年,基本建成覆盖城乡的消防站网。", dates=[("到2026年", "2026-12-31", None, "horizon")]
    ),
    Case(
        "力争2025年第三季度完成燃气老旧管网摸底。",
        dates=[("2025年第三季度", "2025-09-30", None, "within")],
    ),
    Case(
        "2025年上半年完成复核,12月底前完成整改。",
        dates=[
            ("2025年上半年", "2025-06-30", None, "within"),
            ("12月底前", "2025-12-31", None, "by"),
        ],
    ),
    Case(
        "2024年5月份前,各行业部门报送排查清单。",
        dates=[("2024年5月份前", "2024-04-30", "2024-05-31", "by")],
    ),
    Case(
        "各镇于3月15日前将工作方案报县安委办备案。", dates=[("3月15日前", "2024-03-15", None, "by")]
    ),
    Case(
        "二〇二五年十二月底前完成全部销号。",
        dates=[("二〇二五年十二月底前", "2025-12-31", None, "by")],
    ),
    Case(
        "二○二五年六月三十日前建成监测平台。",
        dates=[("二○二五年六月三十日前", "2025-06-30", None, "by")],
    ),
    Case(
        "动员部署阶段(2024年2月至3月)。制定方案,广泛发动。",
        dates=[("2024年2月至3月", "2024-03-31", None, "within")],
    ),
    Case(
        "集中攻坚阶段(2024年4月-2025年12月)。全面排查。",
        dates=[("2024年4月-2025年12月", "2025-12-31", None, "within")],
    ),
    Case(
        "2024年至2026年,分批完成农村公路临水临崖路段防护。",
        dates=[("2024年至2026年", "2026-12-31", None, "within")],
    ),
    Case(
        "三年内实现重点企业主要负责人轮训全覆盖。", dates=[("三年内", "2026-12-31", None, "within")]
    ),
    Case("用三年时间完成化工园区提档升级。", dates=[("三年时间", "2026-12-31", None, "within")]),
    Case(
        "2024年,由住房城乡建设部门牵头开展建筑施工企业负责人培训。",
        dates=[("2024年", "2024-12-31", None, "within")],
    ),
    Case(
        "自2025年1月1日起,新出厂的电动自行车一律符合新标准。",
        dates=[("自2025年1月1日起", "2025-01-01", None, "from")],
    ),
    Case(
        "自方案印发之日起30个工作日内制定子方案。",
        dates=[("自方案印发之日起30个工作日内", None, None, "within")],
    ),
    Case("2024 年 11 月底 前完成验收。", dates=[("2024 年 11 月底 前", "2024-11-30", None, "by")]),
    Case("2025年二季度末前完成清零。", dates=[("2025年二季度末前", "2025-06-30", None, "by")]),
    Case(
        "2025年10月中旬前完成自评。", dates=[("2025年10月中旬前", "2025-10-10", "2025-10-20", "by")]
    ),
    Case("完成时限:2025年9月。", dates=[("2025年9月", "2025-09-30", None, "within")]),
    Case(
        "(责任单位:县应急管理局;完成时限:2025年12月底前)",
        dates=[("2025年12月底前", "2025-12-31", None, "by")],
    ),
    Case(
        "“十四五”末,规上企业标准化达标率达到90%。", dates=[("“十四五”末", "2025-12-31", None, "by")]
    ),
    Case(
        "截至2025年6月30日,仍未取得许可的一律关停。",
        dates=[("截至2025年6月30日", "2025-06-30", None, "by")],
    ),
    Case("2025年2月底前完成春节后复工验收。", dates=[("2025年2月底前", "2025-02-28", None, "by")]),
    Case("2024年2月底前完成部署。", dates=[("2024年2月底前", "2024-02-29", None, "by")]),
    Case("对2023年排查出的重大事故隐患逐项核查销号。"),
    Case("自2021年以来,全县未发生较大以上事故。"),
    Case("吸取2019年某化工厂爆炸事故教训,举一反三。"),
    Case("按照《2024年全省安全生产工作要点》(省安委〔2024〕1号)要求抓好落实。"),
    Case("扎实开展安全生产治本攻坚三年行动。"),
    Case("比2023年下降10%以上。"),
    Case("2003年以前建成的老旧小区逐一登记。"),
    Case("继续深化“安全生产月”和“119消防宣传月”活动。"),
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
    Case("年内实现重点场所检查全覆盖。", WORK_YEAR, dates=[("年内", "2023-12-31", None, "within")]),
    Case(
        "第一季度,制定全年执法计划。", WORK_YEAR, dates=[("第一季度", "2023-03-31", None, "within")]
    ),
    Case(
        "6月底前完成中期评估,10月份启动年度考核。",
        WORK_YEAR,
        dates=[("6月底前", "2023-06-30", None, "by"), ("10月份", "2023-10-31", None, "within")],
        routines=[("year", 1, False, None, "考核")],
    ),
    Case("今年年底前完成全部任务。", WORK_YEAR, dates=[("今年年底前", "2023-12-31", None, "by")]),
    Case("逐年提高安全投入,逐级落实责任。"),
    Case("加强日常检查和周边环境整治。"),
    Case("落实一岗双责,做到一企一策、一事一档。"),
    Case("定期组织检查,及时消除隐患。"),
]

LAWS = [
    Case(
        "本条例自2021年9月1日起施行。",
        LAW,
        dates=[("自2021年9月1日起", "2021-09-01", None, "from")],
    ),
    Case("2002年11月1日起施行的《某某办法》同时废止。", LAW),
    Case(
        "应当自收到申请之日起二十日内作出决定。",
        LAW,
        dates=[("自收到申请之日起二十日内", None, None, "within")],
    ),
    Case(
        "负责人接到报告后,应当于一小时内向应急管理部门报告。",
        LAW,
        dates=[("一小时内", None, None, "within")],
    ),
    Case(
        "应当在事故调查报告批复后一年内组织评估。",
        LAW,
        dates=[("事故调查报告批复后一年内", None, None, "within")],
    ),
    Case("自受处分之日起,五年内不得担任主要负责人。", LAW),
    Case("十二个月内累计发生两起以上一般事故的,列入重点监管名单。", LAW),
    Case(
        "有效期届满需要延期的,应当于期满前三个月申请延期。",
        LAW,
        dates=[("期满前三个月", None, None, "by")],
    ),
    Case("视频资料保存期限不得少于九十日。", LAW),
    Case("工龄满三年的安全员可以参加考试。", LAW),
    Case(
        "应当至少每半年组织一次应急救援预案演练,并将演练情况报送有关部门。",
        LAW,
        routines=[("half-year", 1, True, None, "应急救援预案演练")],
    ),
    Case(
        "生产经营单位应当每三年进行一次应急预案评估。",
        LAW,
        routines=[("3-year", 1, False, "生产经营单位", "应急预案评估")],
    ),
    Case(
        "危险化学品单位应当每年进行不少于两次的现场处置方案演练。",
        LAW,
        routines=[("year", 2, True, "危险化学品单位", "现场处置方案演练")],
    ),
    Case(
        "每年3月31日前,生产经营单位应当向所在地应急管理部门报告上一年度费用使用情况。",
        LAW,
        dates=[("每年3月31日前", None, None, "by")],
        routines=[("year", 1, False, "生产经营单位", "费用使用情况")],
    ),
    Case(
        "特种设备使用单位应当至少每月进行一次自行检查,并作出记录。",
        LAW,
        routines=[("month", 1, True, "特种设备使用单位", "自行检查")],
    ),
    Case(
        "安全管理人员每年再培训时间不得少于十二学时。",
        LAW,
        routines=[("year", 1, False, "安全管理人员", "培训")],
    ),
    Case(
        "应急管理部门应当制定年度监督检查计划,并按照年度监督检查计划进行检查。",
        LAW,
        routines=[("year", 1, False, "应急管理部门", "监督检查计划")],
    ),
    Case("逾期不履行的,每日按罚款数额的百分之三加处罚款。", LAW),
    Case(
        "建筑施工企业作业班组应当每日召开班前会。",
        LAW,
        routines=[("day", 1, False, "建筑施工企业作业班组", "班前会")],
    ),
    Case(
        "电梯应当至少每15日进行一次清洁、润滑、调整和检查。",
        LAW,
        routines=[("15-day", 1, True, "电梯", "清洁")],
    ),
    Case(
        "公众聚集场所营业期间每两小时至少巡查一次。",
        LAW,
        routines=[("2-hour", 1, True, None, "巡查")],
    ),
    Case(
        "每日进行防火巡查,营业结束时检查现场。", LAW, routines=[("day", 1, False, None, "防火巡查")]
    ),
    Case(
        "从业人员每人每年接受教育培训不少于八学时。",
        LAW,
        routines=[("year", 1, False, "从业人员", "教育培训")],
    ),
    Case("提前五日书面告知。", LAW, dates=[("提前五日", None, None, "by")]),
    Case("暂停期间不得超过六个月。", LAW),
]

CASES = [*PLANS, *LAWS]
