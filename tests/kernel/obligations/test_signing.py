"""The duty to sign ends with the signature or the cancelling, and only for the issuer."""

import pytest

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import assignments, changes, extensions, fulfilments, signing
from bihuan.kernel.obligations.climbing import BY
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.pauses import pause_unit, resume_unit
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.trace import verify

from .conftest import due_on, moment

RECORD = {"way": "到场", "place": "车间", "participants": "班长", "findings": "已整改"}


def duty():
    return Obligation.objects.everywhere("test").get(kind="sign")


@pytest.fixture
def drawn_up(county):
    """An overdue obligation for which the office's letter waits for the leader's signature."""
    county.office = county.unit("县安委办", "committee_office", place=county.county)
    county.leader = county.person(county.office, "office_leader")
    county.office.posts.filter(pk=county.leader.post_id).update(signs=True)
    county.firm = county.unit("公司")
    county.suggested = county.ladder({"after_hours": 0, "stage": 1}, derived="小时数为建议值")
    county.suggested.key = "CN/suggested#sign"
    county.suggested.save()
    for field, value in (("ladder", True), ("due", 48)):
        assignments.decide(
            county.suggested.key, field, value, place=county.county, reason="纪要",
            by=county.leader, at=moment("2025-01-02"),
        )  # fmt: skip
    rung = {"after_hours": 0, "stage": 3, "letter": "supervision_order"}
    county.obligation(county.firm, due_on("2025-03-31"), ladder=county.ladder(rung))
    sweep(moment("2025-04-01"))
    county.letter = Letter.objects.everywhere("test").get()
    return county


def test_the_hours_somebody_set_bind_the_signature_and_its_post_is_named(drawn_up):
    assert duty().current_due == moment("2025-04-03")
    assert duty().post_id == drawn_up.leader.post_id
    assert sweep(moment("2025-04-04")).moved == 1


def test_signing_settles_the_duty_in_the_signers_name(drawn_up):
    signing.sign(drawn_up.letter, by=drawn_up.leader, at=moment("2025-04-02"))
    assert (duty().outcome, duty().done_at) == ("on_time", moment("2025-04-02"))


def test_another_post_signs_nothing_and_the_duty_stays(drawn_up):
    clerk = drawn_up.person(drawn_up.office, "office_clerk")
    with pytest.raises(NotAllowed):
        signing.sign(drawn_up.letter, by=clerk, at=moment("2025-04-02"))
    assert duty().done_at is None


def test_cancelling_settles_it_too_and_the_number_stays(drawn_up):
    signing.cancel(drawn_up.letter, reason="已整改", by=drawn_up.leader, at=moment("2025-04-09"))
    drawn_up.letter.refresh_from_db()
    assert (drawn_up.letter.state, drawn_up.letter.n) == (Letter.State.CANCELLED, 1)
    assert duty().outcome == "late"


def late():
    return Obligation.objects.everywhere("test").exclude(kind="sign").get()


def test_what_is_met_before_the_signature_withdraws_the_letter_and_its_number_stays(drawn_up):
    worker = drawn_up.person(drawn_up.firm, "enterprise_principal")
    fulfilments.fulfil(
        late(), mode="done", happened_at=moment("2025-04-02"), record=RECORD,
        by=worker, at=moment("2025-04-02"), revision=late().revision,
    )  # fmt: skip
    drawn_up.letter.refresh_from_db()
    assert (drawn_up.letter.state, drawn_up.letter.cancelled_because, drawn_up.letter.n) == (
        Letter.State.CANCELLED, "事由已消除", 1,
    )  # fmt: skip
    assert duty().outcome == "lapsed"
    assert verify.verify().findings == []


def test_more_time_withdraws_the_letter_that_nobody_signed(drawn_up):
    boss = drawn_up.person(drawn_up.firm, "enterprise_principal")
    asked = extensions.ask(
        late(), to_due=due_on("2025-05-31"), reason="停电", by=boss, at=moment("2025-04-02")
    )
    extensions.decide(
        asked, granted=True, opinion="同意", by=drawn_up.leader, at=moment("2025-04-03")
    )
    drawn_up.letter.refresh_from_db()
    assert drawn_up.letter.state == Letter.State.CANCELLED
    assert (late().done_at, duty().outcome) == (None, "lapsed")
    assert verify.verify().findings == []


def test_many_that_end_at_once_withdraw_their_letters_and_a_signed_one_stays(drawn_up):
    signing.sign(drawn_up.letter, by=drawn_up.leader, at=moment("2025-04-02"))
    other = drawn_up.obligation(drawn_up.unit("另一公司"), due_on("2025-03-31"),
                                ladder=late().ladder)  # fmt: skip
    sweep(moment("2025-04-03"))
    everything = Obligation.objects.everywhere("test").exclude(kind="sign")
    changes.end_all(everything, Outcome.VOID, reason="规则变更", by=BY, at=moment("2025-04-04"))
    states = Letter.objects.everywhere("test").order_by("n").values_list("state", flat=True)
    assert list(states) == [Letter.State.SIGNED, Letter.State.CANCELLED]
    other.refresh_from_db()
    assert other.outcome == "void"
    assert verify.verify().findings == []


def test_only_checks_pause_and_only_with_a_reason_and_once(county):
    bureau = county.unit("县应急局", "regulator", place=county.county)
    firm = county.unit("公司", supervisor=bureau)
    boss = county.person(bureau, "department_leader")
    step = county.obligation(firm, due_on("2025-03-31"))
    check = county.obligation(firm, due_on("2025-03-31"), kind="periodic")
    late = county.obligation(firm, due_on("2025-01-31"), kind="periodic")
    with pytest.raises(Invalid):
        pause_unit(firm, reason="", by=boss, at=moment("2025-03-01"))
    worker = county.person(firm, "worker")
    with pytest.raises(NotAllowed):
        pause_unit(firm, reason="检修", by=worker, at=moment("2025-03-01"))
    pause_unit(firm, reason="检修", by=boss, at=moment("2025-03-01"))
    with pytest.raises(WrongState):
        pause_unit(firm, reason="检修", by=boss, at=moment("2025-03-02"))
    paused = Obligation.objects.everywhere("test").filter(paused_at__isnull=False)
    assert list(paused) == [check]
    resume_unit(firm, by=boss, at=moment("2025-03-10"))
    assert not paused.all().exists()
    with pytest.raises(WrongState):
        resume_unit(firm, by=boss, at=moment("2025-03-11"))
    for row in (step, check, late):
        row.refresh_from_db()
        assert row.done_at is None
