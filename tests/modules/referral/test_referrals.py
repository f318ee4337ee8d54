"""What is handed over: with proofs, by a letter, answered in time, refused with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.referral import queries
from bihuan.modules.referral.flows import CrimeFlow, ReferralFlow
from tests.modules.accountability.conftest import DAY
from tests.modules.referral.conftest import Place
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County, moment
from tests.walks import walks

FLOWS: tuple[type[Flow], ...] = (ReferralFlow, CrimeFlow)
WALKS = [(flow, walk) for flow in FLOWS for walk in walks(flow)]
REPLY = "referral_reply"


def owed(matter: Matter) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, done_at=None)


def test_each_walk_ends_with_nothing_owed(here: Place):
    county = County(here.place, here.units["office"], here.units["bureau"], here.units["firm"])
    for flow, walk in WALKS:
        matter, at = here.refer(flow), DAY
        for step in walk:
            here.sign(matter)
            fields: dict[str, Any] = {}
            if "recipient" in step.asks:
                fields["recipient"] = here.units["police"]
            if "check_by" in step.asks:
                fields["check_by"] = (at + timedelta(days=9)).date()
            perform(matter, step, county, at, **fields)
            at += timedelta(hours=1)
        open_ = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not open_.exists(), [one.name for one in walk]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_the_walks_take_every_step(flow: type[Flow]):
    taken: set[Step] = {step for of, walk in WALKS if of is flow for step in walk}
    assert taken == set(flow.steps.values())


def test_the_letter_lists_every_proof_with_its_digest(here: Place):
    matter = here.sent(here.refer())
    letter = Letter.objects.everywhere("test").get(matter=matter)
    proof = Evidence.objects.get(chain=matter.chain)
    assert any(proof.sha256 in line for line in letter.body["paragraphs"])
    assert letter.addressee == here.units["police"]


def test_a_recipient_that_signs_in_answers_itself_and_owes_the_receipt(here: Place):
    here.police_sign_in()
    matter = here.sent(here.refer())
    due = owed(matter)
    assert (due.holder, due.current_due) == (here.units["police"], end_of(date(2025, 3, 10)))
    before = snapshot()
    with pytest.raises(NotAllowed, match="双桥区公安局"):
        here.take(matter, "accept", "bureau-c", reply="张某签收")
    assert snapshot() == before
    matter = here.take(matter, "accept", "police-c", REPLY, reply="张某签收")
    assert here.take(matter, "report", "police-c", REPLY, result="已处罚").state == "done"


def test_for_a_recipient_without_sign_in_the_sender_enters_the_answer_by_its_letter(here: Place):
    matter = here.sent(here.refer())
    assert owed(matter).holder == here.units["bureau"]
    with pytest.raises(ProofMissing, match="回执、复函或者通知书"):
        here.take(matter, "accept", "bureau-c", reply="张某签收")
    assert here.take(matter, "accept", "bureau-c", REPLY, reply="张某签收").state == "accepted"


def test_nothing_goes_out_before_the_letter_is_signed_nor_is_it_approved_by_who_wrote_it(
    here: Place,
):
    matter = here.take(here.refer(by="bureau-l"), "submit", "bureau-c", "referral_evidence")
    before = snapshot()
    with pytest.raises(NotAllowed, match="本人"):
        here.take(matter, "approve", "bureau-l")
    other = here.take(here.refer(), "submit", "bureau-c", "referral_evidence")
    other = here.take(other, "approve", "bureau-l")
    with pytest.raises(ProofMissing, match="还没有签发"):
        here.take(other, "hand_over", "bureau-c")
    matter.refresh_from_db()
    assert matter.state == "drafted"
    assert len(snapshot()[0]) == len(before[0]) + 1


def test_a_department_without_power_to_punish_urges_before_it_refers(here: Place):
    matter = here.refer(by="trade-c", kind="case", recipient=here.units["bureau"])
    matter = here.take(matter, "submit", "trade-c", "referral_evidence")
    before = snapshot()
    with pytest.raises(ProofMissing, match="先督促整改"):
        here.take(matter, "approve", "trade-l")
    assert snapshot() == before
    urged = here.refer(
        by="trade-c", kind="case", recipient=here.units["bureau"], urged="3月1日书面督促，未整改"
    )
    urged = here.take(urged, "submit", "trade-c", "referral_evidence")
    assert here.take(urged, "approve", "trade-l").state == "approved"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"subject": None}, "至少写一个"),
        ({"reply_by": date(2025, 3, 1)}, "已经过了"),
        ({"result_by": date(2025, 3, 5)}, "不能早于回执期限"),
    ],
)
def test_a_referral_about_nobody_or_with_dates_the_wrong_way_round_is_refused(
    here: Place, given: dict[str, Any], says: str
):
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        here.refer(**given)
    with pytest.raises(Invalid, match="接收单位是本单位"):
        here.refer(recipient=here.units["bureau"])
    assert snapshot() == before


def test_the_police_have_three_days_and_a_complex_case_thirty_at_most(here: Place):
    here.police_sign_in()
    matter = here.sent(here.refer(CrimeFlow))
    matter = here.take(matter, "receive", "police-c", REPLY, reply="张某签收")
    assert owed(matter).current_due == end_of(date(2025, 3, 6))
    with pytest.raises(Invalid, match="30 日"):
        here.take(matter, "prolong", "police-c", checking="要鉴定", check_by=date(2025, 5, 1))
    matter = here.take(matter, "prolong", "police-c", checking="要鉴定", check_by=date(2025, 3, 20))
    assert owed(matter).current_due == end_of(date(2025, 3, 20))


def test_a_refusal_is_reviewed_then_supervised_by_the_procuratorate(here: Place):
    here.police_sign_in()
    matter = here.sent(here.refer(CrimeFlow))
    matter = here.take(matter, "receive", "police-c", REPLY, reply="签收")
    matter = here.take(matter, "decline", "police-c", REPLY, refused_because="情节显著轻微")
    assert owed(matter).holder == here.units["bureau"]
    matter = here.take(matter, "review", "bureau-c", objection="一人重伤，已达追诉标准")
    matter = here.take(matter, "uphold", "police-c", REPLY, refused_because="维持")
    matter = here.take(
        matter, "supervise", "bureau-c", objection="应当立案", procuratorate="双桥区人民检察院"
    )
    matter = here.take(
        matter, "docket_after_supervision", "bureau-c", REPLY, supervised="要求说明理由后立案",
        docketed="双公立字〔2025〕9号",
    )  # fmt: skip
    matter = here.take(matter, "surrender", "bureau-c", "referral_handover", handed="记录仪一台")
    assert here.take(matter, "report", "police-c", REPLY, result="移送审查起诉").state == "done"


def test_the_register_shows_each_referral_to_its_parties_only(here: Place):
    here.police_sign_in()
    matter = here.sent(here.refer())
    for key, sees in (("bureau-c", True), ("clerk", True), ("police-c", True), ("owner", False),
                      ("trade-c", False)):  # fmt: skip
        rows = queries.listed(here.viewer(key, moment("2025-03-04")))
        assert [row.matter_id for row in rows] == ([matter.pk] if sees else []), key
    assert queries.listed(here.viewer("clerk"), q="铸造", kind="clue", open=True).exists()
    assert not queries.listed(here.viewer("clerk"), kind="crime").exists()


def test_what_was_sent_to_the_wrong_organ_goes_out_again_by_a_new_letter(here: Place):
    crime = here.take(here.sent(here.refer(CrimeFlow)), "not_ours", "bureau-c", REPLY,
                      refused_because="应由市公安局管辖")  # fmt: skip
    clue = here.take(here.sent(here.refer()), "decline", "bureau-c", REPLY,
                     refused_because="不属本局职责")  # fmt: skip
    before = snapshot()
    with pytest.raises(Invalid, match="接收单位是本单位"):
        here.take(crime, "send_again", "bureau-c", recipient=here.units["bureau"])
    assert snapshot() == before
    later = {"objection": "归口办理", "reply_by": date(2025, 3, 20), "result_by": date(2025, 4, 20)}
    for matter, given in ((crime, {}), (clue, later)):
        moved = here.take(matter, "send_again", "bureau-c", recipient=here.units["trade"], **given)
        letters = Letter.objects.everywhere("test").filter(matter=moved)
        assert [one.addressee.name for one in letters.order_by("pk")] == [
            "双桥区公安局", "双桥区商务局",
        ]  # fmt: skip
        with pytest.raises(ProofMissing, match="还没有签发"):
            here.take(moved, "hand_over_again", "bureau-c")
        here.sign(moved)
        assert here.take(moved, "hand_over_again", "bureau-c").state == "sent"
