"""Sentences of plans and laws: every date and every routine in them is read, and nothing else."""

import pytest

from bihuan.compiler.facts import extract_facts
from bihuan.compiler.facts.model import GROUPS
from tests.compiler.facts.dated_phrases import DATED_PHRASES
from tests.compiler.facts.duty_subjects import DUTY_SUBJECTS
from tests.compiler.facts.law_sentences import LAWS
from tests.compiler.facts.plan_dates import PLAN_DATES
from tests.compiler.facts.plan_routines import PLAN_ROUTINES
from tests.compiler.facts.sentences import Case

CASES = [*PLAN_DATES, *DATED_PHRASES, *PLAN_ROUTINES, *DUTY_SUBJECTS, *LAWS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:24])
def test_the_dates_of_a_sentence_are_read_in_full(case: Case) -> None:
    facts = extract_facts(case.sentence, 0, len(case.sentence), case.context)

    found = [
        (
            deadline.text,
            deadline.date.isoformat() if deadline.date else None,
            deadline.alt.isoformat() if deadline.alt else None,
            deadline.kind,
        )
        for deadline in facts.deadlines
    ]

    assert found == case.dates


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:24])
def test_the_routines_of_a_sentence_are_read_in_full(case: Case) -> None:
    facts = extract_facts(case.sentence, 0, len(case.sentence), case.context)

    found = [(duty.per, duty.times, duty.at_least, duty.subject) for duty in facts.recurring]
    actions = [duty.action for duty in facts.recurring]

    assert found == [routine[:4] for routine in case.routines]
    for action, routine in zip(actions, case.routines, strict=True):
        assert routine[4] in action


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence[:24])
def test_a_sentence_reads_the_same_inside_a_document(case: Case) -> None:
    before, after = "第一条 为了加强管理,制定本办法。\n\n", "\n\n第三条 附则。"
    source = before + case.sentence + after
    alone = extract_facts(case.sentence, 0, len(case.sentence), case.context)

    inside = extract_facts(source, len(before), len(before) + len(case.sentence), case.context)

    for group in GROUPS:
        shifted = [
            (fact.text, fact.start - len(before), fact.end - len(before))
            for fact in getattr(inside, group)
        ]
        assert shifted == [(fact.text, fact.start, fact.end) for fact in getattr(alone, group)]
