"""What a dossier does when something becomes of its unit: it goes along, nothing is lost."""

from django.db.models import Exists, OuterRef

from bihuan.kernel.orgs.models import Succession
from bihuan.kernel.orgs.succession import Change
from bihuan.kernel.orgs.viewer import Machine

from . import keeping
from .catalogue import ATTRIBUTE, FACTS, UNIT
from .models import Contact, Credential, Dossier, Grid, GridUnit, LinkCharge, Visit

BY = Machine("机构变更")


def bring_along(change: Change) -> None:
    """Bring papers, people, visits and facts of a merged enterprise to the one it went into.

    A fact the heir knows stays the heir's; one it does not know comes over, as of that day. The
    history of the merged one stays with it and can be read there.
    """
    row = change.row
    if row.kind != Succession.Kind.MERGED or row.old_unit is None or row.new_unit is None:
        return
    old, new = row.old_unit, row.new_unit
    taken = LinkCharge.objects.filter(unit=new, until=None, link=OuterRef("link"))
    LinkCharge.objects.filter(~Exists(taken), unit=old, until=None).update(unit=new)
    _grids(change)
    if old.kind != keeping.ENTERPRISE or new.kind != keeping.ENTERPRISE:
        return
    _papers(old.pk, new.pk)
    known = set(new.side_industries.values_list("code", flat=True))
    old.side_industries.exclude(code__in=known).update(unit=new)
    parts = Contact.objects.filter(unit=new, until=None).exclude(part=Contact.Part.SECOND)
    held = parts.values_list("part", flat=True)
    Contact.objects.filter(unit=old, until=None, part__in=list(held)).update(until=row.on)
    Contact.objects.filter(unit=old).update(unit=new)
    days = Visit.objects.filter(unit=new).values_list("on", flat=True)
    Visit.objects.filter(unit=old).exclude(on__in=list(days)).update(unit=new)
    if Dossier.objects.filter(unit=old).exists():
        _facts(change)


def _grids(change: Change) -> None:
    """Let the grids of a merged village be the heir's; its worker's post ended with the village.

    A merged enterprise leaves its grid; the heir stays in its own.
    """
    row = change.row
    taken = Grid.objects.filter(unit=row.new_unit, until=None, name=OuterRef("name"))
    Grid.objects.filter(~Exists(taken), unit=row.old_unit, until=None).update(unit=row.new_unit)
    GridUnit.objects.filter(unit=row.old_unit, until=None).update(until=row.on)


def _papers(old: int, new: int) -> None:
    known = set(Credential.objects.filter(unit=new).values_list("kind", "number"))
    for paper in Credential.objects.filter(unit=old):
        if (paper.kind, paper.number) not in known:
            Credential.objects.filter(pk=paper.pk).update(unit=new)


def _facts(change: Change) -> None:
    old, new = change.row.old_unit, change.row.new_unit
    assert old is not None and new is not None  # noqa: PT018, S101 - the caller looked
    new.refresh_from_db()
    known = keeping.values(new)
    fits = (key for key, fact in FACTS.items() if fact.home not in (UNIT, ATTRIBUTE))
    theirs = keeping.values(old)
    extra = {key: theirs[key] for key in fits if key in theirs and key not in known}
    extra.pop(keeping.SIDE, None)
    if extra and new.until is None:
        keeping.keep(
            new, extra, since=change.row.on, basis=f"由{old.name}并入", by=BY, at=change.at
        )
