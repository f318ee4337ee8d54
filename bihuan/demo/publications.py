"""What the demonstration's committee offices make public: listed hazards, a bulletin, a case.

Each office lists two hazards and publishes them; one is corrected, one is put right and taken
down. Some publications wait for somebody, so that the register shows what is late.
"""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

from bihuan.demo.acting import at_hour
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.listing_flow import ListedSupervisionFlow as Listed
from bihuan.modules.disclosure.flows import PublicationFlow as Public
from bihuan.modules.disclosure.publications import publications_of
from bihuan.modules.disclosure.rules import CONTENT

MONTH: Final = timedelta(days=30)
HAZARDS: Final = (
    ("疏散楼梯被封堵，两处安全出口上锁", "拆除封堵，恢复两部疏散楼梯，安全出口保持畅通。"),
    ("有限空间未辨识，未设警示标志和气体检测", "逐处辨识建账，装设围栏、警示标志和气体检测报警。"),
    ("消防水泵不能启动，自动喷水灭火系统停用", "修复消防水泵和喷水灭火系统，检测合格后投用。"),
    ("配电室绝缘损坏，没有漏电保护", "更换老化线路和配电柜，加装漏电保护装置。"),
)  # fmt: skip
EACH: Final = 2
#: A bulletin is worth reading from so many duties on.
WORTH_TELLING: Final = 10
SCREENED: Final = "不涉及国家秘密、工作秘密；企业名称依法公开，不含个人信息和商业秘密。"


def announce(staff: Staff) -> None:
    """Let every committee office that works under a document take its next public acts."""
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        clerk = staff.titled(office, "综合岗")
        if not grounds(Listed, clerk).exists():
            continue
        listed = _matters(Listed, office)
        if not listed:
            for n in range(EACH):
                _list(office, clerk, staff, n, *HAZARDS[(office.pk + n) % len(HAZARDS)])
            _expose(office, clerk, staff)
            continue
        _tell(office, clerk, staff)
        if len(listed) == EACH:
            _go_on(listed, office, clerk, staff)
        for waiting in _matters(Public, office):
            if waiting.state != "published":
                _carry(waiting, office, staff)


def _list(  # noqa: PLR0913 - what is listed, by whom, where
    office: Unit, clerk: Viewer, staff: Staff, n: int, facts: str, demands: str
) -> None:
    firms = Unit.objects.filter(
        kind="enterprise", until=None, place_path__startswith=office.place_path
    )
    firm = firms.order_by("pk")[n * 3]
    made = open_by_hand(
        Listed, {"unit": firm, "about": "hazard", "facts": facts},
        clause=grounds(Listed, clerk).first(), by=clerk, at=at_hour(staff.day, 9),
    )  # fmt: skip
    head = _head(made, Listed.approve, clerk, staff)
    if head is None:
        return
    _take(
        made, Listed.approve, head, at_hour(staff.day, 10), watcher=firm.supervisor,
        demands=demands, term=staff.day + MONTH,
    )  # fmt: skip
    # The second text of every third office still waits to be written.
    if n == 0 or office.pk % 3:
        _carry(publications_of(made).get().matter, office, staff)


def _expose(office: Unit, clerk: Viewer, staff: Staff) -> None:
    """Publish one case that is withdrawn later."""
    case = _open(clerk, staff, "曝光", kind="exposure", headline="一家企业未按期整改消防通道堵塞")
    _carry(
        case, office, staff, subject="某木器厂（虚构）",
        facts="检查发现疏散通道堆放成品，责令当日清除，三日后复查仍未清除，予以曝光。",
    )  # fmt: skip


def _tell(office: Unit, clerk: Viewer, staff: Staff) -> None:
    """Publish once how many duties were due and met."""
    rows = Obligation.objects.everywhere("the demonstration's bulletin").filter(
        kind=Kind.PERIODIC, place_path__startswith=office.place_path,
        current_due__lte=at_hour(staff.day, 9),
    )  # fmt: skip
    due, met = rows.count(), rows.filter(outcome="on_time").count()
    told = any(Public.record(one.pk).kind == "assessment" for one in _matters(Public, office))
    if told or due < WORTH_TELLING:
        return
    place = office.place.name
    bulletin = _open(
        clerk, staff, "通报", kind="assessment", headline=f"{place}安全生产责任落实情况公告"
    )
    _carry(
        bulletin, office, staff,
        facts=f"截至 {staff.day:%Y-%m-%d}，{place}到期的安全生产责任 {due} 项，按期办结 {met} 项。",
        outcome=f"没有按期办结的 {due - met} 项，按督办阶梯提示、警示或督办。",
    )  # fmt: skip


def _go_on(listed: list[Matter], office: Unit, clerk: Viewer, staff: Staff) -> None:
    """Correct the first text once; let the second hazard be put right, and take its text down."""
    first, second = listed
    for one in publications_of(first).filter(matter__state="published"):
        if one.editions.count() == 1:
            _take(
                one.matter,
                Public.correct,
                clerk,
                at_hour(staff.day, 9),
                correction="整改期限经批准延长",
            )
            _carry(_fresh(one.matter), office, staff, term_now=one.term + MONTH)
    if second.state == "listed" and publications_of(second).exclude(public_at=None).exists():
        record: Any = Listed.record(second.pk)
        unit, watcher = staff.doer(record.unit), staff.able(record.watcher, roles.SUPERVISE)
        head = _head(second, Listed.delist, clerk, staff)
        if unit and watcher and head:
            _take(second, Listed.report, unit, at_hour(staff.day, 9), result="已按要求整改完毕。")
            _take(
                _fresh(second),
                Listed.accept,
                watcher,
                at_hour(staff.day, 11),
                opinion="现场核查合格。",
            )
            _take(_fresh(second), Listed.delist, head, at_hour(staff.day, 12), opinion="同意摘牌。")
    for case in _matters(Public, office):
        record = Public.record(case.pk)
        if record.kind == "exposure" and case.state == "published":
            _take(case, Public.withdraw, staff.titled(office, "主任"), at_hour(staff.day, 9),
                  taken_because="企业已整改并提出异议，核实后撤下。")  # fmt: skip


def _carry(matter: Matter, office: Unit, staff: Staff, **text: Any) -> None:
    """Take a publication to where nobody has to do anything more about it."""
    ways: dict[str, tuple[Step, str, int]] = {
        "due": (Public.compose, "综合岗", 13), "correcting": (Public.compose_again, "综合岗", 13),
        "drafted": (Public.check, "审核岗", 14), "checked": (Public.approve, "主任", 15),
        "approved": (Public.publish, "综合岗", 16), "ending": (Public.take_down, "综合岗", 17),
    }  # fmt: skip
    while matter.state in ways:
        step, title, hour = ways[matter.state]
        record: Any = Public.record(matter.pk)
        held = {name: getattr(record, name) for name in CONTENT if getattr(record, name)}
        says: dict[str, Any] = {
            "screening": SCREENED, "taken_because": record.ended_because or "公开期满。",
            **held, **text,
        }  # fmt: skip
        fields = {name: says[name] for name in (*step.asks, *step.takes) if name in says}
        _take(matter, step, staff.titled(office, title), at_hour(staff.day, hour), **fields)
        matter = _fresh(matter)


def _open(clerk: Viewer, staff: Staff, word: str, **fields: Any) -> Matter:
    """Open a publication on the clause of the place that speaks of it, on none where none does."""
    own = grounds(Public, clerk).filter(document__place__path=clerk.path, text__contains=word)
    clause = own.first()
    given = {**fields, "formed_on": staff.day}
    return open_by_hand(Public, given, clause=clause, by=clerk, at=at_hour(staff.day, 9))


def _take(matter: Matter, step: Step, by: Viewer, at: datetime, **fields: Any) -> None:
    files = [
        evidence.store(
            owner=matter, kind=proof.kind, name=f"{proof.title}.txt", happened_at=at, by=by, at=at,
            content=BytesIO(f"{proof.title}\n{matter.title}（演示）\n".encode()),
        )
        for proof in step.needs
    ]  # fmt: skip
    advance(
        matter, step, by=by, at=at, revision=_fresh(matter).revision, evidence=files, fields=fields
    )  # fmt: skip


def _matters(flow: type[Flow], office: Unit) -> list[Matter]:
    rows = Matter.objects.everywhere("the demonstration's publications")
    return list(rows.filter(flow=flow.key, unit=office, closed_at=None).order_by("pk"))


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.everywhere("the demonstration's publications").get(pk=matter.pk)


def _head(matter: Matter, step: Step, clerk: Viewer, staff: Staff) -> Viewer | None:
    """Return who takes a step that its clerk may not, at the unit whose turn it is."""
    unit = step.who.unit(Listed.record(matter.pk), staff.day)
    return staff.able(unit, step.who.may, besides={clerk.person_id})
