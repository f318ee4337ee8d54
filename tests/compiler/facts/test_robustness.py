"""Whatever comes in, the words given back stand in the source, and no time is lost over it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.compiler.facts import extract_facts
from bihuan.compiler.facts.model import GROUPS, Context, Facts
from tests.compiler.facts.law_sentences import LAWS
from tests.compiler.facts.plan_dates import PLAN_DATES
from tests.compiler.facts.plan_routines import PLAN_ROUTINES
from tests.compiler.facts.sentences import Case

CASES = [*PLAN_DATES, *PLAN_ROUTINES, *LAWS]
TEXTS = sorted(Path(__file__).parents[3].glob("packs/*/*.txt"))
WORDS = [
    *"每月季年日周次至少不底前内起后到在从的,。;:()（）“”、 \n\t",
    *[
        "2024年",
        "8月份前",
        "二十一",
        "31日",
        "30个工作日",
        "五万元以上",
        "罚款",
        "以下",
        "每半年",
        "自",
    ],
    *[
        "之日起",
        "定期",
        "全覆盖",
        "百分之",
        "百分之二十",
        "第一季度",
        "上半年",
        "班前会",
        "复工复产前",
    ],
    *[
        "年度",
        "检查",
        "企业",
        "应当",
        "〔2016〕32号",
        "《",
        "》",
        "0",
        "9999999999999999999",
        "〇",
        "十四五",
    ],
]
contexts = st.builds(
    Context,
    st.none() | st.integers(1950, 2100),
    st.none() | st.tuples(st.integers(1990, 2050), st.integers(1990, 2050)),
)


def assert_verbatim(facts: Facts, source: str, start: int, end: int) -> None:
    for group in GROUPS:
        for fact in getattr(facts, group):
            assert start <= fact.start < fact.end <= end
            assert source[fact.start : fact.end] == fact.text
            assert set(fact.as_json()) >= {"text", "start", "end"}


@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join), contexts)
def test_any_mixture_of_words_gives_verbatim_facts(source: str, context: Context) -> None:
    assert_verbatim(extract_facts(source, 0, len(source), context), source, 0, len(source))


@given(st.text(max_size=200), contexts)
def test_any_text_gives_verbatim_facts(source: str, context: Context) -> None:
    assert_verbatim(extract_facts(source, 0, len(source), context), source, 0, len(source))


@given(st.data(), contexts)
def test_any_cut_of_a_document_gives_facts_inside_the_cut(
    data: st.DataObject, context: Context
) -> None:
    source = data.draw(st.sampled_from(TEXTS)).read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(start + 600, len(source))))

    assert_verbatim(extract_facts(source, start, end, context), source, start, end)


@given(st.sampled_from(CASES), st.data())
def test_blanks_inside_a_sentence_change_nothing_but_the_offsets(
    case: Case, data: st.DataObject
) -> None:
    sentence, context = case.sentence, case.context
    at = data.draw(st.integers(1, len(sentence) - 1))
    spaced = sentence[:at] + data.draw(st.sampled_from([" ", "\u3000", "\u00a0"])) + sentence[at:]

    plain = extract_facts(sentence, 0, len(sentence), context)
    apart = extract_facts(spaced, 0, len(spaced), context)

    assert [deadline.date for deadline in apart.deadlines] == [
        deadline.date for deadline in plain.deadlines
    ]
    assert [(duty.per, duty.times, duty.action) for duty in apart.recurring] == [
        (duty.per, duty.times, duty.action) for duty in plain.recurring
    ]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 99)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"span {start}-{end}"):
        extract_facts("每月一次。", start, end, Context())


@pytest.mark.parametrize(
    "piece",
    [
        "每年",
        "每",
        "2024年",
        "至",
        "自",
        "一",
        "9",
        "(",
        "《",
        "、每月",
        "应当",
        "的",
        "在媒体",
        "处五万元以上",
        "百分之",
        "年度",
        "班前、",
        "企业",
        "8月",
        "三年内",
    ],
)
def test_a_hostile_text_costs_no_more_than_a_long_document(piece: str) -> None:
    source = piece * (13_000 // len(piece))
    started = time.process_time()

    extract_facts(source, 0, len(source), Context(2024, (2024, 2026)))

    assert time.process_time() - started < 2.0


def test_a_long_document_is_read_in_well_under_a_second() -> None:
    source = max((path.read_text(encoding="utf-8") for path in TEXTS), key=len)
    best = min(_seconds(source) for _ in range(3))

    assert best < 0.3


def _seconds(source: str) -> float:
    started = time.process_time()
    extract_facts(source, 0, len(source), Context(2017))
    return time.process_time() - started
