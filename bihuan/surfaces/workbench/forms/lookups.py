"""Fields that look up what is typed: a unit, a place. What is not known or not clear is refused."""

import re
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import creditcodes

NAMED = 3
#: Who is given tasks by name: these are offered while one types.
OFFICES = (
    "committee", "committee_office", "congress", "consultative", "department",
    "emergency_department", "government", "judiciary", "mass_organisation", "media", "other",
    "party_committee", "regulator", "rescue_team", "supporting_department", "town_government",
    "zone_committee",
)  # fmt: skip
FIRM = "enterprise"
OFFERED = 200


class UnitField(forms.CharField):
    """A unit, by its full name or a usual short one, as the place of the viewer knows it.

    A credit code tells apart units of one name in the viewer's scope.
    """

    def __init__(self, *, viewer: Viewer, **options: Any) -> None:
        super().__init__(**options)
        self.viewer = viewer
        self.error_messages["required"] = f"还没有填写“{self.label}”。"

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Return the field with its input tied to what is offered."""
        bound = super().get_bound_field(form, field_name)
        self.widget.attrs["list"] = f"{bound.auto_id}_offered"
        return bound

    @cached_property
    def offered(self) -> list[str]:
        """The names from which a browser completes what is typed.

        The offices of the viewer's places, then the enterprises seen there, if they are not too
        many for a list: a part of them would look like all of them.
        """
        inside = within(self.viewer.path)
        rows = Unit.objects.filter(until=None).order_by().values_list("name", flat=True)
        offices = rows.filter(inside, kind__in=OFFICES)[:OFFERED]
        left = OFFERED - len(offices)
        firms = rows.filter(units_seen(self.viewer), kind=FIRM)[: left + 1]
        named = sorted(set(offices))
        return named + sorted(set(firms)) if len(firms) <= left else named

    def clean(self, value: Any) -> Any:
        """Return the unit, or None when nothing is typed."""
        name = super().clean(value)
        if not name:
            return None
        seen = Unit.objects.filter(units_seen(self.viewer), until=None)
        if coded := seen.filter(credit_code=creditcodes.normalise(name)).first():
            return coded
        place = Place.objects.get(path=self.viewer.path)
        unit = units.find(name, place=place, on=self.viewer.on)
        if unit is None:
            alike = seen.filter(name=units.spelling(name)).order_by("place_path", "pk")
            alike = alike.select_related("place")
            known = [one.place.name for one in alike]
            raise ValidationError(_unclear(name, known) if known else _unknown(name, seen))
        return unit


class UnitsField(forms.CharField):
    """Several units, one a line, each by a name that means one unit to the viewer's place."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, viewer: Viewer, **options: Any) -> None:
        super().__init__(**options)
        self.one = UnitField(viewer=viewer, label=self.label)
        self.error_messages["required"] = f"还没有填写“{self.label}”。"

    def clean(self, value: Any) -> Any:
        """Return the units, each once. Every line that is not clear is named."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found: dict[Any, None] = {}
        wrong: list[ValidationError] = []
        for line in lines:
            try:
                found[self.one.clean(line)] = None
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return list(found)


class PlaceField(forms.CharField):
    """A place of the viewer's own, by name or code of GB/T 2260."""

    def __init__(self, *, viewer: Viewer, **options: Any) -> None:
        super().__init__(**options)
        self.viewer = viewer
        self.error_messages["required"] = f"还没有填写“{self.label}”。"

    def clean(self, value: Any) -> Any:
        """Return the place, or None when nothing is typed."""
        words = super().clean(value)
        if not words:
            return None
        inside = Place.objects.filter(within(self.viewer.path, "path"), until=None)
        found = list(inside.filter(code=words)[:1]) or list(inside.filter(name=words))
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"您的辖区里没有“{words}”。请写区划全称或代码。")
        codes = "、".join(f"{one.parent.name} {one.code}" for one in found if one.parent)
        raise ValidationError(f"“{words}”有 {len(found)} 处，请改写代码：{codes}。")


def _unknown(name: str, seen: QuerySet[Unit]) -> str:
    """Return that no unit bears a name, and which it may mean: 应急局 stands in 应急管理局."""
    # Each letter is sought no further than its next place, so no name takes long to read.
    first, *others = map(re.escape, name)
    letters = first + "".join(f"[^{letter}]*{letter}" for letter in others)
    alike = set(seen.filter(name__regex=letters).order_by().values_list("name", flat=True))
    near = sorted(alike, key=lambda one: (name not in one, len(one), one))[:NAMED]
    says = f"没有找到“{name}”。请写单位全称或文件里的简称。"
    return f"{says}是不是{'、'.join(near)}？" if near else says


def _unclear(name: str, places: list[str]) -> str:
    where = "、".join(places[:NAMED])
    more = "等" if len(places) > NAMED else ""
    says = f"有 {len(places)} 个单位叫“{name}”（{where}{more}），分不清是哪一个。"
    return f"{says}请写统一社会信用代码。"
