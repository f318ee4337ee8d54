"""Receiving a report from anybody: what was said goes into the tip, by whom only sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Final

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.models import Place, Role, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib import metadata
from bihuan.lib.clocks import in_shanghai

from . import sealing
from .models import PublicKey, Tip, Vault
from .tip_flow import TipFlow

#: Whoever reports from outside: nothing of a person, a post or an address goes with it.
REPORTER: Final = Machine("举报人")
ATTACHED: Final = "tip_attachment"
MOST: Final = 9
LARGEST: Final = 30 * 1024 * 1024
_WORDS: Final = ("12350", "举报")


@dataclass(frozen=True)
class Attachment:
    """A picture or film as it came: the name tells only what kind it is."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Report:
    """What is reported: none of these facts says by whom."""

    says: str
    spot: str
    about: str = ""
    seen_on: date | None = None
    employee: bool = False
    channel: str = Tip.Channel.PORTAL
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Who:
    """Who reports, as she says it; it exists in memory only until it is sealed."""

    name: str
    phone: str
    more: str = ""
    joint: str = ""

    @property
    def facts(self) -> Mapping[str, str]:
        """What is sealed, by how the custodian reads it."""
        said = {"姓名": self.name, "电话": self.phone, "其他": self.more, "联名": self.joint}
        return {title: text for title, text in said.items() if text}

    def __repr__(self) -> str:
        return "Who(…)"


@dataclass(frozen=True)
class Receipt:
    """What a reporter is given: the number of the report and the code, shown once."""

    number: str
    code: str = field(repr=False)


def office_of(place: Place, on: date) -> Unit | None:
    """Return the unit that receives reports in a place: the nearest one, here or above."""
    able = [role.key for role in Role.objects.all() if roles.INTAKE in role.may]
    held = Term.objects.filter(on_day(on), post__role__in=able)
    rows = Unit.objects.filter(
        pk__in=held.values("post__unit"), place_path__in=places.ancestors(place.path), until=None
    )
    return rows.select_related("place").order_by("-place_path", "pk").first()


def key_of(office: Unit) -> PublicKey | None:
    """Return the key with which identities are sealed for an office; None where there is none."""
    rows = PublicKey.objects.filter(
        place__path__in=places.ancestors(office.place_path), retired_at=None
    )
    return rows.order_by("-place__path", "-pk").first()


@transaction.atomic
def receive(
    place: Place, report: Report, who: Who | None = None, *, at: datetime, by: Actor = REPORTER
) -> Receipt:
    """Return the receipt of a report: received, its pictures bare, who reported sealed.

    Raises :class:`NotFound` where nobody receives reports, :class:`Invalid` naming the field for
    what is missing, a picture that cannot be bared, or a name where no key seals it.
    """
    office = _office(place, by, at)
    _check(report, at)
    bared = _bared(report.files)
    record = Tip(
        office=office, channel=report.channel, says=report.says.strip(), spot=report.spot.strip(),
        about=report.about.strip(), seen_on=report.seen_on, employee=report.employee,
        named=who is not None,
    )  # fmt: skip
    # The title is read by more people than the report: it tells neither what nor by whom.
    title = f"{record.get_channel_display()}举报（{in_shanghai(at).date()} 收到）"
    case = Case(title, office.place, office, _ground(office, at))
    matter = begin(TipFlow, case, record, by=by, at=at)
    for name, content in bared:
        _attach(matter, name, content, by, at)
    return Receipt(matter.number, _open_vault(record, who))


def attach(matter: Matter, files: Sequence[Attachment], *, at: datetime) -> list[Evidence]:
    """Keep further pictures of whoever reported, bare."""
    return [_attach(matter, name, content, REPORTER, at) for name, content in _bared(files)]


def sealed(who: Who, office: Unit, code: str) -> tuple[PublicKey, str]:
    """Return the key and what it sealed. Raises :class:`Invalid` where the place has no key."""
    key = key_of(office)
    if not who.name.strip() or not who.phone.strip():
        raise Invalid("留姓名的，姓名和电话都要写；不想留的选“不留姓名”。", field="name")
    if key is None:
        says = (
            f"{office.name}还没有设置身份保管的钥匙，现在只能不留姓名举报。凭查询码可以以后补留。"
        )
        raise Invalid(says, field="name")
    return key, sealing.seal(key.public, who.facts, code)


def _office(place: Place, by: Actor, at: datetime) -> Unit:
    if isinstance(by, Viewer):
        if not by.can(roles.INTAKE):
            raise NotAllowed("举报由受理员登记。", can="12350 受理员")
        return Unit.objects.select_related("place").get(pk=by.unit_id)
    found = office_of(place, in_shanghai(at).date())
    if found is None:
        raise NotFound(f"{place.name}还没有在这里受理举报，请拨打 12350。")
    return found


def _check(report: Report, at: datetime) -> None:
    if not report.says.strip():
        raise Invalid("还没有写是什么问题。", field="says")
    if not report.spot.strip():
        raise Invalid("还没有写发生在哪里。", field="spot")
    if report.channel not in Tip.Channel.values:
        raise Invalid("请选择来源。", field="channel")
    if report.seen_on is not None and report.seen_on > in_shanghai(at).date():
        raise Invalid(f"{report.seen_on} 还没有到。", field="seen_on")


def _bared(files: Sequence[Attachment]) -> list[tuple[str, bytes]]:
    if len(files) > MOST:
        raise Invalid(f"照片、视频最多 {MOST} 个，您选了 {len(files)} 个。", field="files")
    found = []
    for n, one in enumerate(files, 1):
        suffix = one.name.rpartition(".")[2].lower()
        if len(one.content) > LARGEST:
            says = f"第 {n} 个文件超过 {LARGEST // 1024 // 1024} MB，请剪短再传。"
            raise Invalid(says, field="files")
        try:
            content = metadata.bare(suffix, one.content)
        except metadata.Unreadable as error:
            says = (f"第 {n} 个文件去不掉里面的设备、位置和作者信息，为了保护您没有收。"
                    "请用 jpg、png、webp 照片或者 mp4、mov 视频。")  # fmt: skip
            raise Invalid(says, field="files") from error
        found.append((f"附件{n}.{suffix}", content))
    return found


def _attach(matter: Matter, name: str, content: bytes, by: Actor, at: datetime) -> Evidence:
    return evidence.store(
        owner=matter, kind=ATTACHED, name=name, content=BytesIO(content), happened_at=None,
        by=by, at=at,
    )  # fmt: skip


def _open_vault(record: Tip, who: Who | None) -> str:
    code = sealing.new_code()
    digest = sealing.code_digest(code)
    key, closed = sealed(who, record.office, digest) if who else (None, "")
    Vault.objects.create(tip=record, code=digest, sealed=closed, key=key)
    return code


def _ground(office: Unit, at: datetime) -> Clause | None:
    """Return the clause that speaks of 12350, or else of reports, the nearest place's first."""
    day = in_shanghai(at).date()
    rows = Clause.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=day),
        document__status=Document.Status.IN_FORCE,
        document__place__path__in=places.ancestors(office.place_path),
    ).order_by("-document__place__path", "-document__dated", "position")
    found = (rows.filter(text__contains=word).first() for word in _WORDS)
    return next((one for one in found if one is not None), None)
