"""What the steps of a plan check and what follows: review, filing, evaluation, the next edition."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import demand_ahead, demand_past

from . import rules
from .models import Plan

#: The states in which an edition holds: from its publication on.
EFFECTIVE: Final = ("published", "filing", "returned", "in_force", "revising")
#: Who takes plans in.
RECIPIENTS: Final = (
    "emergency_department", "regulator", "department", "government", "town_government",
    "zone_committee", "committee_office",
)  # fmt: skip
PARTNER: Final = "partner"
MAKE: Final = roles.FULFIL


def tags_of(unit: Unit, on: date) -> set[str]:
    """Return the categories of the register a unit belongs to on a day."""
    rows = UnitTag.objects.filter(on_day(on), unit=unit)
    return set(rows.values_list("tag", flat=True))


def settle(record: Plan, by: Viewer, at: datetime) -> None:
    """Refuse a day that has passed; find the plan it is linked to among those of its places."""
    if record.draft_by < in_shanghai(at).date():
        raise Invalid(f"编成期限 {record.draft_by} 已经过了。", field="draft_by")
    office = Unit.objects.get(pk=by.unit_id)
    if office.pk in record.partners:
        raise Invalid("联合编制单位是别的单位，不写本单位。", field="partners")
    if record.above_number:
        record.above = linked(record.above_number, office)


def linked(number: str, office: Unit) -> Plan:
    """Return the plan of a number an edition may be linked to: the unit's own, or one above it."""
    near = Q(office=office) | Q(office__place_path__in=places.ancestors(office.place_path))
    rows = Plan.objects.filter(near & ~Q(office__kind=rules.ENTERPRISE) | Q(office=office))
    found = rows.filter(matter__number=number.strip(), matter__state__in=EFFECTIVE).first()
    if found is None:
        says = f"没有可以衔接的预案 {number}：要是本单位的，或者所在地政府、部门已公布的预案。"
        raise Invalid(says, field="above_number")
    return found


def let_in(record: Plan, by: Viewer, at: datetime) -> None:
    """Let the units that make a joint plan open it."""
    for unit in Unit.objects.filter(pk__in=record.partners):
        matters.add_party(record.matter, unit, PARTNER, by=by, at=at)


def check_draft(moved: Any) -> None:
    """Refuse mechanisms there are not; keep them in their order."""
    record: Plan = moved.record
    known, strange = rules.read_mechanisms(record.mechanisms)
    if strange:
        says = f"“{'、'.join(strange)}”不在其中。请写{'、'.join(rules.MECHANISMS)}中的几个。"
        raise Invalid(says, field="mechanisms")
    record.mechanisms = "、".join(known)
    record.save(update_fields=["mechanisms"])


def check_review(moved: Any) -> None:
    """Refuse a review ahead, or a mere discussion where the article asks for a review."""
    record: Plan = moved.record
    demand_past(moved, "reviewed_on")
    office = record.office
    if record.review_form == Plan.Review.ARGUED and rules.REVIEW.means(
        office.kind, tags_of(office, in_shanghai(moved.at).date())
    ):
        says = f"{office.name}属于{rules.REVIEW.article}所列单位，应当评审并形成书面评审纪要。"
        raise Invalid(says, field="review_form")


def check_redraft(moved: Any) -> None:
    """Refuse a review ahead and a day for the next draft that has passed."""
    demand_past(moved, "reviewed_on")
    demand_ahead(moved, "draft_by")


def must_file(record: Plan, at: datetime) -> str:
    """Say that the unit is one whose plans must be filed."""
    office = record.office
    if rules.FILING.means(office.kind, tags_of(office, in_shanghai(at).date())):
        return (
            f"{office.name}属于{rules.FILING.article}所列单位，公布后应当备案，请选“公布，转备案”。"
        )
    return ""


def publish(moved: Any) -> None:
    """Check the days and who takes the plan in; end the edition this one replaces."""
    record: Plan = moved.record
    today = in_shanghai(moved.at).date()
    first = record.reviewed_on or today
    if record.published_on is None or not first <= record.published_on <= today:
        raise Invalid(f"公布日期应在评审日期 {first} 和今天之间。", field="published_on")
    check_evaluation_day(record, record.published_on)
    if record.matter.state == "published":
        check_recipient(record)
    old = record.replaces
    if old is not None and old.matter.closed_at is None:
        held = Matter.objects.everywhere("the edition before").get(pk=old.pk)
        step = flow_of(held.flow).steps["supersede" if held.state == "revising" else "replace"]
        advance(held, step, by=moved.by, at=moved.at, revision=held.revision)


def check_recipient(record: Plan) -> None:
    """Refuse to file with oneself, with no authority, or with one of elsewhere."""
    to = record.recipient
    near = places.ancestors(record.office.place_path)
    if to is None or to.pk == record.office_id or to.kind not in RECIPIENTS:
        raise Invalid("备案受理单位应是有关部门或者本级人民政府。", field="recipient")
    if to.place_path not in near:
        raise Invalid(f"{to.name}不在{record.office.name}所在地，不能受理备案。", field="recipient")


def check_evaluation_day(record: Plan, since: date) -> None:
    """Refuse a next evaluation in the past, or later than three years where the article says so."""
    day, office = record.evaluate_by, record.office
    if day is None or day <= since:
        raise Invalid(f"下次评估日期要晚于 {since}。", field="evaluate_by")
    latest = rules.years_after(since, rules.EVALUATION.years)
    if day > latest and rules.EVALUATION.means(office.kind, tags_of(office, since)):
        says = f"{office.name}属于{rules.EVALUATION.article}所列单位，最迟 {latest} 评估。"
        raise Invalid(says, field="evaluate_by")


def note_submitted(moved: Any) -> None:
    """Keep the day on which the papers went in."""
    moved.record.submitted_on = in_shanghai(moved.at).date()
    moved.record.save(update_fields=["submitted_on"])


def check_refile_by(moved: Any) -> None:
    """Refuse a day for the missing papers that has passed."""
    demand_ahead(moved, "refile_by")


def note_filed(moved: Any) -> None:
    """Keep the day of filing; refuse a number given to another plan."""
    record: Plan = moved.record
    # One number after another, also of two people at once.
    Unit.objects.select_for_update(of=("self",)).get(pk=record.recipient_id)
    taken = Plan.objects.filter(recipient=record.recipient_id, filing_number=record.filing_number)
    if record.filing_number and taken.exclude(pk=record.pk).exists():
        raise Invalid(f"备案编号 {record.filing_number} 已经用过。", field="filing_number")
    record.filed_on = in_shanghai(moved.at).date()
    record.save(update_fields=["filed_on"])


def still_checking(record: Plan, at: datetime) -> str:
    """Say until when the authority may still answer; silence after that is filing."""
    rows = Obligation.objects.everywhere("whether the authority's days are over")
    duty = rows.filter(matter=record.matter, step="accept", done_at=None).first()
    if duty is None or duty.legal_due is None:
        return "受理单位的核对期限还没有算出。"
    if duty.legal_due >= at:
        return f"受理单位核对到 {in_shanghai(duty.legal_due):%Y-%m-%d}，逾期不答复才视为已经备案。"
    return ""


def check_evaluated(moved: Any) -> None:
    """Refuse an evaluation ahead; the next one follows it."""
    record: Plan = moved.record
    today = in_shanghai(moved.at).date()
    if record.evaluated_on > today or record.evaluated_on < (record.published_on or today):
        raise Invalid(f"评估日期应在公布日期和今天 {today} 之间。", field="evaluated_on")
    check_evaluation_day(record, record.evaluated_on)


def check_revise_by(moved: Any) -> None:
    """Refuse a day for the next edition that has passed."""
    demand_ahead(moved, "revise_by")


def no_later(record: Plan, _: datetime) -> str:
    """Say that no later edition has been published."""
    later = Plan.objects.filter(replaces=record, matter__state__in=EFFECTIVE)
    return "" if later.exists() else "新版还没有公布。新版公布时，这一版自动由它替代。"


@transaction.atomic
def revise(plan: Plan, *, draft_by: date, by: Viewer, at: datetime) -> Matter:
    """Open the next edition of a plan that holds; return its matter. The plan holds meanwhile.

    Raises :class:`NotAllowed` for another unit, :class:`WrongState` for an edition that does not
    hold or whose next one is being made, :class:`Invalid` for a day that has passed.
    """
    if by.unit_id != plan.office_id or not by.can(MAKE):
        raise NotAllowed(f"“{plan.name}”由{plan.office.name}修订。", can=plan.office.name)
    if plan.matter.state not in EFFECTIVE:
        raise WrongState(f"“{plan}”没有公布或者已经失效，不能修订。")
    running = Plan.objects.filter(replaces=plan).exclude(matter__state="dropped").first()
    if running is not None:
        raise WrongState(f"下一版已在编制，编号 {running.matter.number}。")
    if draft_by < in_shanghai(at).date() + timedelta(days=1):
        raise Invalid("编成期限要晚于今天。", field="draft_by")
    made = Plan(
        office=plan.office, maker_id=by.person_id, kind=plan.kind, event=plan.event,
        name=plan.name, edition=plan.edition + 1, replaces=plan, above=plan.above,
        above_number=plan.above_number, above_name=plan.above_name, partners=plan.partners,
        draft_by=draft_by, mechanisms=plan.mechanisms,
    )  # fmt: skip
    case = Case(str(made)[:240], plan.office.place, plan.office, plan.matter.clause, plan.matter)
    matter = begin(flow_of(plan.matter.flow), case, made, by=by, at=at)
    let_in(made, by, at)
    return matter
