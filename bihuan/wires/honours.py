"""What a decision to hold to account and a veto mean for assessments and awards."""

from typing import Any


def draw() -> None:
    """Draw the wires between accountability, assessment and commendation."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accountability import bars
    from bihuan.modules.accountability.flows import AccountabilityFlow, OpinionFlow
    from bihuan.modules.assessment import queries
    from bihuan.modules.assessment.flows import VetoFlow
    from bihuan.modules.commendation import eligibility, nominees
    from bihuan.modules.commendation.flows import CommendationFlow

    eligibility.consult(bars.from_awards)
    eligibility.consult(lambda unit, person, on: [] if person else queries.bars(unit, on))
    when(CommendationFlow.ask, _ask_about_nominees)
    when(OpinionFlow.sign_clear, lambda moved: nominees.answered(moved.matter, clear=True))
    when(OpinionFlow.sign_objection, lambda moved: nominees.answered(moved.matter, clear=False))
    when(AccountabilityFlow.decide, _veto_and_question)
    when(AccountabilityFlow.revoke, _lift)
    when(VetoFlow.decide, _question_vetoed)


def _ask_about_nominees(moved: Any) -> None:
    """Ask every body a list names about every nominee."""
    from bihuan.modules.accountability import opinions
    from bihuan.modules.commendation import nominees

    record = moved.record
    for question in nominees.unasked(record):
        about = question.nominee
        asked = opinions.ask_before_award(
            question.body, about.unit, about.person, wanted=str(record), reply_by=record.reply_by,
            parent=moved.matter, by=moved.by, at=moved.at,
        )  # fmt: skip
        nominees.put(question, asked)


def _veto_and_question(moved: Any) -> None:
    """Let a decision veto the assessment of its unit, and question awards it now bars from."""
    from bihuan.modules.accountability import bars
    from bihuan.modules.accountability.models import Bar
    from bihuan.modules.assessment import vetoes
    from bihuan.modules.commendation import nominees

    record = moved.record
    for window in bars.vetoing(record):
        vetoes.impose(
            record.unit, happened_on=record.happened_on, clause=window.clause,
            says=f"{record.get_event_display()}：{window.says}", since=window.since,
            until=window.until, cause=moved.matter, by=moved.by, at=moved.at,
        )  # fmt: skip
    for bar in moved.matter.bars.filter(what=Bar.What.AWARD).select_related("person", "unit"):
        nominees.question(
            record.unit, bar.person, year=record.happened_on.year,
            why=f"{moved.matter.number} 决定之后有了限制。{bars.said(bar)}", clause=bar.clause,
            by=moved.by, at=moved.at,
        )  # fmt: skip


def _question_vetoed(moved: Any) -> None:
    """Question the awards of a unit that is vetoed."""
    from bihuan.modules.commendation import nominees

    case = moved.record
    nominees.question(
        case.unit, None, year=case.happened_on.year,
        why=f"{moved.matter.number} 一票否决：{case.says}", clause=moved.matter.clause,
        by=moved.by, at=moved.at,
    )  # fmt: skip


def _lift(moved: Any) -> None:
    """Lift the vetoes of a decision that is revoked."""
    from bihuan.modules.assessment import vetoes

    vetoes.lift(moved.matter, because=moved.record.review, by=moved.by, at=moved.at)
