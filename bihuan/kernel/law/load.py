"""Packs into the database: documents, clause versions, ladders, rules, numbers.

Loading is safe to repeat. What did not change stays the row it was; what changed becomes the next
version and ends the one before it, so that old records keep citing the words of their day.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from bihuan.kernel.orgs.models import Place

from .models import READ_OUT, Clause, Document, Ladder, LadderStep, Number, Rule
from .packs import BadPack, PackFile, hours_of
from .schema import LadderSpec, NumberSpec, RuleSpec, Selects

_RULE_FIELDS = (
    *("duty", "title", "says", "per", "every", "times", "at_least", "lead", "slots"),
    *("due_days", "cut_off_days", "joins", "transition", "proof", "event", "derived"),
)


@dataclass
class Loaded:
    """What loading a pack did, by kind: how many rows are new, how many stayed as they were."""

    document: Document
    new: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str, *, created: bool) -> None:
        """Add one row of ``kind``."""
        bucket = self.new if created else self.same
        bucket[kind] = bucket.get(kind, 0) + 1


@transaction.atomic
def load_pack(file: PackFile, *, on: date) -> Loaded:
    """Load one pack as it stands on a day; all of it or, with :class:`BadPack`, nothing."""
    spec = file.pack.document
    place = Place.objects.filter(code=spec.place).first()
    if place is None:
        raise BadPack(f"{file.path.name}：没有区划 {spec.place}，请先导入区划")
    loaded = Loaded(_document(file, place))
    clauses = _clauses(file, loaded, on)
    for ladder in file.pack.ladders:
        _ladder(file, ladder, clauses, loaded)
    for ladder in file.pack.ladders:
        _rungs(file, ladder)
    for rule in file.pack.rules:
        _rule(file, rule, clauses, loaded, on)
    for number in file.pack.numbers:
        _number(file, number, clauses, loaded)
    _end_missing_rules(file, on)
    return loaded


def _document(file: PackFile, place: Place) -> Document:
    spec = file.pack.document
    text = file.compiled.source if file.compiled else ""
    values: dict[str, Any] = {
        "title": spec.title,
        "number": spec.number,
        "issuer_name": spec.issuer,
        "place": place,
        "level": spec.level,
        "dated": spec.dated,
        "in_force_from": spec.in_force.since,
        "in_force_until": spec.in_force.until,
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "compiled": file.compiled.as_json() if file.compiled else {},
    }
    document, _ = Document.objects.update_or_create(
        key=spec.key, defaults=values, create_defaults={**values, "status": spec.status}
    )
    return document


def _clauses(file: PackFile, loaded: Loaded, on: date) -> dict[str, Clause]:
    """Return the clause rows by the reference the pack uses for them."""
    rows: dict[str, Clause] = {}
    if file.compiled:
        by_id = {
            clause.id: _version(
                loaded,
                on,
                path="/".join(clause.path) or clause.id,
                no=str(clause.no or ""),
                heading=clause.heading[:200],
                chapter=(clause.chapter or "")[:200],
                text=clause.text,
                start=clause.start,
                end=clause.end,
                position=position,
            )
            for position, clause in enumerate(file.compiled.clauses)
        }
        rows = {name: by_id[clause.id] for name, clause in file.references.items()}
    for position, spec in enumerate(file.pack.clauses):
        if spec.text:
            rows[spec.clause] = _version(
                loaded,
                on,
                path=spec.clause,
                no="",
                heading=spec.heading,
                chapter="",
                text=spec.text,
                start=0,
                end=len(spec.text),
                position=position,
            )
    return rows


def _version(loaded: Loaded, on: date, *, path: str, text: str, **values: Any) -> Clause:
    """Return the row of these words, adding a version when the words changed."""
    rows = Clause.objects.filter(document=loaded.document, path=path).order_by("-version")
    last = rows.first()
    if last and last.text == text:
        for name, value in values.items():
            setattr(last, name, value)
        last.save(update_fields=[*values])
        loaded.count("clauses", created=False)
        return last
    if last:
        rows.filter(in_force_until__isnull=True).update(in_force_until=on)
    loaded.count("clauses", created=True)
    return Clause.objects.create(
        document=loaded.document,
        path=path,
        text=text,
        version=last.version + 1 if last else 1,
        in_force_from=on if last else loaded.document.in_force_from,
        **values,
    )


def _ladder(file: PackFile, spec: LadderSpec, clauses: dict[str, Clause], loaded: Loaded) -> None:
    clause = clauses[_reference(file, spec.clause)] if spec.clause else None
    _, created = Ladder.objects.update_or_create(
        key=f"{file.pack.document.key}#{spec.key}",
        defaults={"title": spec.title, "clause": clause, "derived": spec.derived},
    )
    loaded.count("ladders", created=created)


def _rungs(file: PackFile, spec: LadderSpec) -> None:
    ladder = Ladder.objects.get(key=f"{file.pack.document.key}#{spec.key}")
    for position, rung in enumerate(spec.steps):
        LadderStep.objects.update_or_create(
            ladder=ladder,
            position=position,
            defaults={
                "after_hours": hours_of(rung.after),
                "stage": rung.stage,
                "tells": rung.tells,
                "letter": rung.letter,
                "opens_hours": hours_of(rung.opens) if rung.opens else None,
                "opens_ladder": _find_ladder(file, rung.opens_ladder),
            },
        )
    ladder.steps.filter(position__gte=len(spec.steps)).delete()


def _find_ladder(file: PackFile, name: str) -> Ladder | None:
    """Return the ladder a pack means: its own, or a national one by its bare key."""
    if not name:
        return None
    own = f"{file.pack.document.key}#{name}"
    ladder = (
        Ladder.objects.filter(key=own).first()
        or Ladder.objects.filter(key__startswith="CN/", key__endswith=f"#{name}").first()
    )
    if ladder is None:
        raise BadPack(f"{file.path.name}：没有名为 {name} 的阶梯")
    return ladder


def _rule(
    file: PackFile, spec: RuleSpec, clauses: dict[str, Clause], loaded: Loaded, on: date
) -> Rule:
    """Return the rule's current version, adding one when anything in it changed."""
    document = loaded.document
    values: dict[str, Any] = {name: getattr(spec, name) for name in _RULE_FIELDS}
    values |= {
        "per": "" if spec.per == "unset" else spec.per,
        "times": None if spec.times == "unset" else spec.times,
        "slots": list(spec.slots),
        "record": spec.record,
        "zero_allowed": spec.zero,
        "selects": select(file, spec.who),
        "clause": clauses[_reference(file, spec.clause)],
        "place": document.place,
        "ladder": _find_ladder(file, spec.ladder),
    }
    key = f"{document.key}#{spec.id}"
    last = Rule.objects.filter(key=key).order_by("-version").first()
    if last and all(getattr(last, name) == value for name, value in values.items()):
        loaded.count("rules", created=False)
        return last
    since = max(on, first_day(file) or on)
    if last:
        Rule.objects.filter(key=key, in_force_until__isnull=True).update(in_force_until=on)
    loaded.count("rules", created=True)
    return Rule.objects.create(
        key=key,
        version=last.version + 1 if last else 1,
        in_force_from=since,
        in_force_until=document.in_force_until,
        **values,
    )


def _reference(file: PackFile, reference: str) -> str:
    """Return the key under which ``_clauses`` filed a reference."""
    return file.clause(reference).id if file.compiled else reference


def first_day(file: PackFile) -> date | None:
    """Return the day a document begins to bind: in force, else dated, else unset.

    Rules bind from that day or from the day they are loaded, whichever is later: an old document
    taken over today owes nothing for the years before.
    """
    document = file.pack.document
    return document.in_force.since or document.dated


def select(file: PackFile, who: Selects) -> dict[str, Any]:
    """Return a selector with the pack's named sets spelt out as tags; empty parts left out."""
    sets = {spec.key: spec.tags for spec in file.pack.sets}
    found = who.model_dump(exclude_defaults=True, exclude={"sets", "not_sets"})
    if any_of := [tag for name in who.sets for tag in sets[name]]:
        found["tags_any"] = sorted({*who.tags_any, *any_of})
    if none_of := [tag for name in who.not_sets for tag in sets[name]]:
        found["tags_none"] = sorted({*who.tags_none, *none_of})
    return found


def _number(file: PackFile, spec: NumberSpec, clauses: dict[str, Clause], loaded: Loaded) -> Number:
    number, created = Number.objects.update_or_create(
        key=f"{loaded.document.key}#{spec.id}",
        defaults={
            "clause": clauses[_reference(file, spec.clause)],
            "place": loaded.document.place,
            "says": spec.says,
            "value": spec.value,
            "unit": spec.unit,
            "use": spec.use,
            "confidence": spec.confidence,
        },
    )
    loaded.count("numbers", created=created)
    return number


def _end_missing_rules(file: PackFile, on: date) -> None:
    """End the rules that a new edition of the pack no longer has."""
    key = file.pack.document.key
    kept = {f"{key}#{rule.id}" for rule in file.pack.rules}
    Rule.objects.filter(key__startswith=f"{key}#", in_force_until__isnull=True).exclude(
        key__in=kept
    ).exclude(key__contains=READ_OUT).update(in_force_until=on)
