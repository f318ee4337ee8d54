"""What the pages of a round of comments show, and who is waited for, within the viewer's sight."""

from typing import Any

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.asking_flow import AssistanceFlow, CommentFlow, CommentRoundFlow
from bihuan.modules.committee.models import Comment, CommentRound

from ..forms.committees import RemarksForm


def rounds_about(review: Matter, viewer: Viewer) -> list[CommentRound]:
    """Return the rounds in which a document under review was sent for comments, the newest first.

    Only those whose matter the viewer sees.
    """
    seen = Matter.objects.visible_to(viewer).filter(parent=review, flow=CommentRoundFlow.key)
    rounds = CommentRound.objects.filter(matter__in=seen).select_related("matter")
    return list(rounds.order_by("-matter"))


def answers_to(asked: CommentRound, viewer: Viewer) -> list[Comment]:
    """Return the answers of the units asked that the viewer sees, each with its remarks."""
    seen = Matter.objects.visible_to(viewer)
    rows = asked.comments.filter(matter__in=seen).select_related("unit", "matter")
    return list(rows.prefetch_related("remarks").order_by("pk"))


def asking_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what a matter's page shows of comments asked or given, and of help waited for."""
    help_flow = AssistanceFlow.key
    open_help = Matter.objects.visible_to(viewer).filter(
        parent=matter, flow=help_flow, closed_at=None
    )
    shown: dict[str, Any] = {
        "helped_by": open_help.select_related("assistance__asked").order_by("pk")
    }
    if matter.flow == CommentRoundFlow.key:
        asked = CommentRound.objects.get(pk=matter.pk)
        titles = {name: state.title for name, state in CommentFlow.states.items()}
        answers = [(one, titles[one.matter.state]) for one in answers_to(asked, viewer)]
        rest = Matter.objects.visible_to(viewer).filter(parent=matter)
        shown |= {
            "round": asked,
            "answers": answers,
            "children": rest.exclude(flow=CommentFlow.key),
        }
    if matter.flow == CommentFlow.key:
        comment = Comment.objects.select_related("round__matter").get(pk=matter.pk)
        waiting = list(comment.remarks.filter(verdict=""))
        asker = comment.round.matter.unit_id
        decides = viewer.unit_id == asker and viewer.can(roles.REVIEW)
        answered = matter.state == CommentFlow.answered.name
        shown |= {"comment": comment, "remarks": list(comment.remarks.all())}
        if decides and answered and waiting:
            shown["remarks_form"] = RemarksForm(waiting)
    return shown
