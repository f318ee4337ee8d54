"""The letter of an order opened by hand: drawn up with it, signed, served and cancelled with it.

Its cause is that of the obligation with ``climbing.BY_HAND``, by which the ladder knows that a
person has acted and draws up no second order.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.climbing import BY_HAND
from bihuan.kernel.orgs.authority import demand_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import canonical
from bihuan.lib.clocks import in_shanghai, is_late
from bihuan.lib.hashing import digest

KIND = "supervision_order"


def draw_up(record: Any, by: Viewer, at: datetime) -> None:
    """Draw up the letter of a new order, with the next number.

    Raises :class:`WrongState` for an obligation without a holder or of one's own unit and while
    another order on it is running, :class:`NotAllowed` for a holder out of sight.
    """
    late = record.late
    if late.holder is None:
        raise WrongState("这件责任事项还没有责任单位，先指定，再督办。")
    if late.holder_id == by.unit_id:
        raise WrongState("这是本单位自己的责任事项，不能督办自己。")
    demand_seen(by, late.holder, "被督办单位")
    running = running_on(late.chain)
    if running is not None:
        raise WrongState(f"这件事已经有督办单{running.number}（{running.get_state_display()}）。")
    due = late.current_due
    overdue = late.done_at is None and due is not None and is_late(at, due)
    title = late.title if overdue else f"关于督办“{late.title}”的督办单"[:240]
    matter = record.matter
    letters.draw_up(
        kind=KIND, issuer=Unit.objects.get(pk=by.unit_id), addressee=late.holder, title=title,
        chain=matter.chain, cause=f"{late.chain}{BY_HAND}{matter.pk}",
        body={
            "subject": late.title,
            **({"due": late.current_due} if overdue else {}),
            "paragraphs": [
                f"督办事由：{record.reason}",
                f"办理要求：{record.demands}",
                f"请自本督办单送达之日起{record.answer_days}日内书面答复。",
            ],
        },
        matter=matter, clause=matter.clause, by=by, at=at,
    )  # fmt: skip


def running_on(chain: str) -> Letter | None:
    """Return the order that runs on an obligation, opened by a person or by the ladder."""
    rows = Letter.objects.everywhere("one order at a time").filter(kind=KIND)
    rows = rows.exclude(state=Letter.State.CANCELLED)
    mine = rows.filter(cause__gte=f"{chain}:", cause__lt=f"{chain};")
    by_hand = mine.filter(cause__contains=BY_HAND, matter__closed_at=None)
    return (by_hand | mine.exclude(cause__contains=BY_HAND)).order_by("-pk").first()


def letter_of(record: Any) -> Letter:
    """Return the letter of an order in scope."""
    cause = f"{record.late.chain}{BY_HAND}{record.pk}"
    rows = Letter.objects.everywhere("the letter of an order in scope")
    found: Letter = rows.select_related("issuer", "addressee").get(cause=cause)
    return found


def read_mark(letter: Letter) -> str:
    """Return the mark of a letter's words, by which signing knows what the signer read."""
    return digest(letter.title, canonical(letter.body))


def sign(moved: Any) -> None:
    """Sign the order as the post that signs for its issuer, in the words that were read."""
    letter = letter_of(moved.record)
    if moved.record.words_read != read_mark(letter):
        says = f"请在{letter.number}的页面核对正文后签发；打开以后改过的，重新核对。"
        raise WrongState(says)
    letters.sign(letter, by=moved.by, at=moved.at)


def cancel(moved: Any) -> None:
    """Cancel the letter of an order that is withdrawn; its number stays used."""
    letters.cancel(letter_of(moved.record), reason=moved.record.opinion, by=moved.by, at=moved.at)


def unserved(record: Any, _: datetime) -> str:
    """Say that the order was not served yet, "" once it was."""
    letter = letter_of(record)
    return "" if letter.state == Letter.State.SERVED else f"{letter.number}还没有登记送达回证。"


def check_served_on(moved: Any) -> None:
    """Refuse another day of service than that of the receipt."""
    service = letter_of(moved.record).services.order_by("-pk").first()
    day = in_shanghai(service.at).date() if service else None
    if moved.record.served_on != day:
        raise Invalid(f"送达日期以送达回证为准：{day}。", field="served_on")
