"""The verbs of correspondence: an order a person opens, and an office's own words for a letter."""

from typing import Any

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, State, Step, days
from bihuan.kernel.letters.kinds import kind_of
from bihuan.kernel.orgs import roles
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import Limit
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import orders, wordings
from .models import Order, Wording

#: Suggested ladders; each sleeps until a named person adopts it for the place.


def answer_within(order: Any) -> Limit:
    """Return how long the unit has for its answer, counted from service."""
    return days(order.answer_days)


def retire_older(moved: Any) -> None:
    """End the words in use until now, in the name of whoever adopted the new ones."""
    own = moved.record
    for row in wordings.older_than(own):
        matter = Matter.objects.everywhere("older words of the same office").get(pk=row.pk)
        advance(
            matter, WordingFlow.retire, by=moved.by, at=moved.at, revision=matter.revision,
            fields={"opinion": f"由{moved.matter.number}取代。"},
        )  # fmt: skip


class OrderFlow(Flow, key="correspondence.order", of=Order, title="人工督办", prefix="RD"):
    """A supervision order opened by hand, from its draft until its answer was checked."""

    clerk = Party("督办单位经办人", at="matter.unit", may=roles.SUPERVISE)
    signer = Party("督办单位签发人", at="matter.unit", may=roles.SIGN)
    server = Party("督办单位送达人", at="matter.unit", may=roles.SERVE)
    called = Party("被督办单位", at="late.holder", may=roles.FULFIL)

    opening = Opening(
        "开具督办单", roles.SUPERVISE, ("reason", "demands", "answer_days"),
        called=lambda o: f"督办：{o.late.title}", doer="proposer", grounded=True,
        about=("督办",), origin="late", then=orders.draw_up,
    )  # fmt: skip

    drafted = State("待签发", initial=True)
    signed = State("待送达")
    served = State("待答复")
    answered = State("待核查")
    returned = State("退回")
    closed = State("已办结", final=True)
    withdrawn = State("已作废", final=True)

    sign = Step(
        "签发督办单", drafted >> signed, OWN, who=signer, asks=("words_read",),
        unlike=("proposer",), ladder=STEP_LADDER, then=orders.sign,
    )  # fmt: skip
    serve = Step(
        "送达督办单", signed >> served, OWN, who=server, asks=("served_on",),
        gates=(Gate("已登记送达回证", OWN, missing=orders.unserved, can="督办单位送达文书的岗位"),),
        tells=(called,), ladder=STEP_LADDER, then=orders.check_served_on,
    )  # fmt: skip
    answer = Step(
        "书面答复", served >> answered, OWN, who=called, within=answer_within, since="served_on",
        asks=("answer",), tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    check = Step(
        "核查通过", answered >> closed, OWN, who=clerk, asks=("opinion",),
        unlike=("answer", "answer_again"), tells=(called,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "核查不通过", answered >> returned, OWN, who=clerk, asks=("opinion", "again_by"),
        unlike=("answer", "answer_again"), tells=(called,), returns=True,
    )  # fmt: skip
    answer_again = Step(
        "重新答复", returned >> answered, OWN, who=called, due="again_by", asks=("answer",),
        tells=(clerk,), ladder=TASK_LADDER,
    )  # fmt: skip
    withdraw = Step(
        "作废督办单", (drafted | signed) >> withdrawn, OWN, who=signer, asks=("opinion",),
        optional=True, then=orders.cancel,
    )  # fmt: skip


class WordingFlow(Flow, key="correspondence.wording", of=Wording, title="文书模板", prefix="MB"):
    """An office's own words for a kind of letter, until newer or the supplied ones are used."""

    clerk = Party("发文单位", at="office", may=roles.SUPERVISE)

    opening = Opening(
        "修订文书模板", roles.SUPERVISE, ("kind", "words", "reason"),
        called=lambda w: f"{kind_of(w.kind).name}模板", doer="editor", office="office",
        settles=wordings.check,
    )  # fmt: skip

    drafted = State("待启用", initial=True)
    in_use = State("使用中")
    replaced = State("已停用", final=True)
    dropped = State("不采用", final=True)

    adopt = Step(
        "启用模板", drafted >> in_use, OWN, who=clerk, takes=("opinion",), ladder=STEP_LADDER,
        then=retire_older,
    )  # fmt: skip
    drop = Step("不采用", drafted >> dropped, OWN, who=clerk, asks=("opinion",), optional=True)
    retire = Step(
        "停用，改回系统提供的文字", in_use >> replaced, OWN, who=clerk, asks=("opinion",),
        optional=True,
    )  # fmt: skip
