"""An obligation as a list shows it: who holds the post, where it is stuck, what one may do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.statements import among, written_once

from .holders import holders


@dataclass(frozen=True)
class Act:
    """Something the viewer may do from a list: its word, its address, whether it acts at once."""

    word: str
    address: str
    posts: bool = False


@dataclass(frozen=True)
class Row:
    """An obligation with the person of the day (``None`` when vacant), its hitch, two acts."""

    obligation: Obligation
    term: Term | None
    stuck: str
    acts: tuple[Act, ...]

    @property
    def vacant(self) -> bool:
        """Say whether a post is named that nobody holds that day."""
        return self.obligation.post_id is not None and self.term is None

    @property
    def address(self) -> str:
        """The page of the thing itself."""
        return home(self.obligation)


def home(obligation: Obligation) -> str:
    """Return the page where a duty is done: of its matter when a step of one, else its own."""
    matter = obligation.matter
    step = matter and obligation.kind in (Kind.STEP, Kind.SIGN)
    return f"/matters/{matter.number}" if step else f"/obligations/{obligation.pk}"


@dataclass(frozen=True)
class _Known:
    """What one page of rows needs to know besides the rows, read in four queries."""

    terms: dict[int, Term]
    extensions: dict[int, Extension]
    drafts: dict[str, Letter]
    told: dict[str, Notice]


def rows_of(obligations: Sequence[Obligation], viewer: Viewer, now: datetime) -> dict[int, Row]:
    """Return the rows of obligations by their id, whatever their number in four queries."""
    if not obligations:
        return {}
    known = _known(obligations, viewer)
    return {o.pk: _row(o, known, viewer, now) for o in obligations}


def _known(obligations: Sequence[Obligation], viewer: Viewer) -> _Known:
    own = [o.chain for o in obligations]
    chains = own + [o.matter.chain for o in obligations if o.matter]
    asked = _extensions()(obligations=[o.pk for o in obligations])
    return _Known(
        terms=holders((o.post_id for o in obligations), viewer.on),
        extensions={row.obligation_id: row for row in asked},
        drafts={letter.chain: letter for letter in _drafts(viewer)(chains=chains)},
        told=_last_to_holder(obligations, _told()(chains=own)),
    )


@written_once
def _extensions() -> Any:
    return Extension.objects.filter(among("obligation", "obligations"), granted=None)


@written_once
def _drafts(viewer: Viewer) -> Any:
    return Letter.objects.visible_to(viewer).filter(among("chain", "chains"), state="draft")


@written_once
def _told() -> Any:
    told = Notice.objects.everywhere("what rows in scope were told").filter(
        among("chain", "chains")
    )
    return told.prefetch_related("readings").order_by("created_at", "pk")


def _last_to_holder(
    obligations: Iterable[Obligation], notices: Iterable[Notice]
) -> dict[str, Notice]:
    holder = {o.chain: o.holder_id for o in obligations}
    return {n.chain: n for n in notices if holder[n.chain] == n.unit_id}


def _row(o: Obligation, known: _Known, viewer: Viewer, now: datetime) -> Row:
    term = known.terms.get(o.post_id) if o.post_id else None
    return Row(o, term, _stuck(o, known, now, vacant=bool(o.post_id) and term is None),
               tuple(_acts(o, known, viewer))[:2])  # fmt: skip


def _stuck(o: Obligation, known: _Known, now: datetime, *, vacant: bool) -> str:
    """Say in one sentence what the thing waits for; the gravest hitch is the one said."""
    if o.holder_id is None:
        return "没有责任单位，督办无法送达"
    if o.paused_at:
        return f"{in_shanghai(o.paused_at):%m-%d} 起暂停，不计逾期"
    if asked := known.extensions.get(o.pk):
        return f"申请延期到 {in_shanghai(asked.to_due):%m-%d}，待批"
    if draft := known.drafts.get(o.chain):
        return f"{draft.number} 待签发"
    if vacant:
        return "岗位空缺，没有人办"
    if o.current_due is None:
        return "没有写明期限，要有人设定"
    return _waits_for(o, known, now)


def _waits_for(o: Obligation, known: _Known, now: datetime) -> str:
    if o.kind == Kind.SUPERVISE and o.current_due and o.current_due < now:
        return "督办方自己没动，计入督办不力"
    if o.matter and o.step:
        step = flow_of(o.matter.flow).steps.get(o.step)
        return f"还没有“{step.title}”" if step else "等待审批"
    done = f"要 {o.times_needed} 次，已办 {o.times_done} 次" if o.times_needed > 1 else "没有记录"
    notice = known.told.get(o.chain)
    if notice is None:
        return done
    read = "已读" if notice.readings.all() else "未读"
    return f"{done}；{in_shanghai(notice.created_at):%m-%d} 已通知，{read}"


def _acts(o: Obligation, known: _Known, viewer: Viewer) -> Iterable[Act]:
    own, thing = f"/obligations/{o.pk}", home(o)
    if o.holder_id is None and viewer.can(roles.ASSIGN):
        yield Act("指定单位", f"{thing}#{'owner' if o.matter else 'assign'}")
    if o.current_due is None and viewer.can(roles.SET_UNSET):
        yield Act("设定期限", f"{thing}#due")
    if o.holder_id == viewer.unit_id:
        yield Act("办理", f"{thing}#act")
    if o.supervisor_id == viewer.unit_id and o.pk in known.extensions and viewer.can(roles.EXTEND):
        yield Act("批复", f"{own}#extension")
    if (draft := known.drafts.get(o.chain)) and draft.signer_post_id == viewer.post_id:
        yield Act("签发", f"/letters/{draft.pk}")
    if may_remind(o, viewer):
        yield Act("催办", f"{own}/remind", posts=True)
    yield Act("查看", thing)


def may_remind(o: Obligation, viewer: Viewer) -> bool:
    """Say whether the viewer may remind who owes a duty that has climbed."""
    others = o.holder_id is not None and o.holder_id != viewer.unit_id
    return others and o.stage > 0 and not o.done_at and viewer.can(roles.SUPERVISE)
