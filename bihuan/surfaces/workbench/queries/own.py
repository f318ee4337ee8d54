"""我的履职: what the viewer's post itself owes, what its holder did and led this year."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Fulfilment, Obligation, Outcome
from bihuan.kernel.orgs.models import Person, Post
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.responsibility import lists, years
from bihuan.modules.responsibility.models import DutyList, YearList

from .desk import LONG, ORDER
from .honours import Standing, standing
from .paging import ordering
from .side import waiting_letters

SHOWN = 10


@dataclass(frozen=True)
class Own:
    """What a post owes and its holder did since the first of January.

    ``owed`` are the worst of the open duties that name the post, ``led`` the latest records of
    what the person led; ``to_sign`` are the drafts that wait for the post. ``duties`` is
    the post's list in force, ``year`` that of the year with how its ``tasks`` stand;
    ``standing`` says what bars the person and what honours there are.
    """

    owed: list[Obligation]
    counts: dict[str, int]
    led: list[Fulfilment]
    to_sign: list[Letter]
    duties: DutyList | None
    duties_signed: bool
    year: YearList | None
    tasks: list[years.Followed]
    standing: Standing


def own(viewer: Viewer, now: datetime) -> Own:
    """Return what concerns the viewer in person, in the post she signs in to."""
    begins = datetime.combine(viewer.on.replace(month=1, day=1), time(), tzinfo=SHANGHAI)
    mine = Obligation.objects.visible_to(viewer).filter(post=viewer.post_id)
    ended = Q(done_at__gte=begins)
    counts = mine.aggregate(
        open=Count("pk", filter=Q(done_at=None)),
        overdue=Count("pk", filter=Q(done_at=None, current_due__lt=now)),
        on_time=Count("pk", filter=ended & Q(outcome=Outcome.ON_TIME)),
        late=Count("pk", filter=ended & Q(outcome=Outcome.LATE)),
        excused=Count("pk", filter=ended & Q(outcome=Outcome.EXCUSED)),
    )
    led = Fulfilment.objects.filter(led_by=viewer.person_id, happened_at__gte=begins)
    counts["led"] = led.count()
    owed = mine.filter(done_at=None).select_related("holder", "clause__document", "rule")
    return Own(
        list(owed.defer(*LONG).order_by(*ordering(ORDER))[:SHOWN]),
        counts,
        list(led.select_related("obligation__rule").order_by("-happened_at", "-pk")[:SHOWN]),
        list(waiting_letters(viewer)[:SHOWN]),
        *_listed(viewer),
        standing(viewer.on, person=Person.objects.get(pk=viewer.person_id)),
    )


def _listed(
    viewer: Viewer,
) -> tuple[DutyList | None, bool, YearList | None, list[years.Followed]]:
    """Return the list of the viewer's post, whether she signed it, and the year's tasks."""
    post = Post.objects.get(pk=viewer.post_id)
    duties = lists.in_force(post, viewer.on)
    signed = duties is not None and duties.signatures.filter(person=viewer.person_id).exists()
    rows = YearList.objects.filter(post=post, year=viewer.on.year)
    year = rows.exclude(matter__state="dropped").select_related("matter", "post", "unit").first()
    return duties, signed, year, years.followed(year, viewer.on) if year else []
