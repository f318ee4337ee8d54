"""What people fill in about what becomes of a place: named, merged, moved, parted."""

from typing import Any

from django.core.validators import RegexValidator

from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Viewer

from .form import DayField, Form, WordsField
from .lookups import PlaceField

CODE = RegexValidator(r"^\d{6}(\d{3}|\d{6})?$", "区划代码是 6、9 或 12 位数字。")
PLACES = "名称或代码，限您的辖区以内。"


class BorderForm(Form):
    """What every change of a place says: from which day it holds, and on which paper."""

    name = ""
    on = DayField(label="从哪天起", help_text="今天或以前的，提交后马上办理；以后的，到那天办理。")
    reason = WordsField(
        label="批文和文号", long=False, max_length=400, help_text="批准这次变更的文件，写明文号。"
    )

    def __init__(self, place: Place, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix=self.name)
        self.place, self.viewer = place, viewer
        self.fields = dict(self.first()) | self.fields

    def first(self) -> dict[str, Any]:
        """Return the fields asked before day and paper."""
        return {}


class RenameForm(BorderForm):
    """A place's new name."""

    name = "rename"

    def first(self) -> dict[str, Any]:
        """Ask for the name."""
        return {"name": WordsField(label="新名称", long=False, max_length=64)}


class MergeForm(BorderForm):
    """Which place another goes into."""

    name = "merge"

    def first(self) -> dict[str, Any]:
        """Ask for the place."""
        return {"into": _place(self.viewer, "并入哪个区划")}


class MoveForm(BorderForm):
    """Below which place another lies from now on."""

    name = "move"

    def first(self) -> dict[str, Any]:
        """Ask for the place above."""
        return {"to": _place(self.viewer, "划归哪个上级区划")}


class PartForm(BorderForm):
    """A new place beside this one, with the villages and units that go over to it."""

    name = "part"

    def first(self) -> dict[str, Any]:
        """Ask for the new place and for what it takes."""
        return {
            "title": WordsField(label="新设的区划", long=False, max_length=64),
            "code": WordsField(label="新区划代码", long=False, max_length=12, validators=[CODE]),
            "villages": WordsField(
                label="划出的村（社区）", required=False, help_text="一行一个，写名称或代码。"
            ),
            "units": WordsField(
                label="划出的单位", required=False,
                help_text="一行一个，写全称；在划出的村里的不用写。",
            ),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Turn names into villages and units of this place."""
        given = super().clean() or {}
        below = self.place.children.filter(until=None)
        by_name = {one.name: one for one in below} | {one.code: one for one in below}
        given["villages"] = self._found("villages", by_name)
        units = Unit.objects.filter(place=self.place, until=None, name__in=self._lines("units"))
        given["units"] = self._found("units", {one.name: one for one in units})
        if not (given["villages"] or given["units"] or self.errors):
            self.add_error("villages", "还没有写划出哪些村或单位。")
        return given

    def _lines(self, field: str) -> list[str]:
        lines = (line.strip() for line in (self.cleaned_data.get(field) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def _found(self, field: str, known: dict[str, Any]) -> list[Any]:
        lines = self._lines(field)
        if missing := [line for line in lines if line not in known]:
            self.add_error(field, f"{self.place.name}没有“{'、'.join(missing)}”。请写全称。")
        return [known[line] for line in lines if line in known]


def _place(viewer: Viewer, label: str) -> PlaceField:
    return PlaceField(viewer=viewer, label=label, help_text=PLACES, max_length=64)
