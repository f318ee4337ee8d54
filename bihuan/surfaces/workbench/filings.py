"""What comes in by the form for documents: a file, pasted text, or a sample that is shipped."""

from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer

from . import coverage
from .access import WorkbenchRequest

PASTED = "粘贴的文字.txt"
#: A document is received for a place of these levels; villages carry out those of their town.
LEVELS = (Place.Level.COUNTY, Place.Level.TOWN, Place.Level.ZONE, Place.Level.CITY)


def received(request: WorkbenchRequest) -> tuple[str, bytes]:
    """Return name and content of what was handed in. Raises :class:`Invalid` for nothing or two."""
    # A browser sends every line break of a text box as two signs.
    file, pasted = request.FILES.get("file"), request.POST.get("text", "").replace("\r\n", "\n")
    sample = request.POST.get("sample", "")
    if sample:
        return coverage.sample_content(sample)
    if file and pasted.strip():
        raise Invalid("文件和粘贴的文字只能交一样。请去掉其中一样。", field="text")
    if file:
        return str(file.name), file.read()
    if pasted.strip():
        return PASTED, pasted.encode()
    raise Invalid("还没有选文件，也没有粘贴文字。", field="file")


def choices_of_place(viewer: Viewer) -> list[Place]:
    """Return the places a document may be received for: one's own first, then those just below."""
    own = list(Place.objects.filter(path=viewer.path))
    below = Place.objects.filter(within(viewer.path, "path"), parent__in=own, level__in=LEVELS)
    return own + list(below.filter(until=None).order_by("code"))
