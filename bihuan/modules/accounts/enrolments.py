"""Applications for the sign-in of an enterprise: taken from anybody, told to who must decide.

What the applicant is answered never depends on what is registered, so nobody learns from it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Place, Role, Term, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import evidence
from bihuan.lib import creditcodes
from bihuan.lib.clocks import in_shanghai

from .flows import EnrolmentFlow
from .invitations import BYTES, digest_of
from .models import Enrolment

BY: Final = Machine("企业账号申请")
HOUR: Final = timedelta(hours=1)
#: Kinds of unit that enrol by themselves; all others are entered by who is above them.
KINDS: Final = ("enterprise", "project", "school", "hospital", "agency", "other")
SHOWN: Final = 5
LICENCE: Final = "营业执照"
_LEGAL = re.compile(
    r"(?:股份|集团|控股|实业|贸易|商贸)*(?:有限责任公司|有限公司|公司|集团|厂|店|部)$"
)
_PHONE = re.compile(r"1\d{10}")
_LEVELS: Final = (Place.Level.COUNTY, Place.Level.TOWN, Place.Level.VILLAGE, Place.Level.ZONE)


@dataclass(frozen=True)
class Application:
    """What somebody fills in to get his enterprise a sign-in."""

    credit_code: str
    name: str
    kind: str
    place: Place
    applicant: str
    phone: str
    acts_as: str
    licence: BinaryIO
    licence_name: str


@transaction.atomic
def apply(given: Application, *, address: str, at: datetime) -> str:
    """Take an application and return the receipt by which the applicant comes back.

    Who decides is the unit's own manager of accounts, else its supervisor, else whoever answers
    for the place. Raises :class:`Invalid` for what is wrong in itself, :class:`WrongState` for too
    many from one address.
    """
    code = checked_code(given.credit_code)
    _check(given)
    recent = Enrolment.objects.filter(address=address, at__gt=at - HOUR).count()
    if recent >= settings.ENROLMENTS_PER_HOUR:
        raise WrongState("从这里提交的申请太多了，请一小时以后再试。")
    known = Unit.objects.filter(credit_code=code, until=None).first()
    decider = _decider(known, given.place, at)
    # A known unit's matter lies where the unit does: who sees that place may know of it.
    place = known.place if known else given.place
    receipt = secrets.token_urlsafe(BYTES)
    record = Enrolment(
        decider=decider, known=known, credit_code=code, name=units.spelling(given.name),
        kind=given.kind, place=given.place, applicant=given.applicant.strip(), phone=given.phone,
        acts_as=given.acts_as, alike=_alike(given, code, known, decider), address=address,
        digest=digest_of(receipt), at=at,
    )  # fmt: skip
    case = Case(f"{record.name}申请开通账号"[:240], place, decider)
    matter = begin(EnrolmentFlow, case, record, by=BY, at=at)
    evidence.store(
        owner=matter, kind=LICENCE, name=given.licence_name, content=given.licence,
        happened_at=None, by=BY, at=at,
    )  # fmt: skip
    return receipt


def find(receipt: str) -> Enrolment:
    """Return the application of a receipt. Raises :class:`NotFound`."""
    rows = Enrolment.objects.select_related("matter")
    found = rows.filter(digest=digest_of(receipt)).first()
    if found is None:
        raise NotFound("没有这份申请。请核对查询网址有没有抄全。")
    return found


def checked_code(text: str) -> str:
    """Return a credit code as it is kept. Raises :class:`Invalid` for a wrong check digit."""
    code = creditcodes.normalise(text)
    try:
        creditcodes.validate(code)
    except ValueError as error:
        raise Invalid(str(error), field="credit_code") from error
    return code


def place_named(words: str) -> Place:
    """Return the place somebody wrote by name, with those above it as far as needed, or by code.

    Raises :class:`Invalid` for one that is not there, or several that are.
    """
    text = re.sub(r"\s", "", words)
    rows = Place.objects.filter(until=None, level__in=_LEVELS)
    ends = [text[n:] for n in range(len(text))]
    found = list(rows.filter(Q(code=text) | Q(name__in=ends)).order_by("path"))
    found = [one for one in found if one.code == text or _is_meant(one, text)]
    if not found:
        raise Invalid(f"没有找到“{words}”。请写镇（街道）的全称，如“某县某镇”。", field="place")
    if len(found) > 1:
        raise Invalid(f"叫“{words}”的有 {len(found)} 处，请把县（市、区）也写上。", field="place")
    return found[0]


def _is_meant(place: Place, text: str) -> bool:
    """Say whether what stands before a place's name are names of places above it."""
    before = text[: -len(place.name)]
    names = Place.objects.filter(path__in=ancestors(place.path)[1:]).order_by("-path")
    for name in names.values_list("name", flat=True):
        before = before.removesuffix(name)
    return not before


def _check(given: Application) -> None:
    if not units.spelling(given.name):
        raise Invalid("还没有填写“单位全称”。", field="name")
    if not given.applicant.strip():
        raise Invalid("还没有填写“申请人”。", field="applicant")
    if not _PHONE.fullmatch(given.phone):
        says = f"手机应为以 1 开头的 11 位数字，您填的是“{given.phone}”。"
        raise Invalid(says, field="phone")
    if given.kind not in KINDS:
        raise Invalid("请选择单位的类别。", field="kind")
    if given.acts_as not in Enrolment.As.values:
        raise Invalid("请选择您的身份。", field="acts_as")


def _decider(known: Unit | None, place: Place, at: datetime) -> Unit | None:
    day = in_shanghai(at).date()
    if known:
        if _managers(day).filter(post__unit=known).exists():
            return known
        if known.supervisor:
            return known.supervisor
        place = known.place
    town = Unit.objects.filter(kind="town_government", place__path__in=ancestors(place.path))
    keeping = town.filter(posts__role__in=_carrying(roles.MANAGE_ORGS), until=None)
    nearest = keeping.order_by("-place_path", "pk").first()
    return nearest or units.nearest(units.OFFICE, place.path, day)


def _managers(day: Any) -> Any:
    """Return the terms of today by which somebody with an open account manages accounts."""
    return Term.objects.filter(
        Q(until=None) | Q(until__gt=day), since__lte=day, person__account__is_active=True,
        post__role__in=_carrying(roles.MANAGE_ACCOUNTS),
    )  # fmt: skip


def _carrying(capability: str) -> list[str]:
    """Return the keys of the roles that carry a capability."""
    return [key for key, may in Role.objects.values_list("key", "may") if capability in may]


def _alike(given: Application, code: str, known: Unit | None, decider: Unit | None) -> str:
    """Return what whoever decides should look at; only units in his own place are named."""
    name, lines = units.spelling(given.name), []
    if known and known.name != name:
        lines.append(f"这个代码登记的单位是“{known.name}”，和申请的名称不同。")
    waiting = Enrolment.objects.filter(credit_code=code, matter__closed_at=None)
    if numbers := list(waiting.values_list("matter__number", flat=True)[:SHOWN]):
        lines.append(f"同一代码还有没办完的申请：{'、'.join(numbers)}。")
    core = _core(name, given.place)
    if decider and decider.pk != getattr(known, "pk", None) and len(core) > 1:
        rows = Unit.objects.filter(within(decider.place_path), name__contains=core, until=None)
        for one in rows.exclude(credit_code=code).order_by("pk")[:SHOWN]:
            written = one.credit_code or "没有登记代码"
            lines.append(f"名称相近：{one.name}（{written}）。只名称相近的不是同一家。")
    return "\n".join(lines)


def _core(name: str, place: Place) -> str:
    """Return what tells a name apart: without its place in front and its legal form behind."""
    short = _LEGAL.sub("", name)
    above = Place.objects.filter(path__in=ancestors(place.path)).values_list("name", flat=True)
    for word in sorted(above, key=len, reverse=True):
        short = short.removeprefix(word).removeprefix(word[:-1]) if len(word) > 2 else short
    return short[:6]
