"""What the demonstration handed over, commended and vetoed: one or two of each in every place."""

from datetime import date, datetime, timedelta
from typing import Any

from bihuan.demo.acting import at_hour, take
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.assessment.flows import VetoFlow
from bihuan.modules.commendation.flows import CommendationFlow
from bihuan.modules.dossier import credentials
from bihuan.modules.interference import records
from bihuan.modules.referral.flows import CrimeFlow, ReferralFlow


def commend(day: date) -> None:
    """Let the office of every place commend, refer and veto, as far as its documents let it."""
    staff = Staff(day)
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        clerk, head = staff.titled(office, "综合岗"), staff.titled(office, "主任")
        firms = list(
            Unit.objects.filter(
                kind="enterprise", place_path__startswith=office.place_path, until=None
            ).order_by("pk")[:3]
        )
        bureau = Unit.objects.filter(kind="emergency_department", place=office.place).first()
        if len(firms) < 3 or bureau is None:
            continue
        _commend(firms[:2], office, clerk, head, day)
        _refer(firms[2], bureau, clerk, head, day)
        _veto(firms[2], clerk, head, day)
        _record(office, clerk, day)


def _commend(firms: list[Unit], office: Unit, clerk: Viewer, head: Viewer, day: date) -> None:
    """Commend two enterprises by praise, and leave a list for next year open."""
    for firm in firms:
        units.tag(firm, "标准化三级", since=day, by=clerk, at=at_hour(day, 8))
        credentials.enter(
            firm, kind="standardisation", number=f"虚构BZ{firm.pk:06}", grade="三级",
            covers="工贸", issuer=office.name[:64], since=day,
            until=day + timedelta(days=3 * 365 - 1), by=clerk, at=at_hour(day, 8, 30),
        )  # fmt: skip
    named = "\n".join(f"{firm.name}；隐患按期整改，连续三年没有发生事故" for firm in firms)
    fields = {
        "kind": "praise", "honour": "安全生产工作通报表扬", "nominated": named, "decider": office,
        "reply_by": day + timedelta(days=5), "decide_by": day + timedelta(days=15),
    }  # fmt: skip
    made = _open(CommendationFlow, fields, clerk, at_hour(day, 9))
    if made is None:
        return
    made = take(made, "ask", clerk, at_hour(day, 10))
    asked = Matter.objects.everywhere("the demonstration's lists").filter(parent=made)
    for one in asked.order_by("pk"):
        one = take(
            one, "find_clear", clerk, at_hour(day, 11), findings="没有在效的限制，没有不同意见"
        )
        take(one, "sign_clear", head, at_hour(day, 12))
    made = take(made, "go_on", clerk, at_hour(day, 14), unannounced="通报表扬，文件没有要求公示")
    take(made, "decide_at_once", head, at_hour(day, 15), reasons="考核记录和台账属实")
    _open(CommendationFlow, fields | {"kind": "honour", "honour": "安全生产先进集体"}, clerk,
          at_hour(day, 16))  # fmt: skip


def _refer(firm: Unit, bureau: Unit, clerk: Viewer, head: Viewer, day: date) -> None:
    """Refer a clue to the bureau, which has still to answer, and propose a criminal case."""
    fields: dict[str, Any] = {
        "kind": "clue", "recipient": bureau, "subject": firm, "facts": "现场发现未经审批动火作业。",
        "reason": "由有行政处罚职责的部门依法查处。", "reply_by": day + timedelta(days=5),
        "result_by": day + timedelta(days=30),
    }  # fmt: skip
    made = _open(ReferralFlow, fields, clerk, at_hour(day, 9))
    if made is not None:
        made = take(made, "submit", clerk, at_hour(day, 10), "referral_evidence")
        made = take(made, "approve", head, at_hour(day, 11))
        _sign(made, head, at_hour(day, 12))
        take(made, "hand_over", clerk, at_hour(day, 13))
    police = Unit.objects.filter(
        name__contains="公安", place_path__startswith=bureau.place_path, until=None
    ).first()
    if police is not None:
        fields = {
            "recipient": police, "subject": firm, "facts": "强令工人冒险作业，致一人重伤。",
            "reason": "涉嫌强令、组织他人违章冒险作业罪。",
        }  # fmt: skip
        _open(CrimeFlow, fields, clerk, at_hour(day, 14))


def _veto(firm: Unit, clerk: Viewer, head: Viewer, day: date) -> None:
    fields = {
        "unit": firm, "happened_on": day - timedelta(days=20), "since": day,
        "says": "发生一起有人员重伤的生产安全事故，事故调查认定负主要责任",
        "until": day.replace(year=day.year + 1),
    }  # fmt: skip
    made = _open(VetoFlow, fields, clerk, at_hour(day, 9))
    if made is not None:
        made = take(made, "submit", clerk, at_hour(day, 10), "veto_basis")
        take(made, "decide", head, at_hour(day, 15))


def _record(office: Unit, clerk: Viewer, day: date) -> None:
    organ = Unit.objects.filter(
        kind="judiciary", place_path__startswith=office.place_path, until=None
    ).first()
    if organ is not None:
        facts = records.Facts(
            who="某某", who_post="某镇负责人（虚构）", happened_on=day - timedelta(days=3),
            how="hint", concerned="一家企业的停产整顿", said="电话里要求“先缓一缓再停”。",
            discipline=organ,
        )  # fmt: skip
        records.record(facts, by=clerk, at=at_hour(day, 17))


def _open(flow: type[Flow], fields: dict[str, Any], by: Viewer, at: datetime) -> Matter | None:
    """Open a matter on a clause of the place itself; None where its documents have none."""
    ground = grounds(flow, by).exclude(document__key__startswith="CN/").first()
    return open_by_hand(flow, fields, clause=ground, by=by, at=at) if ground else None


def _sign(matter: Matter, by: Viewer, at: datetime) -> None:
    rows = Letter.objects.everywhere("the demonstration's letters")
    for letter in rows.filter(matter=matter, state=Letter.State.DRAFT):
        letters.sign(letter, by=by, at=at)
