"""Where a time stands in a sentence, and what that makes of it."""

from tests.compiler.facts.sentences import WORK_YEAR, Case

DATED_PHRASES = [
    # between a unit and what it does
    Case(
        "县林业局2025年二季度组织护林员集训。",
        dates=[("2025年二季度", "2025-06-30", None, "within")],
    ),
    Case("五座渡口年内完成加固。", WORK_YEAR, dates=[("年内", "2023-12-31", None, "within")]),
    Case("危桥改造2025年10月底前全部到位。", dates=[("2025年10月底前", "2025-10-31", None, "by")]),
    # a span at the head of a sentence
    Case(
        "2025年4月至8月加固山洪沟护岸。",
        dates=[("2025年4月至8月", "2025-08-31", None, "within")],
    ),
    Case(
        "自2025年3月1日至2025年6月30日在全区开展夜查。",
        dates=[("自2025年3月1日至2025年6月30日", "2025-06-30", None, "within")],
    ),
    Case(
        "检查时间为2025年6月1日至30日。",
        dates=[("2025年6月1日至30日", "2025-06-30", None, "within")],
    ),
    # several times for one act
    Case(
        "2025年4月、7月、10月分别通报一次。",
        dates=[
            ("2025年4月", "2025-04-30", None, "within"),
            ("7月", "2025-07-31", None, "within"),
            ("10月", "2025-10-31", None, "within"),
        ],
    ),
    Case(
        "各镇要在2025年和2026年各组织一次评估。",
        dates=[
            ("2025年", "2025-12-31", None, "within"),
            ("2026年", "2026-12-31", None, "within"),
        ],
    ),
    # towards a time is a horizon, up to it a day
    Case("到2025年底，危房全部腾空。", dates=[("到2025年底", "2025-12-31", None, "horizon")]),
    Case("到2025年底前，危房全部腾空。", dates=[("到2025年底前", "2025-12-31", None, "by")]),
    Case(
        "截至2025年底，累计改造灶具2万台。",
        dates=[("截至2025年底", "2025-12-31", None, "by")],
    ),
    # what was
    Case("今年一季度，全区共检修电梯300台。"),
    Case("按照《索道管理办法》（自2025年4月1日起施行）完善制度。"),
    Case("对照《隧道养护规范》（2025年5月20日发布）逐项核对。"),
    Case(
        "编制《防台预案》（2025年5月底前完成）。",
        dates=[("2025年5月底前", "2025-05-31", None, "by")],
    ),
    # from a day on
    Case(
        "新标准从2025年7月1日开始执行。", dates=[("从2025年7月1日开始", "2025-07-01", None, "from")]
    ),
    Case(
        "自2025年7月1日（含）起停止使用。",
        dates=[("自2025年7月1日（含）起", "2025-07-01", None, "from")],
    ),
    Case(
        "自4月起于每月10日前报送台账。",
        WORK_YEAR,
        dates=[("自4月起", "2023-04-01", None, "from")],
        routines=[("month", 1, False, None, "报送台账")],
    ),
    # the time of an act may not pass a length; a length in which things are counted
    Case("确有困难的，最迟不超过20日。", dates=[("不超过20日", None, None, "within")]),
    Case("现场响应时间不得超过45分钟。", dates=[("不得超过45分钟", None, None, "within")]),
    Case("一年内重复出现三次及以上的，停止使用。"),
    Case("三个月内累计被通报2次的，予以约谈。"),
]
