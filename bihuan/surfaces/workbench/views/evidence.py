"""佐证: the file itself, for whoever may open the record it proves."""

from django.http import FileResponse

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.evidence import open_file
from bihuan.kernel.trace.models import Evidence

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.chains import may_open

#: What a browser may show inside a page; everything else is saved to disk.
SHOWN = ("image/jpeg", "image/png", "image/webp")


def evidence(request: WorkbenchRequest, pk: int) -> FileResponse:
    """Return the file of a piece of evidence; a picture is shown, all else is downloaded."""
    found = Evidence.objects.filter(pk=pk).first()
    if found is None or not may_open(found.chain, request.viewer):
        raise NotFound("没有这份佐证，或您的岗位看不到。")
    shown = found.media_type in SHOWN
    response = FileResponse(
        open_file(found),
        as_attachment=not shown,
        filename=found.name,
        content_type=found.media_type if shown else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


ROUTES = (Route("evidence/<int:pk>", evidence, "evidence", SIGNED_IN),)
