"""双桥（七）（二十九）and its last paragraph: the committee meets, lists, proposes, asks."""

from typing import Any

from django.test import Client

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.models import Motion, Remark, Seat
from tests.journeys import story as tale
from tests.journeys.browser import Answer, Browser
from tests.journeys.matters import make_public, matter, opened, state, step
from tests.journeys.shuangqiao import below, ordered, owned, story
from tests.journeys.story import Story

__all__ = ["story"]

QUARTER = "130802/shuangqiao-2018#committee.quarter"


def home(story: Story) -> str:
    return f"/committees/{story.town.units['双桥区安委会'].pk}"


def quarter() -> Obligation:
    return tale.owed(rule__key=QUARTER, period="2018Q2", holder__name="双桥区安委会")


def planned(story: Story, **given: Any) -> Matter:
    """Let the clerk plan the meeting of the quarter."""
    known = {
        "kind": "plenary", "meets_on": "2018-06-10", "starts_at": "09:00", "venue": "区政府",
        "replies_by": "2018-06-08", "duty": str(quarter().pk),
    }  # fmt: skip
    fields = {f"meeting-{key}": value for key, value in (known | given).items()}
    to = story.clerk.done(f"{home(story)}/meetings/new", **fields)
    return matter(to.rstrip("/").rpartition("/")[2])


def act(browser: Browser, of: Matter, what: str, **given: Any) -> Answer:
    """Send one of the forms on a meeting's page."""
    now = matter(of.number)
    return browser.post(f"/matters/{of.number}/{what}", revision=now.revision, **given)


def held(story: Story) -> Matter:
    """Plan, call and hold the meeting; its minutes wait for the director."""
    story.hour.to("2018-06-01", 10)
    meeting = planned(story)
    assert step(story.clerk, meeting, "call").status == 302
    bureau = story.town.browser("bureau")
    put = act(bureau, meeting, "agenda", **{
        "item-title": "铸造行业专项检查", "item-paper": tale.proof("方案.pdf"),
    })  # fmt: skip
    assert put.status == 302, put.page
    mine = next(one for one in below(meeting, "convocation") if one.unit.name == "双桥区安全监管局")
    assert step(bureau, mine, reply="deputy", attendee="副局长王某").status == 302
    story.hour.to("2018-06-10", 11)
    shut = step(story.clerk, meeting, "hold", "meeting_minutes", "attendance_sheet",
                held_on="2018-06-10", said="听取汇报")  # fmt: skip
    assert shut.status == 409
    assert "没有记录到会情况" in shut.page
    told = {"双桥区安委会": "present", "双桥区安全监管局": "deputy", "双桥区教育局": "absent"}
    rows = meeting.meeting.convocations.select_related("unit")
    came = {f"came-presence{one.pk}": told[one.unit.name] for one in rows}
    assert act(story.clerk, meeting, "attendance", **came).status == 302
    assert act(story.clerk, meeting, "resolutions", **{
        "resolution-says": "铸造企业全面排查", "resolution-holder": "区安监局",
        "resolution-due_on": "2018-07-10",
    }).status == 302  # fmt: skip
    done = step(story.clerk, meeting, "hold", "meeting_minutes", "attendance_sheet",
                held_on="2018-06-10", said="听取汇报")  # fmt: skip
    assert done.status == 302, done.page
    return meeting


def test_the_committees_page_shows_it_on_any_day_and_judges_its_director_by_the_clause(
    story: Story,
) -> None:
    page = story.clerk.get(home(story))
    assert story.town.name("director") in page
    assert "主任不是" not in page
    assert "没有登记组成" in story.clerk.get(home(story), on="2018-05-01")
    assert story.town.browser("works").asked(home(story)).status == 404
    before = Seat.objects.count()
    wrong = story.clerk.post(f"{home(story)}/seats", **{
        "seat-part": "deputy", "seat-unit": "双桥区教育局", "seat-post": "厅长",
        "seat-since": "2018-05-03", "seat-reason": "文件",
    })  # fmt: skip
    assert wrong.status == 422
    assert "登记了的有：主要负责人" in wrong.page
    assert Seat.objects.count() == before


def test_a_meeting_from_its_plan_to_what_the_next_one_asks_first(story: Story) -> None:
    meeting = held(story)
    duty = quarter()
    director = story.town.browser("director")
    early = step(story.clerk, meeting, "sign", chair=story.town.terms["clerk"].person_id)
    assert early.status == 403
    assert quarter().done_at is None
    assert story.clerk.file(f"/matters/{meeting.number}/minutes").startswith(b"PK")
    signed = step(director, meeting, "sign", chair=story.town.terms["director"].person_id)
    assert signed.status == 302, signed.page
    duty.refresh_from_db()
    assert duty.outcome == "on_time"
    record = Fulfilment.objects.get(obligation=duty).record
    assert "双桥区安全监管局（副局长王某，代会）" in record["participants"]
    assert "铸造行业专项检查" in record["topics"]
    [given] = below(meeting, "directive")
    assert given.unit.name == "双桥区安全监管局"
    story.hour.look("2018-07-02")
    again = planned(story, meets_on="2018-07-12", replies_by="2018-07-10", duty="0", kind="special")
    page = story.clerk.get(f"/matters/{again.number}")
    assert "上次会议议定事项落实情况" in page
    assert given.number in page


def test_a_quarter_without_a_meeting_and_a_member_without_a_reply_are_found(story: Story) -> None:
    story.hour.to("2018-06-01", 10)
    meeting = planned(story)
    assert step(story.clerk, meeting, "call").status == 302
    story.hour.look("2018-06-09", "2018-06-12", "2018-06-13")
    silent = next(one for one in below(meeting, "convocation") if one.unit.name == "双桥区教育局")
    owed = Obligation.objects.everywhere("test").get(matter=silent, done_at=None, kind="step")
    assert (owed.step, owed.stage) == ("reply", 2)
    hold = Obligation.objects.everywhere("test").get(matter=meeting, done_at=None, kind="step")
    assert (hold.step, hold.stage) == ("hold", 1)
    story.hour.look("2018-07-01", "2018-07-08")
    assert quarter().stage == 2
    assert "双桥区安委会" in tale.told("warning", quarter().chain)


def corrected_in_vain(story: Story, public: Matter) -> None:
    """Write another text of what is public; the head keeps the one that is."""
    assert step(story.clerk, public, "correct", correction="补充期限").status == 302
    again = {"headline": "挂牌督办公告", "facts": "熔炼炉冷却水无断水报警", "term": "2018-06-20",
             "subject": "铸造厂", "measures": "加装报警", "responsible": "铸造厂",
             "watcher": "区安监局"}  # fmt: skip
    assert step(story.clerk, public, **again).status == 302
    assert step(story.head, public, "keep", opinion="原文无误").status == 302


def missed_by_both(story: Story, listed: Matter) -> None:
    """Let the term pass: no more time, both units summoned, what they missed exposed."""
    story.hour.look("2018-06-21", "2018-06-22")
    works, director = story.town.browser("works"), story.town.browser("director")
    late = step(works, listed, "ask_more", wanted="2018-07-20", wanted_because="缺货")
    assert late.status == 409
    assert "延期应在期限届满前申请" in late.page
    assert step(story.clerk, listed, "fail", opinion="到期没有动工").status == 302
    assert {talk.title for talk in below(listed, "interview")} == {
        "约谈双桥某某铸造厂", "约谈双桥区安全监管局",
    }  # fmt: skip
    shown = {"exposed_on": "2018-06-22", "exposed_in": "区电视台", "again_by": "2018-07-05"}
    assert step(director, listed, "", "exposure", **shown).status == 302


def test_loop_four_a_patrols_hazard_is_listed_published_and_closed_or_exposed(
    story: Story,
) -> None:
    story.hour.to("2018-06-01", 10)
    works, bureau = story.town.browser("works"), story.town.browser("bureau")
    director, clerk = story.town.browser("director"), story.clerk
    patrol = opened(
        clerk, "patrol", unit="双桥某某铸造厂", starts_on="2018-06-01", ends_on="2018-06-02",
        scope="主体责任",
    )  # fmt: skip
    leader = story.town.terms["clerk"].person_id
    assert step(clerk, patrol, led_by=leader, members="两人").status == 302
    told = {"findings": "台账不全", "hazards": "熔炼炉冷却水无断水报警"}
    assert step(clerk, patrol, "", "patrol_report", **told).status == 302
    [listed] = below(patrol, "listing")
    assert listed.title == "双桥某某铸造厂：熔炼炉冷却水无断水报警"
    terms = {"watcher": "区安监局", "demands": "加装报警", "term": "2018-06-20"}
    assert step(story.head, listed, "approve", **terms).status == 403
    assert step(director, listed, "approve", **terms).status == 302
    letter = Letter.objects.everywhere("test").get(matter=listed, kind="listing")
    assert letter.issuer.name == "双桥区安委会"
    checker, anybody = story.town.browser("checker"), Client()
    public = make_public(clerk, checker, story.head, listed)
    page = f"/public/item/{public.number}"
    assert "加装报警" in anybody.get(page).content.decode()
    corrected_in_vain(story, public)
    assert "挂牌督办公告" not in anybody.get(page).content.decode()
    missed_by_both(story, listed)
    assert step(works, listed, "", "listing_rectification", result="已加装").status == 302
    opinion = {"opinion": "现场试验合格"}
    assert step(works, listed, "accept", "listing_acceptance", **opinion).status in (403, 409)
    assert step(bureau, listed, "accept", "listing_acceptance", **opinion).status == 302
    assert step(director, listed, opinion="同意").status == 302
    assert (state(listed), state(public)) == ("delisted", "ending")
    assert step(clerk, public, taken_because="已摘牌").status == 302
    gone = anybody.get(page)
    assert gone.status_code == 410
    assert "已摘牌" in gone.content.decode()


def named_in_circular(story: Story, bureau: Browser, unit: Unit) -> None:
    """Take the system's proposal of a circular up; both units it names answer it."""
    told = f"/motions/circular/{unit.pk}"
    form = story.clerk.shown(told)["form"]
    fields = {
        "open-unit": unit.name, "open-facts": form.initial["facts"], "open-demands": "立即办结",
        "open-reply_by": "2019-03-20", "open-clause": form.fields["clause"].queryset.first().pk,
        "open-others": "双桥区教育局",
    }  # fmt: skip
    assert story.clerk.post(told, **{**fields, "open-unit": "双桥区教育局"}).status == 422
    assert not Motion.objects.exists()
    circular = matter(story.clerk.done(told, **fields).rpartition("/")[2])
    assert step(story.head, circular, "approve").status == 302
    first, second = below(circular, "circular_answer")
    assert step(bureau, first, reply="已加快").status == 302
    assert step(story.town.browser("school-board"), second, reply="已自查").status == 302
    assert step(story.clerk, first, "accept", opinion="属实").status == 302
    shut = step(story.clerk, circular)
    assert shut.status == 409
    assert "双桥区教育局" in shut.page
    assert step(story.clerk, second, "accept", opinion="属实").status == 302
    assert step(story.clerk, circular).status == 302


def test_loop_one_a_policy_task_is_decomposed_reported_supervised_named_and_done(
    story: Story,
) -> None:
    task = owned(story)
    bureau, number = story.town.browser("bureau"), task.matter.number
    part = {"part-unit": "双桥某某铸造厂", "part-says": "先行试点", "part-due_on": "2018-10-31"}
    revision = matter(number).revision
    assert bureau.post(f"/matters/{number}/parts", revision=revision, **part).status == 302
    assert tale.step(bureau, task, plan="三季度出台，年底前上线").status == 302
    assert tale.step(bureau, task, step="report", progress="已起草初稿").status == 302
    assert state(task.matter) == "running"
    asked = opened(
        bureau, "assistance", f"?matter={number}", asked="双桥区安委办", need="协调平台对接",
        by_when="2018-09-01",
    )  # fmt: skip
    assert "正在等双桥区安委办协助" in bureau.get(f"/matters/{number}")
    due = tale.standing(task).current_due
    assert step(story.clerk, asked, "refuse", because="由数据局负责").status == 302
    assert tale.standing(task).current_due == due
    unit = ordered(story, task)
    assert unit.name in story.clerk.get("/motions")
    named_in_circular(story, bureau, unit)
    proof = {"proof-task_result": tale.proof(), "step": "submit", "result": "已上线"}
    assert tale.step(bureau, task, **proof).status == 302
    assert tale.step(story.clerk, task, step="accept", opinion="核对属实").status == 302
    assert state(task.matter) == "done"


def test_loop_eleven_a_proposal_of_the_system_is_a_persons_to_take_up_or_decline(
    story: Story,
) -> None:
    task = owned(story)
    unit = ordered(story, task)
    assert story.town.browser("works").asked("/motions").status == 403
    assert "等您决定" in story.clerk.get("/desk")
    where = f"/motions/interview/{unit.pk}"
    assert "督办后仍未办结" in story.clerk.get(where)
    assert not Matter.objects.everywhere("test").filter(flow="committee.interview").exists()
    empty = story.clerk.post(f"{where}/decline", **{"decline-reason": ""})
    assert empty.status == 422
    assert not Motion.objects.exists()
    story.clerk.done(f"{where}/decline", **{"decline-reason": "已到现场，月底办结"})
    assert story.clerk.asked(where).status == 404
    late = tale.standing(task)
    assert "已到现场，月底办结" in story.clerk.get(f"/obligations/{late.pk}")


def test_a_draft_goes_round_and_every_remark_is_answered(story: Story) -> None:
    story.hour.to("2018-06-01", 10)
    to = story.clerk.done("/matters/new/committee.comments", **{
        "open-name": "约谈办法", "open-due_on": "2018-06-15",
        "open-addressees": "区安监局\n双桥区教育局",
    })  # fmt: skip
    draft = matter(to.rpartition("/")[2])
    bad = story.clerk.post("/matters/new/committee.comments", **{
        "open-name": "约谈办法", "open-due_on": "2018-06-15", "open-addressees": "区安监局\n区某局",
    })  # fmt: skip
    assert bad.status == 422
    assert "区某局" in bad.page
    assert step(story.clerk, draft, "send", "comment_draft").status == 302
    first, second = below(draft, "comment")
    bureau, school = story.town.browser("bureau"), story.town.browser("school-board")
    assert "征求意见稿" in bureau.get(f"/matters/{draft.number}")
    assert bureau.asked(f"/matters/{second.number}").status == 404
    assert step(school, second, "agree", stance="agree").status == 302
    assert step(bureau, first, "comment", words="第五条：改为三日内").status == 302
    [remark] = Remark.objects.all()
    name = f"remarks-verdict-{remark.pk}", f"remarks-because-{remark.pk}"
    bare = act(story.clerk, first, "remarks", **{name[0]: "declined"})
    assert bare.status == 422
    assert "要写明理由" in bare.page
    assert (
        act(story.clerk, first, "remarks", **{name[0]: "declined", name[1]: "上位法五日"}).status
        == 302
    )
    assert step(story.clerk, first).status == 302
    assert "上位法五日" in bureau.get(f"/matters/{first.number}")
    assert story.clerk.file(f"/matters/{draft.number}/handling").startswith(b"PK")
    assert step(story.clerk, draft, "conclude", outcome="采纳零条").status == 302
    assert state(draft) == "closed"
    story.hour.look("2018-06-20")


def test_a_unit_that_does_not_answer_a_draft_is_found(story: Story) -> None:
    story.hour.to("2018-06-01", 10)
    to = story.clerk.done("/matters/new/committee.comments", **{
        "open-name": "通报办法", "open-due_on": "2018-06-15", "open-addressees": "双桥区教育局",
    })  # fmt: skip
    draft = matter(to.rpartition("/")[2])
    assert step(story.clerk, draft, "send", "comment_draft").status == 302
    story.hour.look("2018-06-16", "2018-07-01")
    [silent] = below(draft, "comment")
    owed = Obligation.objects.everywhere("test").get(matter=silent, done_at=None, kind="step")
    assert (owed.holder.name, owed.stage) == ("双桥区教育局", 2)
    shut = step(story.clerk, draft, "conclude", outcome="都没有意见")
    assert shut.status == 409
    assert "双桥区教育局" in shut.page
