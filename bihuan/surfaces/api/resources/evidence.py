"""佐证: the file itself, for whoever may open the record it proves."""

from django.http import FileResponse

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.evidence import open_file
from bihuan.kernel.trace.models import Evidence
from bihuan.surfaces.workbench.queries.chains import may_open

from ..calls import GET, Asked, Call

BYTES = "application/octet-stream"


def show(asked: Asked) -> FileResponse:
    """Return the file of a piece of evidence. Raises :class:`NotFound` outside one's scope."""
    found = Evidence.objects.filter(pk=asked.path["pk"]).first()
    if found is None or not may_open(found.chain, asked.viewer):
        raise NotFound("没有这份佐证，或您的岗位看不到。")
    file = open_file(found)
    return FileResponse(file, as_attachment=True, filename=found.name, content_type=BYTES)


CALLS = (
    Call(GET, "evidence/<id:pk>", show, "evidence", "佐证", "下载一份佐证", BYTES),
)  # fmt: skip
