"""A round of comments on its matter's page: verdicts on remarks, the table of how they fared."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.committee import remarks
from bihuan.modules.committee.asking_flow import CommentFlow, CommentRoundFlow
from bihuan.modules.committee.models import Comment, CommentRound
from bihuan.surfaces.layouts import handling

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.committees import RemarksForm
from ..queries import comments as reads
from ..queries import matters as lists
from .matter_page import page, revision_of


def decide(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Say of each remark whether it is adopted."""
    found = lists.find(request.viewer, number)
    if found.flow != CommentFlow.key:
        raise NotFound("没有这份意见，或您的岗位看不到。")
    comment = Comment.objects.select_related("round__matter__unit").get(pk=found.pk)
    form = RemarksForm(list(comment.remarks.filter(verdict="")), request.POST)
    done = form.tried(lambda _: remarks.decide(
        comment, form.verdicts, by=request.viewer, at=request.now, revision=revision_of(request)
    ) or None)  # fmt: skip
    if done is None:
        if not form.errors:
            form.add_error(None, "还没有写明任何一条是否采纳。")
        return page(request, found, remarks_form=form)
    messages.success(request, f"已写明 {done} 条意见的采纳情况。")
    return redirect("matter", number=number)


def table(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the table of how the comments were handled as Word."""
    found = lists.find(request.viewer, number)
    if found.flow != CommentRoundFlow.key:
        raise NotFound("没有这次征求意见，或您的岗位看不到。")
    asked = CommentRound.objects.select_related("matter").get(pk=found.pk)
    content = handling.render(asked, reads.answers_to(asked, request.viewer), request.now)
    return saved(content, f"{asked.name}意见采纳情况表.docx")


ROUTES = (
    Route("matters/<str:number>/remarks", decide, "remarks", roles.REVIEW, writes=True),
    Route("matters/<str:number>/handling", table, "handling-table", SIGNED_IN),
)
