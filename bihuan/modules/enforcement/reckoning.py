"""How the amount of a penalty comes about: the law's range, the place's benchmark, the check."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.tables import Table

from . import rules
from .models import Band, Penalty
from .models.cases import Kind

#: Item of article 114 for each grade of accident, in the order of the law.
_ITEMS = dict(zip(rules.ACCIDENTS, ("1", "2", "3", "4"), strict=True))
_DEGREES = (rules.LIGHTER, rules.NORMAL, rules.HEAVIER)


def settle(record: Penalty, by: Viewer, at: datetime) -> None:
    """Check a proposed penalty against its article, and keep the steps to its amount.

    Raises :class:`Invalid` naming the field, and the article that a fine would exceed.
    """
    person = record.who == Penalty.Who.PERSON
    if person and not record.name:
        raise Invalid("处罚个人的，请填写姓名、职务。", field="name")
    if wrong := record.provision.misses(record.stage, person=person):
        raise Invalid(wrong, field="stage")
    if record.kind != Kind.FINE and record.amount is None:
        record.steps = [f"依据{record.provision.name}：{record.get_kind_display()}。"]
        return
    if record.amount is None:
        raise Invalid("请填写罚款数额。", field="amount")
    found = reckoned(record, by.path, in_shanghai(at).date())
    if wrong := rules.against(found, record.amount, record.provision):
        raise Invalid(wrong, field="amount")
    record.steps = [*found.steps, f"确定罚款{rules.yuan(record.amount)}。"]


def reckoned(record: Penalty, path: str, on: date) -> rules.Range:
    """Return within which amounts a penalty lies. Raises :class:`Invalid`."""
    facts = rules.Facts(
        record.stage, record.grade, record.income, record.gain, record.original, record.days
    )
    try:
        found = rules.range_of(record.provision, facts)
    except rules.Unclear as error:
        raise Invalid(str(error), field="article") from error
    return rules.narrowed(found, record.degree, bands(record.provision, record.stage, path, on))


def bands(provision: rules.Provision, stage: str, path: str, on: date) -> list[rules.Band]:
    """Return the benchmark that counts in a place on a day: the nearest place's, else shipped."""
    rows = Band.objects.filter(
        article=provision.key, stage=stage, place__path__in=ancestors(path), since__lte=on
    ).select_related("place")  # fmt: skip
    running = [row for row in rows if row.until is None or on < row.until]
    if not running:
        return list(_shipped(provision, on))
    nearest = max(len(row.place.path) for row in running)
    return [
        rules.Band(row.degree, row.says, row.low * rules.WAN, row.high * rules.WAN, row.source)
        for row in running if len(row.place.path) == nearest
    ]  # fmt: skip


def _shipped(provision: rules.Provision, on: date) -> Any:
    """Yield the national bands for fines after accidents (令14, confidence M)."""
    table = Table("accident_fine_bands")
    begins = table.header.effective_from
    if provision.article != "114" or (begins and on < begins):
        return
    rows = [row for row in table.rows if _ITEMS[row["grade"]] == provision.item]
    for degree, row in zip(_DEGREES, rows, strict=True):
        parts = (("死亡", row["deaths"], "人"), ("重伤", row["serious_injuries"], "人"),
                 ("直接经济损失", row["direct_loss_wan"], "万元"))  # fmt: skip
        says = "、".join(f"{name}{value}{unit}" for name, value, unit in parts if value)
        low, high = Decimal(row["fine_min_wan"]), Decimal(row["fine_max_wan"])
        source = f"应急管理部令第14号，把握{row['confidence']}，核对原文后引用"
        yield rules.Band(degree, says, low * rules.WAN, high * rules.WAN, source)
