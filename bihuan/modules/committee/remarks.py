"""Saying of each remark on a draft whether it was adopted, and why not; traced on its matter."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer

from .asking_flow import CommentFlow
from .models import Comment, Remark

Verdict = Remark.Verdict


@transaction.atomic
def decide(
    comment: Comment, verdicts: Mapping[int, tuple[str, str]], *, by: Viewer, at: datetime,
    revision: int,
) -> int:  # fmt: skip
    """Give remarks their verdict and reason, by their ids; return how many were decided.

    Raises :class:`NotAllowed` for anybody but the unit that asked, :class:`WrongState` unless
    the answer waits, :class:`Conflict`, and :class:`Invalid` for a remark that is not fully adopted
    without a reason.
    """
    matter = hold(comment.matter_id, by=by, revision=revision)
    asker = CommentFlow.clerk.unit(comment, by.on)
    if asker is None or by.unit_id != asker.pk or not by.can(roles.REVIEW):
        name = asker.name if asker else "征求意见的单位"
        raise NotAllowed(f"是否采纳由{name}写明。", can=name)
    if matter.state != CommentFlow.answered.name:
        raise WrongState("现在没有待处理的意见。")
    rows = comment.remarks.in_bulk(list(verdicts))
    for pk, (verdict, because) in verdicts.items():
        remark = rows.get(pk)
        if remark is None or verdict not in Verdict.values:
            raise Invalid("请选择采纳、部分采纳或不采纳。", field=f"verdict-{pk}")
        if verdict != Verdict.ADOPTED and not because.strip():
            says = f"对“{remark.clause}”的意见没有全部采纳，要写明理由。"
            raise Invalid(says, field=f"because-{pk}")
        remark.verdict, remark.because = verdict, because.strip()
        remark.person_id, remark.post_id = by.person_id, by.post_id
        remark.save(update_fields=["verdict", "because", "person", "post"])
    body = {"verdicts": {str(pk): list(given) for pk, given in verdicts.items()}}
    record_change(matter, "remarks_decided", by=by, at=at, body=body)
    return len(verdicts)
