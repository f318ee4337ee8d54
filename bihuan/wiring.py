"""Where modules meet: when X happens here, do Y there. The only place that knows several."""

from typing import Any

from django.apps import AppConfig

from bihuan.kernel.law.capabilities import provide
from bihuan.modules import Module

#: What the kernel itself carries out of the documents' clauses.
KERNEL = (
    *("audit-trail", "system-escalation", "project-tracking", "supervise-circular"),
    *("meetings", "drill", "duty-report", "leader-inspection", "risk-analysis"),
)


def modules() -> tuple[Module, ...]:
    """Return every module of the product, in the order menus show them."""
    from bihuan.modules.accidents.module import MODULE as ACCIDENTS
    from bihuan.modules.accountability.module import MODULE as ACCOUNTABILITY
    from bihuan.modules.accounts.module import MODULE as ACCOUNTS
    from bihuan.modules.assessment.module import MODULE as ASSESSMENT
    from bihuan.modules.commendation.module import MODULE as COMMENDATION
    from bihuan.modules.committee.module import MODULE as COMMITTEE
    from bihuan.modules.correspondence.module import MODULE as CORRESPONDENCE
    from bihuan.modules.credit.module import MODULE as CREDIT
    from bihuan.modules.disclosure.module import MODULE as DISCLOSURE
    from bihuan.modules.dossier.module import MODULE as DOSSIER
    from bihuan.modules.enforcement.module import MODULE as ENFORCEMENT
    from bihuan.modules.exchange.module import MODULE as EXCHANGE
    from bihuan.modules.hazards.module import MODULE as HAZARDS
    from bihuan.modules.imports.module import MODULE as IMPORTS
    from bihuan.modules.inspections.module import MODULE as INSPECTIONS
    from bihuan.modules.interference.module import MODULE as INTERFERENCE
    from bihuan.modules.policy.module import MODULE as POLICY
    from bihuan.modules.publicity.module import MODULE as PUBLICITY
    from bihuan.modules.referral.module import MODULE as REFERRAL
    from bihuan.modules.remuneration.module import MODULE as REMUNERATION
    from bihuan.modules.reporting.module import MODULE as REPORTING
    from bihuan.modules.responsibility.module import MODULE as RESPONSIBILITY
    from bihuan.modules.statistics.module import MODULE as STATISTICS
    from bihuan.modules.tips.module import MODULE as TIPS
    from bihuan.modules.training.module import MODULE as TRAINING

    return (
        *(COMMITTEE, INSPECTIONS, HAZARDS, ACCIDENTS, DOSSIER, CORRESPONDENCE),
        *(REPORTING, RESPONSIBILITY, ACCOUNTABILITY, REFERRAL, INTERFERENCE),
        *(TRAINING, PUBLICITY),
        *(ASSESSMENT, COMMENDATION, DISCLOSURE, IMPORTS, POLICY),
        *(ENFORCEMENT, TIPS, CREDIT, STATISTICS, EXCHANGE, REMUNERATION, ACCOUNTS),
    )  # fmt: skip


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


class Wiring(AppConfig):
    """Connects the modules once all models are loaded."""

    name = "bihuan.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Load every module's flows, say what each carries out, and draw the wires."""
        from bihuan.kernel.notices import wording
        from bihuan.kernel.orgs import ports
        from bihuan.modules.accountability import bars
        from bihuan.modules.dossier import keeping
        from bihuan.modules.hazards import grading, stop_flow
        from bihuan.modules.imports import intake
        from bihuan.modules.interference import records
        from bihuan.modules.reporting import calls
        from bihuan.wires import credit, tips

        wording.add(calls.TEMPLATE, calls.WORDING)
        wording.add(grading.TEMPLATE, grading.WORDING)
        ports.admit.connect(bars.admit)
        ports.reopen.connect(stop_flow.refuse_resumption)
        _wire_hazards()
        wording.add(records.TEMPLATE, records.WORDING)
        draw()
        _wire_accidents()
        _wire_inspections()
        _wire_enforcement()
        _wire_training()
        _publish()
        tips.draw()
        credit.draw()
        _wire_statistics()
        ports.changed.connect(keeping.changed)
        provide(KERNEL, by="闭环内核")
        for module in modules():
            provide(module.provides, by=module.title)
            for sheet in module.sheets:
                intake.offer(sheet)


def _wire_training() -> None:
    """Let no post be given to who is barred from it, or to who must be taught first and is not."""
    from bihuan.kernel.orgs import ports
    from bihuan.modules.accountability import bars
    from bihuan.modules.training import gates

    def admit(*asked: Any) -> None:
        bars.admit(*asked)
        gates.admit(*asked)

    ports.admit.connect(admit)


def _wire_accidents() -> None:
    """Propose the handling of an accident for the list of the committee that its clause names."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accidents.report_flow import AccidentFlow

    when(AccidentFlow.begin_inquiry, _list_accident)


def _list_accident(moved: Any) -> None:
    from bihuan.modules.accidents import listings
    from bihuan.modules.committee.proposals import About, propose_listing

    found = listings.listing(moved.record, moved.by.on)
    if found is None or found.office is None:
        return
    matter = moved.matter
    propose_listing(
        f"挂牌督办事故查处：{matter.title}", cause=matter, by=moved.by, at=moved.at,
        keeper=found.office, clause=found.clause, unit_id=moved.by.unit_id,
        about=About.ACCIDENT, facts=f"{matter.title}：{moved.record.course}",
    )  # fmt: skip


def _wire_inspections() -> None:
    """Let what a visit finds go on as a hazard or at another authority, and hear of its receipt."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.inspections import findings
    from bihuan.modules.inspections.finding_flow import FindingFlow
    from bihuan.modules.referral.flows import ReferralFlow

    def note_receipt(moved: Any) -> None:
        findings.note_receipt(moved.matter, moved.record.reply, by=moved.by, at=moved.at)

    when(FindingFlow.make_hazard, _open_hazard)
    when(FindingFlow.refer, _refer_finding)
    when(ReferralFlow.accept, note_receipt)


def _open_hazard(moved: Any) -> None:
    """Register a problem as the hazard it is, found by the inspection, once and for all."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.modules.hazards.hazard_flow import HazardFlow
    from bihuan.modules.inspections import findings

    facts, doing = findings.as_hazard(moved.record), {"by": moved.by, "at": moved.at}
    hazard = open_by_hand(HazardFlow, facts, clause=None, parent=moved.matter, **doing)
    findings.note_hazard(moved.record, hazard, **doing)


def _refer_finding(moved: Any) -> None:
    """Open the referral by which a problem goes to the authority that deals with it."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.inspections import findings
    from bihuan.modules.referral.flows import ReferralFlow
    from bihuan.modules.referral.models import Referral

    office, doing = moved.record.office, {"by": moved.by, "at": moved.at}
    asked = Referral(
        proposer_id=moved.by.person_id,
        kind=Referral.Kind.CASE,
        **findings.as_referral(moved.record),
    )
    title = f"{asked.get_kind_display()}：{asked.about}"[:240]
    case = Case(title, office.place, office, moved.matter.clause, moved.matter)
    findings.note_referral(moved.record, begin(ReferralFlow, case, asked, **doing), **doing)


def _wire_statistics() -> None:
    """Let forms count the records of every module, and a return meet the duty that demands it."""
    from bihuan.modules.accidents.counted import ACCIDENTS
    from bihuan.modules.committee.counted import LISTED, MEETINGS
    from bihuan.modules.disclosure.counted import PUBLISHED
    from bihuan.modules.hazards.counted import HAZARDS
    from bihuan.modules.policy.counted import TASKS
    from bihuan.modules.statistics import forms
    from bihuan.modules.statistics.kept import KEPT

    forms.offer(*KEPT, HAZARDS, TASKS, LISTED, MEETINGS, ACCIDENTS, PUBLISHED)
    _wire_exchange()
    _wire_results()


def _wire_results() -> None:
    """Let a settled result go to the body that pays or promotes, where a clause ties them."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.assessment import queries
    from bihuan.modules.assessment.flows import ResultFlow
    from bihuan.modules.remuneration import results

    def settled(found: Any) -> results.Settled:
        return results.Settled(found.matter, queries.told(found))

    def find(unit: Any, office: int) -> results.Settled | None:
        found = queries.last_settled(unit, office)
        return settled(found) if found else None

    def owe(moved: Any) -> None:
        results.owe(settled(moved.record), moved.record.unit, by=moved.by, at=moved.at)

    results.find_by(find)
    for step in (ResultFlow.settle, ResultFlow.uphold, ResultFlow.confirm):
        when(step, owe)


def _wire_exchange() -> None:
    """Let hazards, results and units be exchanged with partners."""
    from bihuan.modules.assessment import exchanged as results
    from bihuan.modules.exchange import formats, registered
    from bihuan.modules.hazards import exchanged as hazards

    subject = formats.Subject
    formats.offer(
        registered.UNITS,
        subject("hazard", "隐患", hazards.WORDS, hazards.rows, hazards.say, take=hazards.take,
                ours=hazards.ours),
        subject("result", "考核结果", results.WORDS, results.rows, results.say),
    )  # fmt: skip


def _wire_hazards() -> None:
    """Let hazards ask the committee for a listing, for help and for a summons, and hear of them."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.committee.flows import InterviewFlow
    from bihuan.modules.committee.listing_flow import ListedSupervisionFlow
    from bihuan.modules.hazards import listing
    from bihuan.modules.hazards.failing_flow import SanctionFlow
    from bihuan.modules.hazards.hazard_flow import HazardFlow

    when(HazardFlow.ask_listing, _propose_listing)
    when(HazardFlow.ask_help, _ask_help)
    when(ListedSupervisionFlow.approve, listing.note_listed)
    when(ListedSupervisionFlow.delist, listing.note_delisted)
    when(SanctionFlow.confirm, _summon)
    when(InterviewFlow.hold, listing.note_talk)


def _propose_listing(moved: Any) -> None:
    """Propose a major hazard for the list of the level it was asked for, on a clause that says so.

    Refuses a place where no document in force speaks of listed supervision.
    """
    from bihuan.kernel.flows.openings import speaking_of
    from bihuan.kernel.orgs.refusals import Invalid
    from bihuan.modules.committee.proposals import About, propose_listing
    from bihuan.modules.hazards import listing

    hazard, matter = moved.record, moved.matter
    clause = speaking_of(("挂牌督办",), moved.by).first()
    if clause is None:
        raise Invalid("本地施行的文件没有写到挂牌督办，提请没有依据。", field="level")
    propose_listing(
        f"挂牌督办：{matter.title}", cause=matter, by=moved.by, at=moved.at,
        keeper=listing.keeper(hazard, moved.by.on), clause=clause, unit=hazard.unit,
        watcher=hazard.regulator, about=About.HAZARD, demands=hazard.measures,
        facts=f"{hazard.spot}：{hazard.says}\n提请理由：{hazard.opinion}",
    )  # fmt: skip


def _ask_help(moved: Any) -> None:
    """Open what a government is asked to coordinate, in its name: a task of its own with a day."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.kernel.orgs import units
    from bihuan.kernel.orgs.refusals import Invalid
    from bihuan.modules.committee.asking_flow import AssistanceFlow
    from bihuan.modules.committee.models import Assistance

    hazard, matter = moved.record, moved.matter
    office = units.nearest(units.OFFICE, matter.place_path, moved.by.on)
    if office is None:
        raise Invalid("本地没有登记安委办，提请没有去处。", field="help_needed")
    asked = Assistance(
        asker=hazard.unit, person_id=moved.by.person_id, asked=office,
        need=hazard.help_needed, by_when=hazard.help_by,
    )  # fmt: skip
    title = f"协调隐患治理：{matter.title}"[:240]
    begin(AssistanceFlow, Case(title, office.place, office, matter.clause, matter), asked,
          by=moved.by, at=moved.at)  # fmt: skip


def _summon(moved: Any) -> None:
    """Propose the summons that comes first of all that follows a failing."""
    from bihuan.modules.committee.proposals import propose_interview

    failed = moved.record
    reason = f"{failed.get_failing_display()}：{failed.facts}"
    propose_interview(
        failed.unit, reason, cause=moved.matter, by=moved.by, at=moved.at,
        proposer=failed.proposer_id,
    )  # fmt: skip


def _publish() -> None:
    """Let what must be public be published where it arises, and let the source know of it."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accidents import publicity as reports
    from bihuan.modules.accidents.inquiry_flow import InvestigationFlow
    from bihuan.modules.assessment import bulletins
    from bihuan.modules.assessment.flows import SchemeFlow
    from bihuan.modules.committee import publicity
    from bihuan.modules.committee.flows import CircularFlow
    from bihuan.modules.committee.listing_flow import ListedSupervisionFlow as Listed
    from bihuan.modules.committee.patrol_flow import PatrolFlow
    from bihuan.modules.disclosure import publications
    from bihuan.modules.disclosure.flows import PublicationFlow

    announced = {"on": "published_on", "where": "published_in"}
    publications.offer(Listed, "listing", publicity.of_listing, **announced)
    publications.offer(
        PatrolFlow, "patrol", publicity.of_patrol, on="announced_on", where="announced_in"
    )
    publications.offer(CircularFlow, "circular", publicity.of_circular)
    publications.offer(InvestigationFlow, "accident", reports.of_inquiry, **announced)
    publications.offer(SchemeFlow, "assessment", bulletins.of_scheme)
    when(Listed.approve, _owe_publication)
    when(PatrolFlow.notify, _owe_publication)
    when(InvestigationFlow.reply, _owe_publication)
    when(Listed.allow, _publish_extension)
    when(Listed.delist, _end_publication)
    when(PublicationFlow.publish, _note_publication)


def _owe_publication(moved: Any) -> None:
    """Open the publication that what was decided or found demands, with its facts."""
    from bihuan.modules.disclosure import publications

    publications.owe(moved.matter, by=moved.by, at=moved.at)


def _note_publication(moved: Any) -> None:
    """Keep at the source since when and where it is public."""
    from bihuan.modules.disclosure import publications

    publications.note_public(moved.matter, by=moved.by, at=moved.at)


def _publish_extension(moved: Any) -> None:
    """Bring a later term into what is still to be written; tell whom it asks to correct a text."""
    from bihuan.modules.committee import publicity
    from bihuan.modules.disclosure import publications

    publications.revise(moved.matter, "listing", publicity.of_listing(moved.record))
    publications.tell_changed(moved.matter, "批准延期", by=moved.by, at=moved.at)


def _end_publication(moved: Any) -> None:
    """Let what is public of a listed matter be taken down once it is off the list."""
    from bihuan.modules.disclosure import publications

    because = "整改验收合格，已摘牌。"
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)


def _wire_enforcement() -> None:
    """Publish what is decided, withdraw what is annulled, call idle offices in, know inspections.

    Whoever keeps inspections counts them here (:func:`statistics.consult`).
    """
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.disclosure import publications
    from bihuan.modules.disclosure.flows import PublicationFlow
    from bihuan.modules.enforcement import mandatory, publicity, statistics
    from bihuan.modules.enforcement.case_flow import CaseFlow
    from bihuan.modules.enforcement.review_flow import ZeroFlow
    from bihuan.modules.hazards import visits

    publications.offer(CaseFlow, "enforcement", publicity.of_case)
    when(CaseFlow.decide, _owe_publication)
    when(CaseFlow.reopen, _withdraw_decision)
    when(PublicationFlow.publish, _note_decision)
    when(ZeroFlow.confirm, _call_in)
    statistics.consult(visits.counts)
    mandatory.consult(_hazards_overdue)


def _note_decision(moved: Any) -> None:
    """Keep at a case since when and where its decision is public."""
    from bihuan.modules.disclosure import publications
    from bihuan.modules.enforcement import publicity

    where = publications.address(moved.matter.number)
    publicity.note(moved.matter.parent, where, by=moved.by, at=moved.at)


def _withdraw_decision(moved: Any) -> None:
    """Let what is public of an annulled decision be taken down."""
    from bihuan.modules.disclosure import publications
    from bihuan.modules.enforcement import publicity

    because = f"处罚决定已撤销：{moved.record.mistake}"[:400]
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)
    publicity.unnote(moved.matter)


def _call_in(moved: Any) -> None:
    """Propose the talk with an office that inspects and never punishes."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.modules.committee.flows import InterviewFlow
    from bihuan.modules.committee.models import Interview

    found, matter = moved.record, moved.matter
    asked = Interview(
        proposer_id=found.proposer_id, unit=found.unit,
        reason=f"{found.since}至{found.until}检查{found.inspections}次，处罚{found.penalties}件。"
               f"{found.facts}",
    )  # fmt: skip
    case = Case(f"约谈{found.unit.name}", matter.place, matter.unit, matter.clause, matter)
    begin(InterviewFlow, case, asked, by=moved.by, at=moved.at)


def _hazards_overdue(viewer: Any, at: Any) -> Any:
    """Yield the hazards not put right in time and followed by no case."""
    from bihuan.modules.enforcement import mandatory
    from bihuan.modules.hazards import visits

    for one in visits.unpunished(viewer, at):
        says, regulator = f"隐患整改期限 {one.due_on} 已过，没有立案", one.regulator
        if regulator and one.due_on:
            yield mandatory.Owed(mandatory.OVERDUE, one.matter, one.unit.name, regulator.name,
                                 one.due_on, "未指定", says)  # fmt: skip
