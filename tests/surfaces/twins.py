"""Two counties alike in everything but their names: what one sees, the other must never see.

Each has one of everything a page can show. Every name of a county bears its mark, so that a page
that leaks is caught by the mark alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.test import Client

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep, Rule
from bihuan.kernel.letters.letters import draw_up
from bihuan.kernel.notices import notices
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.obligations import extensions
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs.models import Account, Place, Post, Term, Unit
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import SHANGHAI, end_of
from bihuan.modules.accountability.flows import AccountabilityFlow
from bihuan.modules.accountability.models import Accountability, Bar
from bihuan.modules.accounts import invitations, sign_ins
from bihuan.modules.imports import intake as imports
from bihuan.modules.imports import units, work
from bihuan.modules.imports.models import Import
from bihuan.modules.policy import intake
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Review, Task
from bihuan.modules.responsibility import drafting, years
from bihuan.modules.responsibility.models import DutyList, YearList
from bihuan.surfaces.api import tokens
from bihuan.surfaces.api.models import Subscription, Token
from tests.kernel import factories
from tests.photograph import photographed

BY = Machine("测试")
TODAY = date(2025, 3, 12)
#: 09:06 in Shanghai on :data:`TODAY`.
NOW = datetime(2025, 3, 12, 9, 6, tzinfo=SHANGHAI)
PDF = b"%PDF-1.4\n%%EOF\n"
PAPER = """某县安全生产委员会关于做好道路交通安全工作的通知
某安委〔2025〕3号

各镇，县安委会有关成员单位:
  为做好道路交通安全工作，现将有关事项通知如下。
  一、开展路口整治。2025年6月底前完成全县路口整治，设置减速带。(此项工作由某县应急管理局牵头)
  二、定期分析形势。定期分析道路交通安全形势。
某县安全生产委员会
2025年3月1日
"""
#: A role -> the unit of a county in which its post stands.
HOMES = {
    "office_clerk": "office", "office_leader": "office", "leader": "committee",
    "department_clerk": "bureau", "department_leader": "bureau", "enforcement_officer": "bureau",
    "legal_reviewer": "bureau", "town_station": "town", "village_informant": "village",
    "enterprise_principal": "firm", "safety_officer": "firm", "team_leader": "firm",
    "worker": "firm", "hotline_handler": "bureau", "identity_custodian": "custody",
    "expert": "agency", "agency": "agency", "auditor": "office", "administrator": "office",
}  # fmt: skip


@dataclass
class County:
    """One of the twins: its units, and one of everything a page shows."""

    mark: str
    place: Place
    units: dict[str, Unit]
    document: Document
    clause: Clause
    rule: Rule
    open_rule: Rule
    ladder: Ladder
    duty: Obligation
    late: Obligation
    task: Matter
    letter: Any
    paper: Evidence
    asked: Extension
    terms: dict[str, Term]
    review: Review
    imported: Import
    token: Token
    subscription: Subscription
    delivery: Delivery
    duties: DutyList | None = None
    year: YearList | None = None

    def viewer(self, role: str) -> Viewer:
        """The person of a role, looking today."""
        return factories.viewer_of(self.terms[role], on=TODAY)

    def browser(self, role: str) -> Client:
        """The signed-in browser of the person of a role."""
        return factories.browser_of(_account(self.terms[role]))


@photographed
def build(code: str, mark: str) -> County:
    """Build one county; its code tells it apart from its twin, its mark is in every name."""
    place = factories.county(code, f"{mark}县")
    units = _units(place, mark)
    terms = {role: _term(units[home], role) for role, home in HOMES.items()}
    _signing(units)
    document, clause = _law(place, units["office"], code, mark)
    ladder = _ladder(clause, code, mark)
    rule = _rule(f"{code}/t#check", clause, place, f"{mark}带队检查", per="month", ladder=ladder)
    open_rule = _rule(f"{code}/t#study", clause, place, f"{mark}研究部署", per="", times=None)
    materialise(NOW - timedelta(days=8))
    duty = Obligation.objects.everywhere("test").get(rule=rule, holder=units["firm"])
    late = open_one(
        kind=Kind.PERIODIC, title=f"{mark}报送方案", holder=units["firm"], clause=clause,
        legal_due=end_of(date(2025, 3, 10)), ladder=None, by=BY, at=NOW - timedelta(days=30),
    )  # fmt: skip
    task = _task(document, clause, units["firm"], mark)
    safety = factories.viewer_of(terms["safety_officer"], on=TODAY)
    asked = extensions.ask(
        late, to_due=end_of(date(2025, 4, 10)), reason=f"{mark}设备到货推迟", by=safety,
        at=NOW - timedelta(days=5),
    )  # fmt: skip
    paper = evidence.store(
        owner=late, kind="检查记录", name=f"{mark}检查记录.pdf", content=BytesIO(PDF),
        happened_at=None, by=safety, at=NOW - timedelta(days=4),
    )  # fmt: skip
    letter = draw_up(
        kind="circular", issuer=units["office"], addressee=units["bureau"],
        title=f"关于{mark}进展的通报", chain=late.chain, cause=f"test:{code}",
        body={"paragraphs": [f"{mark}有一项逾期。"]}, clause=clause, at=NOW, by=BY,
    )  # fmt: skip
    _tell(units, late, code)
    return County(
        mark, place, units, document, clause, rule, open_rule, ladder, duty, late, task, letter,
        paper, asked, terms, *_handed_in(place, terms["office_clerk"], mark),
        *_programs(terms, mark),
    )  # fmt: skip


def _tell(units: dict[str, Unit], late: Obligation, code: str) -> None:
    """Let every unit have a notice of what is late."""
    for key, unit in units.items():
        notices.write(
            key=f"test:{code}:{key}", unit=unit, post=None, chain=late.chain, template="prompt",
            subject=late.title, facts={}, stage=1, urgent=False, at=NOW, due=late.current_due,
        )  # fmt: skip


def _units(place: Place, mark: str) -> dict[str, Unit]:
    committee = factories.unit(f"{mark}县安委会", "committee", place)
    office = factories.unit(f"{mark}县安委办", "committee_office", place, committee)
    bureau = factories.unit(f"{mark}县应急管理局", "emergency_department", place, office)
    town = factories.town(place, f"{mark}镇")
    return {
        "committee": committee, "office": office, "bureau": bureau, "town": town,
        "firm": factories.enterprise(bureau, f"{mark}塑料制品厂"),
        "village": factories.unit(f"{mark}村委会", "village", town.place, town),
        "agency": factories.unit(f"{mark}技术服务公司", "agency", place, bureau),
        "custody": factories.unit(f"{mark}举报保管室", "other", place),
    }  # fmt: skip


def _term(unit: Unit, role: str) -> Term:
    lead = {"enterprise_principal": "principal", "leader": "government"}.get(role, "")
    signs = role in ("office_leader", "enterprise_principal")
    post = factories.post(unit, role, lead=lead, signs=signs)
    return factories.person_in(post, f"{unit.name[:1]}{role[:8]}")


def _signing(units: dict[str, Unit]) -> None:
    Post.objects.filter(unit=units["office"], role="auditor").update(signs=False)


def _law(place: Place, office: Unit, code: str, mark: str) -> tuple[Document, Clause]:
    text = f"第4条 {mark}生产经营单位主要负责人每月带队检查1次。定期组织研究。"
    document = Document.objects.create(
        key=f"{code}/t", title=f"{mark}实施方案", place=place, issuer=office, level="county",
        status="in_force", in_force_from=date(2025, 1, 1), text=text, sha256="0" * 64,
    )  # fmt: skip
    clause = Clause.objects.create(
        document=document, path="第4条", no="4", text=text, start=0, end=len(text), position=0,
        in_force_from=date(2025, 1, 1),
    )  # fmt: skip
    return document, clause


def _ladder(clause: Clause, code: str, mark: str) -> Ladder:
    ladder = Ladder.objects.create(
        key=f"{code}/t#ladder", title=f"{mark}阶梯", clause=clause, derived="几天后升级由本地定"
    )
    for position, (hours, stage) in enumerate(((-72, 0), (0, 1), (72, 2), (168, 3))):
        LadderStep.objects.create(
            ladder=ladder, position=position, after_hours=hours, stage=stage, tells=["holder"]
        )
    return ladder


def _rule(  # noqa: PLR0913 - a rule has many facts
    key: str, clause: Clause, place: Place, title: str, *, per: str, times: int | None = 1,
    ladder: Ladder | None = None,
) -> Rule:  # fmt: skip
    says = "每月带队检查1次" if per else "定期组织研究"
    return Rule.objects.create(
        key=key, clause=clause, place=place, duty=key[-5:], title=title, says=says, per=per,
        times=times, ladder=ladder, selects={"kinds": ["enterprise"]}, proof=["检查记录"],
        lead="principal", zero_allowed=True, in_force_from=date(2025, 3, 1),
    )  # fmt: skip


def _task(document: Document, clause: Clause, holder: Unit, mark: str) -> Matter:
    record = Task(
        document=document, clause=clause, part="whole", printed=holder.name,
        says=f"{mark}建立机制", due_on=date(2025, 3, 1),
    )  # fmt: skip
    case = Case(f"{mark}建立统计分析机制", holder.place, holder, clause)
    return begin(TaskFlow, case, record, by=BY, at=NOW - timedelta(days=60))


def _handed_in(place: Place, clerk: Term, mark: str) -> tuple[Review, Import]:
    """What the clerk has handed in: a document and a table of units."""
    return _review(place, clerk, mark), _import(clerk, mark)


def _review(place: Place, clerk: Term, mark: str) -> Review:
    """A document of the county that its clerk has received and nobody has released."""
    text = PAPER.replace("某", mark)
    by = factories.viewer_of(clerk, on=TODAY)
    return intake.read(f"{mark}通知.txt", text.encode(), place=place, by=by, at=NOW)


def _import(clerk: Term, mark: str) -> Import:
    """A table of units the clerk has handed in and nobody has decided about."""
    rows = f"单位名称,类别,区划\n{mark}新厂,企业,{mark}县\n{mark}错厂,,{mark}县\n"
    by, term = factories.viewer_of(clerk, on=TODAY), Term.objects.get(pk=clerk.pk)
    made = imports.receive(units.SHEET, f"{mark}单位.csv", rows.encode(), by=by, at=NOW)
    _account(term)
    while work.carry_on(made.pk, NOW):
        pass
    return Import.objects.get(pk=made.pk)


def _programs(terms: dict[str, Term], mark: str) -> tuple[Token, Subscription, Delivery]:
    """What the clerk lets programs do and be told, and a message that failed."""
    clerk = terms["office_clerk"]
    account = _account(clerk)
    sign_ins.begin(
        account, key=f"of {mark}".encode().hex(), way="password", factor=False, address="10.0.0.1",
        agent="", at=NOW,
    )  # fmt: skip
    invitations.write(terms["village_informant"], "print", by=BY, at=NOW)
    token, _ = tokens.issue(
        f"{mark}平台", ["fulfil"], 30, by=factories.viewer_of(clerk, on=TODAY), at=NOW
    )
    subscription = Subscription.objects.create(
        account=account, term=clerk, name=f"{mark}平台", url=f"https://oa.example.cn/{mark}",
        kinds=["order"], salt="0", made_at=NOW, looked_at=NOW,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        key=f"w{subscription.pk}:test", channel="webhook", address=subscription.url,
        person=clerk.person, title=f"督办：{mark}", body="{}", state="failed", not_before=NOW,
    )  # fmt: skip
    return token, subscription, delivery


def enlist(county: County) -> None:
    """Give a county the list of its firm's principal, his year, and what he is barred from."""
    units, terms, clause, mark = county.units, county.terms, county.clause, county.mark
    clerk = factories.viewer_of(terms["office_clerk"], on=TODAY)
    owner = terms["enterprise_principal"]
    post = Post.objects.select_related("unit__place").get(pk=owner.post_id)
    made = drafting.draft(post, kind="post", clause=clause, by=clerk, at=NOW)
    item = drafting.Item(f"{mark}逐级落实责任")
    listed = DutyList.objects.get(pk=made.pk)
    drafting.add(listed, item, revision=made.revision, by=clerk, at=NOW)
    DutyList.objects.filter(pk=made.pk).update(since=TODAY)
    year = years.draft(post, TODAY.year, clause=None, superior=False, by=clerk, at=NOW)
    case = Accountability(
        office=units["office"], proposer_id=clerk.person_id, unit=units["firm"],
        person=owner.person, post=post, event="major", happened_on=TODAY, facts=f"{mark}事故",
        proposed="dismissed", decider=units["committee"], answer_by=TODAY, decide_by=TODAY,
    )  # fmt: skip
    head = Case(f"问责{mark}", units["office"].place, units["office"], clause)
    cause = begin(AccountabilityFlow, head, case, by=clerk, at=NOW)
    Bar.objects.create(
        person=owner.person, cause=cause, key=f"{mark}#bar", what="award", clause=clause,
        says=f"{mark}不得评先", since=TODAY,
    )  # fmt: skip
    county.duties, county.year = listed, YearList.objects.get(pk=year.pk)


def _account(term: Term) -> Account:
    known = Account.objects.filter(person=term.person).first()
    return known or factories.account_of(term)
