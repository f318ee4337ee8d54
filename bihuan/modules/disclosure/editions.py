"""Editions: what a publication says from one moment to the next, and when it says nothing more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import Limit, in_shanghai
from bihuan.lib.clocks import Unit as Counted

from .models import Edition, Publication
from .rules import CONTENT, KINDS, forbidden, missing

_COUNTED = {"工作日": Counted.WORKDAYS, "日": Counted.DAYS}


@dataclass(frozen=True)
class Term:
    """By when a kind must be public: the limit and the number of the document that gives it."""

    limit: Limit
    number: Number


def term(record: Publication) -> Term | None:
    """Return what the text in force that day says on the time to publish, None where none does."""
    rows = Number.objects.filter(
        key=KINDS[record.kind].within, clause__document__in_force_from__lte=record.formed_on
    )
    number = rows.select_related("clause__document").first()
    if number is None or number.unit not in _COUNTED:
        return None
    return Term(Limit(int(number.value), _COUNTED[number.unit]), number)


def limit(record: Publication) -> Limit | None:
    """Return the time in which a publication must be public, None while it is unset."""
    found = term(record)
    return found.limit if found else None


def demand_whole(moved: Any) -> None:
    """Refuse a text that lacks what its kind must hold, or holds what nobody may make public.

    Raises :class:`Invalid` naming the field.
    """
    record: Publication = moved.record
    for name in missing(KINDS[record.kind], record.content):
        says = f"“{record.get_kind_display()}”要写“{_title(name)}”。"
        raise Invalid(says, field=name)
    _demand_clean(record, *CONTENT)
    if record.formed_on > in_shanghai(moved.at).date():
        raise Invalid("信息形成日期还没有到。", field="formed_on")


def note_correction(moved: Any) -> None:
    """Refuse a reason of a correction that holds what nobody may make public."""
    _demand_clean(moved.record, "correction")


def demand_past(record: Any, _: Any, at: datetime) -> None:
    """Refuse a publication opened by hand of what has not come into being yet."""
    if record.formed_on > in_shanghai(at).date():
        raise Invalid("信息形成日期还没有到。", field="formed_on")


def never_public(record: Publication, _: datetime) -> str:
    """Say that it can be read already, "" while nobody ever could."""
    return "已经公开过，不能改为不予公开；要撤下的，用“撤下”。" if record.public_at else ""


def was_public(record: Publication, _: datetime) -> str:
    """Say that it was never public, "" once it was."""
    return "" if record.public_at else "还没有公开过。"


def make_public(moved: Any) -> None:
    """Write the next edition; the one before stays readable as replaced."""
    record: Publication = moved.record
    editions = record.editions.order_by("-number")
    last = editions.first()
    editions.filter(replaced_at=None).update(replaced_at=moved.at)
    content = {name: _plain(value) for name, value in record.content.items()}
    content |= {"issuer": moved.matter.unit.name, "basis": _basis(moved.matter),
                "formed_on": record.formed_on.isoformat()}  # fmt: skip
    Edition.objects.create(
        publication=record, number=last.number + 1 if last else 1, kind=record.kind,
        place=moved.matter.place, place_path=moved.matter.place_path, content=content,
        words="\n".join(text for text in content.values() if text),
        because=record.correction if last else "", published_at=moved.at,
    )  # fmt: skip
    record.public_at = record.public_at or moved.at
    record.save(update_fields=["public_at"])


def put_back(moved: Any) -> None:
    """Give up a correction: the record says again what its edition says."""
    record: Publication = moved.record
    content = record.editions.get(replaced_at=None).content
    for name in CONTENT:
        field: Any = Publication._meta.get_field(name)
        empty = None if field.null else ""
        setattr(record, name, field.to_python(content[name]) if content[name] else empty)
    record.save(update_fields=list(CONTENT))


def note_reprint(moved: Any) -> None:
    """Add where else it was published, and when."""
    record: Publication = moved.record
    _demand_clean(record, "media")
    record.reprints = [*record.reprints, [in_shanghai(moved.at).date().isoformat(), record.media]]
    record.save(update_fields=["reprints"])


def take_down(moved: Any) -> None:
    """Note when it was taken down; its editions stay, and nobody outside reads them any more."""
    _demand_clean(moved.record, "taken_because")
    moved.record.taken_at = moved.at
    moved.record.save(update_fields=["taken_at"])


def _demand_clean(record: Publication, *names: str) -> None:
    """Refuse what nobody may make public in words that everybody will read."""
    for name in names:
        found = forbidden(str(getattr(record, name) or ""))
        if found:
            says = f"“{_title(name)}”里有{'、'.join(found)}，不能公开。删去后再提交。"
            raise Invalid(says, field=name)


def _title(name: str) -> str:
    field: Any = Publication._meta.get_field(name)
    return str(field.verbose_name)


def _basis(matter: Any) -> str:
    """Return the clause a publication rests on as people cite it, "" for none."""
    clause = matter.clause
    return f"《{clause.document.title}》{clause.label}" if clause else ""


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()
