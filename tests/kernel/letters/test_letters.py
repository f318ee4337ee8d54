"""A letter has a number and a named signer; once signed its words stay; service is recorded."""

from datetime import timedelta

import pytest

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.letters import frozen, letters
from bihuan.kernel.letters.models import Letter, Series, Service
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.kernel.trace.verify import verify
from tests.kernel import factories
from tests.kernel.factories import AT, DAY
from tests.kernel.letters.county import DUE, SWEEP, draft, office, order, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


def state(letter: Letter):
    """Everything about a letter that may not change when an act is refused."""
    row = Letter.objects.everywhere("test").filter(pk=letter.pk).values().get()
    return (
        row,
        Service.objects.count(),
        Entry.objects.count(),
        Notice.objects.everywhere("t").count(),
    )


def test_an_order_says_who_did_not_do_what_by_when_and_names_its_signer(here):
    letter = order(here)
    assert letter.number == "海安督〔2024〕1号"
    assert (
        letter.title == "关于海丰县应急管理局未按期办结“核查可塘镇重大事故隐患”（逾期10天）的督办单"
    )
    assert letter.body["paragraphs"] == [
        "你单位承担的“核查可塘镇重大事故隐患”期限为2024年3月2日，至2024年3月12日没有办结，已逾期10天。",
        "办结后请将办理结果和佐证报海丰县安委办；不能办结的，请书面说明原因、责任人和办结日期。",
    ]
    assert (letter.signer_post, letter.signer, letter.state) == (here.signing, None, "draft")
    assert [c.unit for c in letter.copies.all()] == [here.town]


def test_a_paragraph_appears_only_when_its_facts_are_known(here):
    document = Document.objects.create(
        key="k",
        title="海丰县安全生产方案",
        place=here.unit.place,
        level="county",
        text="",
        sha256="",
    )
    clause = Clause.objects.create(
        document=document, path="5", no="5", text="", start=0, end=0, position=0
    )
    letter = order(
        here, clause_id=clause.pk, reply_due=AT + timedelta(days=7),
        body={"due": DUE, "quote": "由县安委办下达督办单"},
    )  # fmt: skip
    assert letter.body["paragraphs"][1:4] == [
        "依据：《海丰县安全生产方案》第5条。",
        "条款原文：“由县安委办下达督办单”",
        "请在2024年3月19日前办结。",
    ]


def test_the_same_cause_has_one_letter(here):
    first, again = order(here), order(here)
    assert first == again
    assert Series.objects.get().last == 1


def test_many_letters_take_their_numbers_in_order_and_in_few_queries(
    here, django_assert_max_num_queries
):
    first = order(here, "o1:1")
    drafts = [draft(here, f"o{n}:1") for n in range(1, 41)]
    drafts.append(draft(here, "reply", kind="reply", body={"paragraphs": ["收悉。"]}))
    with django_assert_max_num_queries(20 + 3 * len(drafts)):
        made = letters.draw_up_many(drafts, at=AT, by=SWEEP)
    assert made[0] == first
    assert [m.n for m in made[:40]] == list(range(1, 41))
    assert made[40].number == "海安函〔2024〕1号"


def test_numbers_begin_anew_each_year_in_china(here):
    last_minute = AT.replace(month=12, day=31, hour=15, minute=59)
    old, new = (
        letters.draw_up_many([draft(here, f"c{n}")], at=at, by=SWEEP)[0]
        for n, at in enumerate((last_minute, last_minute + timedelta(minutes=1)))
    )
    assert (old.number, new.number) == ("海安督〔2024〕1号", "海安督〔2025〕1号")


def test_an_issuer_without_a_prefix_or_a_signing_post_is_shown_as_it_is(here):
    letter = order(here, issuer=here.regulator, addressee=here.town, copies=[])
    assert letter.number == "海丰县应急管理局督〔2024〕1号"
    assert letter.signer_post is None
    assert frozen.printed(letter)["post"] == "未指定"


def test_signing_fixes_every_word_and_tells_addressee_and_copies(here):
    letter = signed(here)
    assert (letter.state, letter.signer_id, letter.signed_at) == (
        "signed",
        here.leader.person_id,
        AT,
    )
    here.unit.name = "新名称"
    here.unit.save()
    letter = Letter.objects.everywhere("test").get(pk=letter.pk)
    assert frozen.printed(letter)["issuer"] == "海丰县安委办"
    assert letter.digest == frozen.digest(letter)
    told = Notice.objects.everywhere("test").values_list("unit__name", "urgent")
    assert set(told) == {("海丰县应急管理局", True), ("可塘镇人民政府", False)}
    assert verify().ok


def test_a_substitute_signs_in_the_post_of_the_absent_holder(here):
    deputy = factories.person("林芳")
    term = Term.objects.create(
        post=here.signing, person=deputy, since=DAY, substitute=True, reason="出差"
    )
    letter = letters.sign(order(here), by=factories.viewer_of(term), at=AT)
    assert letter.signer == deputy


def test_nobody_else_signs(here):
    letter = order(here)
    before = state(letter)
    for other in (here.clerk, SWEEP, factories.viewer_in(here.unit, "office_leader")):
        with pytest.raises(NotAllowed, match="由主任签发"):
            letters.sign(letter, by=other, at=AT)
    stranger = factories.viewer_in(here.regulator, "department_leader")
    with pytest.raises((NotAllowed, NotFound)):
        letters.sign(letter, by=stranger, at=AT)
    assert state(letter) == before


def test_an_issuer_that_names_no_signer_cannot_sign_and_says_who_could_name_one(here):
    letter = order(here, issuer=here.regulator, addressee=here.town, copies=[])
    before = state(letter)
    leader = factories.viewer_in(here.regulator, "department_leader")
    with pytest.raises(NotAllowed, match="没有指定签发文书的岗位") as refusal:
        letters.sign(letter, by=leader, at=AT)
    assert refusal.value.can == "海丰县应急管理局维护岗位的人"
    assert state(letter) == before


def test_a_letter_changed_since_the_signer_read_it_is_not_signed(here):
    read = order(here)
    letters.revise(
        read, title="关于核查的督办单", paragraphs=["请核查。", " "], by=here.clerk, at=AT
    )
    before = state(read)
    with pytest.raises(WrongState, match="打开后改过"):
        letters.sign(read, by=here.leader, at=AT)
    assert state(read) == before
    fresh = Letter.objects.everywhere("test").get(pk=read.pk)
    assert fresh.body["paragraphs"] == ["请核查。"]
    assert letters.sign(fresh, by=here.leader, at=AT).title == "关于核查的督办单"


def test_a_signed_letter_is_not_revised_or_signed_again(here):
    letter = signed(here)
    before = state(letter)
    with pytest.raises(WrongState, match="已签发，不能修改"):
        letters.revise(letter, title="x", paragraphs=["y"], by=here.clerk, at=AT)
    with pytest.raises(WrongState, match="已签发，不能签发"):
        letters.sign(letter, by=here.leader, at=AT)
    assert state(letter) == before


def serve(here, letter, **facts):
    """Serve a letter on its addressee an hour after it was signed."""
    later = AT + timedelta(hours=1)
    given = {"unit": here.regulator, "recipient": "王强", "served_at": later, "at": later} | facts
    return letters.serve(letter, by=here.clerk, **given)


def test_service_says_who_took_it_when(here):
    letter = signed(here)
    copy = serve(here, letter, unit=here.town, recipient="蔡文远")
    letter.refresh_from_db()
    assert (copy.server_id, letter.state) == (here.clerk.person_id, "signed")
    made = serve(here, letter)
    letter.refresh_from_db()
    assert (made.recipient, made.at, made.refused) == ("王强", AT + timedelta(hours=1), False)
    assert letter.state == "served"
    assert verify().ok


def test_a_refusal_is_recorded_and_may_be_followed_by_acceptance(here):
    letter = signed(here)
    assert serve(here, letter, refused=True).refused
    assert not serve(here, letter).refused
    before = state(letter)
    with pytest.raises(WrongState, match="已送达海丰县应急管理局"):
        serve(here, letter)
    assert state(letter) == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"recipient": "  "}, "recipient"),
        ({"served_at": AT - timedelta(seconds=1)}, "served_at"),
        ({"served_at": AT + timedelta(hours=2)}, "served_at"),
    ],
)
def test_a_service_that_cannot_be_is_refused(here, facts, field):
    letter = signed(here)
    before = state(letter)
    with pytest.raises(Invalid) as refusal:
        serve(here, letter, **facts)
    assert refusal.value.field == field
    assert state(letter) == before


def test_a_unit_that_is_neither_addressee_nor_copied_is_not_served(here):
    letter = signed(here, copies=[])
    before = state(letter)
    with pytest.raises(Invalid, match="不是.*主送或抄送单位"):
        serve(here, letter, unit=here.town)
    assert state(letter) == before


def test_a_draft_is_not_served(here):
    letter = order(here)
    before = state(letter)
    with pytest.raises(WrongState, match="待签发，不能送达"):
        serve(here, letter)
    assert state(letter) == before


def test_a_cancelled_letter_keeps_its_number(here):
    letter = letters.cancel(order(here), reason="已办结", by=SWEEP, at=AT)
    assert (letter.state, letter.cancelled_because) == ("cancelled", "已办结")
    assert order(here, "next").number == "海安督〔2024〕2号"


def test_cancelling_needs_a_reason_a_person_once_signed_and_comes_before_service(here):
    letter = order(here)
    before = state(letter)
    with pytest.raises(Invalid, match="原因"):
        letters.cancel(letter, reason=" ", by=here.leader, at=AT)
    with pytest.raises(NotAllowed):
        letters.cancel(letter, reason="重复", by=here.clerk, at=AT)
    assert state(letter) == before
    letters.sign(letter, by=here.leader, at=AT)
    with pytest.raises(WrongState, match="已签发，不能作废"):
        letters.cancel(letter, reason="重复", by=SWEEP, at=AT)
    serve(here, letter)
    before = state(letter)
    with pytest.raises(WrongState, match="已送达，不能作废"):
        letters.cancel(letter, reason="重复", by=here.leader, at=AT)
    assert state(letter) == before


def test_a_person_draws_up_letters_of_the_own_unit_only(here):
    with pytest.raises(NotAllowed, match="只有海丰县应急管理局能起草"):
        letters.draw_up_many([draft(here, issuer=here.regulator)], at=AT, by=here.clerk)
    assert Series.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"kind": "memo"}, "没有“memo”这种文书"),
        ({"kind": "reply", "body": {}}, "还没有正文"),
        ({"kind": "reply", "body": {"paragraphs": ["x"]}, "title": ""}, "标题应为"),
        ({"kind": "reply", "body": {"paragraphs": ["x"]}, "title": "长" * 241}, "标题应为"),
    ],
)
def test_a_letter_without_kind_words_or_title_takes_no_number(here, facts, says):
    with pytest.raises(Invalid, match=says):
        order(here, **facts)
    assert Series.objects.count() == Letter.objects.everywhere("test").count() == 0


def test_a_draft_is_seen_by_its_issuer_and_a_signed_letter_by_all_named_in_it(here):
    def seers():
        return [
            v.label.split()[0]
            for v in (here.clerk, *named)
            if Letter.objects.visible_to(v).exists()
        ]

    named = [factories.viewer_in(u, "safety_officer") for u in (here.regulator, here.town)]
    letter = order(here)
    assert seers() == ["海丰县安委办"]
    letters.sign(letter, by=here.leader, at=AT)
    assert seers() == ["海丰县安委办", "海丰县应急管理局", "可塘镇人民政府"]
