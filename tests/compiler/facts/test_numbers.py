"""Limits, fines, quantities, publication, measures and open words, one notation a test."""

from decimal import Decimal

import pytest

from bihuan.compiler.facts import Context, Facts, extract_facts
from bihuan.compiler.facts.measures import KINDS


def read(sentence: str) -> Facts:
    return extract_facts(sentence, 0, len(sentence), Context(2024))


@pytest.mark.parametrize(
    ("sentence", "text", "amount", "unit"),
    [
        ("应当在15日内补正。", "15日内", 15, "day"),
        ("必须于24小时内报告。", "24小时内", 24, "hour"),
        ("在三十分钟内到达现场。", "三十分钟内", 30, "minute"),
        ("自受理之日起5个工作日内办结。", "5个工作日内", 5, "working-day"),
        ("从事本岗位满三年。", "满三年", 3, "year"),
        ("离岗6个月以上的重新培训。", "6个月以上", 6, "month"),
        ("档案保存不得少于两年。", "不得少于两年", 2, "year"),
        ("延长期限不超过六十日。", "不超过六十日", 60, "day"),
        ("应当提前10日告知。", "提前10日", 10, "day"),
        ("半年内整改到位。", "半年内", 6, "month"),
        ("一年半内完成搬迁。", "一年半内", 18, "month"),
        ("应当在 15\n日内补正。", "15\n日内", 15, "day"),
    ],
)
def test_a_length_of_time_is_read_with_its_unit(
    sentence: str, text: str, amount: int, unit: str
) -> None:
    [limit] = read(sentence).time_limits

    assert (limit.text, limit.amount, limit.unit) == (text, amount, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "扎实推进三年行动。",
        "编制五年规划。",
        "每三年评估一次。",
        "2024年3月15日前报送。",
        "一日三餐。",
    ],
)
def test_a_name_a_period_or_a_date_is_no_limit(sentence: str) -> None:
    assert read(sentence).time_limits == ()


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("处五万元以上二十万元以下的罚款。", 50_000, 200_000),
        ("处2万元以上10万元以下罚款。", 20_000, 100_000),
        ("并处五百元以上一千元以下的罚款。", 500, 1000),
        ("可以处一万元以下的罚款。", None, 10_000),
        ("处3至5万元罚款。", 30_000, 50_000),
        ("处三千元的罚款。", 3000, 3000),
        ("处一千万元以上二千万元以下的罚款。", 10_000_000, 20_000_000),
        ("并处违法所得二倍以上五倍以下的罚款。", None, None),
        ("处上一年年收入百分之六十的罚款。", None, None),
        ("给予规定上限的经济处罚。", None, None),
    ],
)
def test_a_fine_is_read_with_its_bounds_in_yuan(
    sentence: str, low: int | None, high: int | None
) -> None:
    [fine] = read(sentence).fines

    assert (fine.min_yuan, fine.max_yuan) == (low, high)
    assert fine.text in sentence


def test_money_that_is_no_fine_is_a_quantity() -> None:
    facts = read("违法所得在十万元以上的,予以没收。")

    assert facts.fines == ()
    assert [(item.value, item.unit, item.kind) for item in facts.quantities] == [
        (100_000, "元", "threshold")
    ]


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "kind"),
    [
        ("从业人员300人以上的企业。", 300, "人", "threshold"),
        ("从业人员超过100人的,应当设置机构。", 100, "人", "threshold"),
        ("权重不低于5%。", 5, "%", "ratio"),
        ("达标率达到100%。", 100, "%", "target"),
        ("事故起数下降15%以上。", 15, "%", "target"),
        ("按保费总额百分之二十提取。", 20, "%", "ratio"),
        ("完成复评8户。", 8, "户", "target"),
        ("配备不少于3名专职人员。", 3, "名", "target"),
        ("配备2—3人。", 2, "人", "count"),
        ("建筑面积十万平方米以上的综合体。", 100_000, "平方米", "threshold"),
        ("安排专项资金200万元。", 2_000_000, "元", "amount"),
        ("浓度≤0.5%。", Decimal("0.5"), "%", "ratio"),
        ("实现重点企业全覆盖。", 100, "%", "target"),
    ],
)
def test_a_quantity_is_read_with_value_unit_and_kind(
    sentence: str, value: int | Decimal, unit: str, kind: str
) -> None:
    [item] = read(sentence).quantities

    assert (item.value, item.unit) == (value, unit)
    assert item.kind == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "落实“三个必须”和一岗双责。",
        "做到“五到位”。",
        "打造一批示范企业。",
        "第三级响应。",
        "七台河市人民政府",
        "(中发〔2016〕32号)",
    ],
)
def test_a_number_in_a_name_is_no_quantity(sentence: str) -> None:
    assert read(sentence).quantities == ()


@pytest.mark.parametrize(
    ("sentence", "what", "where"),
    [
        ("评价结果向社会公开。", "评价结果", "社会"),
        ("对典型案件一律通过媒体公开曝光。", "典型案件", "媒体"),
        ("向社会公布监督电话。", "监督电话", "社会"),
        ("依法及时向社会全文公布事故调查报告。", "事故调查报告", "社会"),
    ],
)
def test_a_duty_to_publish_tells_what_and_where(sentence: str, what: str, where: str) -> None:
    [item] = read(sentence).publish

    assert (item.what, item.where) == (what, where)


@pytest.mark.parametrize(
    "sentence", ["公开招聘专业人员。", "国务院公布的目录。", "自公布之日起施行。"]
)
def test_what_only_sounds_like_publishing_is_none(sentence: str) -> None:
    assert read(sentence).publish == ()


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("责令限期改正,逾期未改正的,责令停产停业整顿。", ["correct", "stop"]),
        ("暂扣或者吊销安全生产许可证。", ["licence"]),
        ("予以关闭取缔。", ["close"]),
        ("进行约谈、通报、曝光。", ["interview", "circular", "exposure"]),
        ("重大隐患实行挂牌督办。", ["listing"]),
        ("五年内不得担任主要负责人。", ["ban"]),
        ("构成犯罪的,依法追究刑事责任。", ["criminal"]),
        ("给予撤职处分。", ["discipline"]),
        ("申请人民法院强制执行。", ["compel"]),
    ],
)
def test_a_consequence_is_read_with_its_kind(sentence: str, kinds: list[str]) -> None:
    found = [measure.kind for measure in read(sentence).measures]

    assert found == kinds
    assert set(found) <= set(KINDS)


def test_words_without_a_number_are_listed_as_unset() -> None:
    facts = read("定期研究,及时整改,经常检查,适时通报。")

    assert [item.text for item in facts.unset] == ["定期", "及时", "经常", "适时"]


def test_a_named_period_leaves_nothing_unset() -> None:
    assert read("每年定期公告重大隐患。").unset == ()


def test_the_json_of_a_clause_has_every_group_and_key() -> None:
    sentence = "自发布之日起10日内,每月至少公布1次,处一万元以下的罚款,定期检查3户。"
    found = read(sentence).as_json()

    assert list(found) == [
        *("deadlines", "recurring", "time_limits", "quantities"),
        *("fines", "measures", "publish", "unset"),
    ]
    assert list(found["deadlines"][0]) == ["text", "date", "alt", "kind", "start", "end"]
    assert list(found["recurring"][0]) == [
        *("text", "subject", "action", "times", "per", "at_least", "condition", "start", "end"),
    ]
    assert list(found["time_limits"][0]) == ["text", "amount", "unit", "start", "end"]
    assert list(found["quantities"][0]) == ["text", "value", "unit", "kind", "start", "end"]
    assert list(found["fines"][0]) == ["text", "min_yuan", "max_yuan", "start", "end"]
    assert list(found["unset"][0]) == ["text", "start", "end"]
