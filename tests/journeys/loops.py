"""Closed loops of 双桥 (1, 4, 8 to 10) and of 七台河 (11), walked in a browser from both sides."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accountability.models import Bar
from bihuan.modules.assessment.models import Result
from bihuan.modules.committee.models import Motion
from tests.journeys import story as tale
from tests.journeys.matters import make_public, state, step
from tests.journeys.seats import PHONE, Seat
from tests.journeys.shuangqiao import below, ordered, owned
from tests.journeys.story import Story
from tests.journeys.town import department

REPORT = "130802/shuangqiao-2018#duty_report.half"
LED = "130802/shuangqiao-2018#led.month"
CRITERIA = "责任按期办结；过程；60；按期办结率\n事故控制；结果；40；评分"
GRADES = "优秀；90\n合格；60\n不合格；0；取消评优"
Seats = Callable[..., AbstractContextManager[list[Seat]]]


def filed() -> Obligation:
    """Return the duty report that the bureau's principal owes for the half year."""
    return tale.owed(rule__key=REPORT, period="2018-H1", holder__name="双桥区安全监管局")


def loop_eight_is_filed_and_read(story: Story, seats: Seats) -> None:
    """A duty report is filed on a phone, and read by who watches."""
    story.hour.to("2018-06-25", 10)
    due, home = filed(), f"/obligations/{filed().pk}"
    principal = str(story.town.terms["bureau"].person_id)
    with seats("bureau", "clerk", "works", size=PHONE) as (bureau, clerk, works):
        works.is_turned_away(home)
        clerk.open(home).lacks("提交办理记录").sees("由双桥区安全监管局办理")
        bureau.open(home).fill(led_by=principal, happened_at="2018-6-25 9:05").press()
        bureau.is_refused("还没有填写", "另外还要上传：履职报告")
        due.refresh_from_db()
        assert (due.done_at, due.revision) == (None, 0)
        bureau.fill(recipient="双桥区安委会", sent_by="书面，2018-06-25", findings="上半年履职情况")
        bureau.fill(履职报告="履职报告.pdf").press().sees("这项责任已办结", "履职报告.pdf")
        clerk.open(home).sees("已办结", "上半年履职情况", "履职报告.pdf").lacks("提交办理记录")
    due.refresh_from_db()
    assert (due.outcome, due.fulfilments.get().led_by_id) == ("on_time", int(principal))


def loop_eight_is_missed_by_both_sides(story: Story, seats: Seats) -> None:
    """Nobody files, nobody asks for it; both are found."""
    story.hour.look("2018-07-01", "2018-07-16", "2018-07-31", "2018-08-20")
    late = filed()
    idle = tale.supervision(late)
    assert (late.stage, idle.holder) == (3, late.supervisor)
    assert idle.stage >= 1, "the failure of who watches is itself watched"
    with seats("bureau", "clerk", "works") as (bureau, clerk, works):
        works.is_turned_away(f"/obligations/{idle.pk}")
        bureau.open(f"/obligations/{idle.pk}").lacks("提交办理记录")
        clerk.open(f"/obligations/{idle.pk}").sees("督办的是", "双桥区安全监管局").press()
        clerk.is_refused("还没有填写“怎样督办的”")
        clerk.fill(happened_at="2018年8月20日 8:00", way="电话", findings="答应本周内报送").press()
        clerk.sees("这项责任已办结")
        bureau.open(f"/obligations/{late.pk}").sees("逾期", "督办")
    late.refresh_from_db()
    assert late.done_at is None


def loop_one_is_given_supervised_and_done(story: Story, seats: Seats) -> None:
    """A task is given, supervised and done late, and its supervisor is watched."""
    task = tale.task("各行业领域主管部门", "16")
    home = f"/matters/{task.matter.number}"
    with seats("clerk", "head", "bureau", "works") as (clerk, head, bureau, works):
        works.is_turned_away(home)
        bureau.is_turned_away(home)
        clerk.open(home).sees("先指定责任单位").fill(**{"owner-unit": "监管"})
        clerk.press("指定", within="#owner")
        clerk.is_refused("没有找到“监管”", "是不是双桥区安全监管局")
        clerk.fill(**{"owner-unit": "区安监局", "owner-reason": "会议议定"})
        clerk.press("指定", within="#owner")
        clerk.sees("已交给它办理", "改为：双桥区安全监管局", "理由：会议议定")
        bureau.open("/inbox").sees("指定由双桥区安全监管局办理")
        bureau.open(home).fill(plan="三季度出台，年底前上线").press().sees("报送工作方案")
        clerk.open(home).lacks("提交")
        story.hour.look("2019-01-01", "2019-01-16", "2019-01-31")
        late = tale.standing(task)
        letter = f"/letters/{tale.order(late).pk}"
        clerk.open(letter).lacks("签发").sees("等双桥区安委办主任签发")
        head.open(letter).press("我看过了，签发").sees("签发后不能收回").press("签发")
        head.sees("未送达")
        story.hour.look("2019-03-01")
        clerk.open(f"/obligations/{tale.supervision(late).pk}").sees("逾期")
        bureau.open(home).fill(step="submit", result="已上线").press()
        bureau.is_refused()
        assert state(task.matter) == "running"
        bureau.fill(task_result="成果.pdf").press().sees("报请验收")
        bureau.lacks("提交")
        clerk.open(home).fill(step="accept", opinion="核对属实").press().sees("已办结")
    late.refresh_from_db()
    assert (state(task.matter), late.outcome) == ("done", "late")


def loop_eleven_is_proposed_by_a_person(story: Story, seats: Seats) -> None:
    """A miss that outlives its order is a talk that a person proposes."""
    unit = ordered(story, owned(story))
    where = f"/motions/interview/{unit.pk}"
    with seats("clerk", "head", "bureau", "works") as (clerk, head, bureau, works):
        works.is_turned_away("/motions")
        bureau.open("/motions").sees("系统提请").lacks("安全生产约谈")
        clerk.open("/motions").sees(unit.name)
        clerk.open(where).press("不提请", within="#decline").is_refused("还没有填写")
        assert not Motion.objects.exists()
        clerk.open(where).fill(**{"open-reason": ""}).press("提出约谈").is_refused("还没有填写")
        assert not Matter.objects.everywhere("test").filter(flow="committee.interview").exists()
        clerk.fill(**{"open-reason": "督办后没有动"}).press("提出约谈").sees("现在轮到谁")
        talk = Matter.objects.everywhere("test").get(flow="committee.interview")
        clerk.open("/motions").sees("系统提请")
        head.open(f"/matters/{talk.number}").sees("这一步")
    assert Motion.objects.get(kind="interview").matter == talk


def loop_four_is_listed_missed_exposed_and_closed(story: Story, seats: Seats) -> None:
    """What a patrol found is listed, missed, exposed and closed."""
    story.hour.to("2018-06-01", 10)
    leader = str(story.town.terms["clerk"].person_id)
    with seats("clerk", "director", "bureau", "works") as (clerk, director, bureau, works):
        works.is_turned_away("/matters/new/committee.patrol")
        clerk.open("/matters/new/committee.patrol").fill(
            unit="双桥某某铸造厂", starts_on="2018-06-01", ends_on="2018-06-02", scope="主体责任",
        )  # fmt: skip
        grounds(clerk).press().sees("这一步")
        patrol = Matter.objects.everywhere("test").get(flow="committee.patrol")
        clerk.fill(led_by=leader, members="两人").press().sees("巡查报告")
        clerk.fill(findings="台账不全", hazards="熔炼炉冷却水无断水报警").press()
        clerk.is_refused()
        clerk.fill(patrol_report="报告.pdf").press().sees("下级事项")
        [listed] = below(patrol, "listing")
        home = f"/matters/{listed.number}"
        bureau.open(home).lacks("提交")
        director.open(home).fill(
            step="approve", watcher="区安监局", demands="加装报警", term="2018-06-20"
        ).press().sees("现在轮到谁")  # fmt: skip
        make_public(story.clerk, story.town.browser("checker"), story.head, listed)
        clerk.open(home).sees("已公开")
        story.hour.look("2018-06-21", "2018-06-22")
        works.open(home).fill(step="ask_more", wanted="2018-07-20", wanted_because="缺货").press()
        works.is_refused("延期应在期限届满前申请")
        clerk.open(home).fill(opinion="到期没有动工").press().sees("约谈双桥")
        director.open(home).fill(exposed_on="2018-06-22", exposed_in="区电视台",
                                 again_by="2018-07-05", exposure="曝光.pdf").press()  # fmt: skip
        director.sees("现在轮到谁")
        works.open(home).fill(result="已加装", listing_rectification="整改.pdf").press()
        works.sees("现在轮到谁").lacks("提交")
        bureau.open(home).fill(
            step="accept", opinion="现场试验合格", listing_acceptance="验收.pdf"
        ).press().sees("现在轮到谁")  # fmt: skip
        director.open(home).fill(opinion="同意").press().sees("已办结")
    talks = {talk.title for talk in below(listed, "interview")}
    assert talks == {"约谈双桥某某铸造厂", "约谈双桥区安全监管局"}
    assert state(listed) == "delisted"


def loop_nine_is_scored_appealed_and_stands(story: Story, seats: Seats) -> None:
    """A department is assessed, its assessor is late and found, the appeal heard."""
    story.hour.to("2018-06-01", 10)
    with seats("clerk", "head", "bureau", "works") as (clerk, head, bureau, works):
        works.is_turned_away("/matters/new/assessment.scheme")
        clerk.open("/matters/new/assessment.scheme").fill(
            name="部门考核办法", subjects="departments", criteria="甲；过程", grades=GRADES
        )  # fmt: skip
        grounds(clerk).press().is_refused("第 1 行应写成")
        assert not Matter.objects.everywhere("test").filter(flow="assessment.scheme").exists()
        clerk.fill(criteria=CRITERIA).press().sees("这一步")
        scheme = Matter.objects.everywhere("test").get(flow="assessment.scheme")
        home = f"/matters/{scheme.number}"
        head.open(home).fill(step="approve", next_on="2018-06-04").press().sees("现在轮到谁")
        clerk.open(home).fill(period="2018-05", self_by="2018-06-06", score_by="2018-06-10",
                              next_on="2018-07-05").press().sees("下级事项")  # fmt: skip
        result = Result.objects.select_related("matter").get(unit__name="双桥区安全监管局")
        home = f"/matters/{result.matter.number}"
        bureau.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        bureau.open(home).fill(self_points="98", statement="全部做到").press().lacks("录入")
        story.hour.look("2018-06-11", "2018-06-14", "2018-06-26")
        late = tale.owed(matter=result.matter, step="score")
        assert (late.holder, late.stage) == (story.town.units["双桥区安委办"], 2)
        assert tale.supervision(late).holder == story.town.units["双桥区安委会"]
        clerk.open(home).fill(step="score", opinion="已核", assessment_basis="底稿.pdf").press()
        clerk.is_refused("未取数")
        scored(clerk.open(home), 1, absent="on", says="本期没有到期的责任")
        scored(clerk, 2, points="36", says="查阅台账")
        rows = f"/assessments/{result.matter.number}/rows/1"
        clerk.reads_well(home, "/assessments", rows)
        clerk.open(home).fill(step="score", opinion="已核", assessment_basis="底稿.pdf").press()
        clerk.sees("现在轮到谁")
        head.open(home).fill(step="approve", appeal_by="2018-07-01", settle_by="2018-07-05").press()
        head.sees("现在轮到谁")
        bureau.open(home).sees("90.00 分").press().is_refused("还没有填写")
        bureau.fill(appeal="事故不在本辖区").press().sees("现在轮到谁").lacks("提交")
        head.open(home).fill(step="uphold", answer="核对属实，维持").press().sees("已办结")
        clerk.open("/assessments").sees("90.00")
    assert state(result.matter) == "final"


def scored(seat: Seat, number: int, **given: str) -> None:
    """Enter the score of one line by its form."""
    seat.press(within=f"details:has([name=score{number}-says])", name="：")
    seat.fill(**{f"score{number}-{name}": value for name, value in given.items()})
    seat.press("录入", within=f"details:has([name=score{number}-says])").sees(given["says"])


def loop_ten_is_decided_and_bars_until_it_ends(story: Story, seats: Seats) -> None:
    """A duty missed in spite of its order costs a post; who decides late is found; a bar ends."""
    town, office = story.town, story.town.units["双桥区安委办"]
    party = town.unit("双桥区委", "party_committee", office)
    town.staff("secretary", party, "副书记", "leader", signs=True)
    department(town, "organisation", "双桥区委组织部")
    story.hour.look("2018-06-01", "2018-06-08")
    names = ("clerk", "mayor", "secretary", "organisation", "works")
    with seats(*names) as (clerk, mayor, secretary, organisation, works):
        works.is_turned_away("/matters/new/accountability.case")
        case = charged(clerk, town.name("mayor"))
        home = f"/matters/{case.number}"
        works.is_turned_away(home)
        mayor.open(home).fill(answer=" ").press().is_refused("还没有填写")
        mayor.fill(answer="当月住院，已委托副镇长").press().lacks("提交")
        owed = tale.owed(matter=case, step="decide")
        story.hour.look("2018-07-01", "2018-07-14")
        owed.refresh_from_db()
        assert (owed.stage, tale.supervision(owed).holder) == (2, office)
        secretary.open(home).fill(
            step="decide", measure="removed", liability="leading", effective_on="2018-07-14",
            execute_by="2018-07-31", reasons="清单列明每月带队检查，当月没有记录",
            organisation="双桥区委组织部",
        ).press().sees("由此产生的限制")  # fmt: skip
        letter = Letter.objects.everywhere("test").get(matter=case)
        assert [copy.unit.name for copy in letter.copies.all()] == ["双桥区委组织部"]
        secretary.open(f"/letters/{letter.pk}").press("我看过了，签发").press("签发").sees("未送达")
        clerk.open(home).fill(executed="已免职", accountability_executed="凭据.pdf").press()
        clerk.sees("由此产生的限制")
        barred_for_a_year(clerk, organisation, story)
        assert town.name("mayor") not in works.client.get("/bars")
    assert step(story.clerk, case, "archive").status == 302


def charged(clerk: Seat, name: str) -> Matter:
    """Propose a case from the duty the mayor missed; a name nobody bears is refused."""
    late = tale.owed(rule__key=LED, period="2018-05", slot="government")
    clerk.open(f"/matters/new/accountability.case?of={late.pk}").sees("至今未办结").fill(
        unit=late.holder.name if late.holder else "", name="赵无此人", event="duty",
        happened_on="2018-06-05", facts="五月没有带队检查，督办后仍未补办", proposed="removed",
        decider="双桥区委", answer_by="2018-06-15", decide_by="2018-06-28", clause=clause("31"),
    ).press().is_refused("没有叫")  # fmt: skip
    assert not Matter.objects.everywhere("test").filter(flow="accountability.case").exists()
    clerk.fill(name=name).press().sees("对照清单和台账")
    return Matter.objects.everywhere("test").get(flow="accountability.case")


def barred_for_a_year(clerk: Seat, organisation: Seat, story: Story) -> None:
    """Let the mayor be proposed while his bar runs, and again on the day it has ended."""
    name = story.town.name("mayor")
    clerk.open("/bars").sees(name)
    clerk.open(promotion(organisation, story, "2018-07-20")).sees("在效")
    clerk.fill(step="find_clear", findings="无").press().is_refused("一年内不得提拔或者重用")
    clerk.fill(step="find_objection", findings="有在效限制").press().lacks("提交")
    story.hour.to("2019-07-14")
    later = promotion(organisation, story, "2019-07-20")
    assert name not in clerk.client.get("/bars")
    clerk.open(later).fill(step="find_clear", findings="限制已期满").press().lacks("提交")
    [bar] = Bar.objects.all()
    assert (str(bar.since), str(bar.until)) == ("2018-07-14", "2019-07-14")


def promotion(organisation: Seat, story: Story, reply_by: str) -> str:
    """Let the organisation department ask about the mayor; return where the question stands."""
    organisation.open("/matters/new/accountability.opinion").fill(
        purpose="promotion", unit_name=story.town.terms["mayor"].post.unit.name,
        name=story.town.name("mayor"), wanted="拟任区住建局局长", reply_by=reply_by,
    ).press().sees("现在轮到谁")  # fmt: skip
    rows = Matter.objects.everywhere("test").filter(flow="accountability.opinion")
    return f"/matters/{rows.order_by('pk')[rows.count() - 1].number}"


def clause(no: str) -> str:
    """Return the key of a clause of the district's document."""
    return str(Clause.objects.get(document__key="130802/shuangqiao-2018", no=no).pk)


def grounds(seat: Seat) -> Seat:
    """Choose the first clause on which a matter may be opened."""
    field = seat.page.locator("[name$=-clause]")
    if field.evaluate("e => e.type") == "select-one":
        field.select_option(index=1)
    else:
        offered = seat.page.locator(f"#{field.get_attribute('list')} option")
        field.fill(offered.first.get_attribute("value") or "")
    return seat


LOOPS = (
    loop_eight_is_filed_and_read, loop_eight_is_missed_by_both_sides,
    loop_one_is_given_supervised_and_done, loop_eleven_is_proposed_by_a_person,
    loop_four_is_listed_missed_exposed_and_closed,
    loop_nine_is_scored_appealed_and_stands, loop_ten_is_decided_and_bars_until_it_ends,
)  # fmt: skip
