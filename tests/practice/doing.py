"""Meeting a duty of the twins' county completely."""

from datetime import datetime
from io import BytesIO

from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from tests.surfaces.twins import PDF

RECORD = {"place": "车间", "participants": "班长", "findings": "一处已整改"}


def meet(duty: Obligation, *, by: Viewer, at: datetime) -> Fulfilment:
    """Let a principal enter that her check was led, with its proof, at once."""
    duty.refresh_from_db()
    paper = evidence.store(
        owner=duty, kind="检查记录", name="检查记录.pdf", content=BytesIO(PDF), happened_at=at,
        by=by, at=at,
    )  # fmt: skip
    duty.refresh_from_db()
    return fulfil(
        duty, mode="findings", happened_at=at, record=RECORD,
        led_by=Person.objects.get(pk=by.person_id), files=[paper], by=by, at=at,
        revision=duty.revision,
    )  # fmt: skip
