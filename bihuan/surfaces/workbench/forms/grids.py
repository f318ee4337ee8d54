"""What people fill in about grids: a grid, its posts, which enterprises belong to it, its end."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.dossier import census
from bihuan.modules.dossier.models import GridPost

from .form import DayField, Form, Pick, WordsField
from .lookups import UnitsField


class GridForm(Form):
    """A grid with the post of its worker."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="设立单位", empty_label="请选择",
        error_messages={"required": "还没有选择“设立单位”。"},
        help_text="村（社区）、镇街或功能区。",
    )  # fmt: skip
    name = WordsField(label="网格名称", long=False, max_length=32, help_text="如：第一网格。")
    manner = Pick(GridPost.Manner.choices, label="网格员的用工方式")
    since = DayField(label="从哪天起")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="grid")
        rows = units_kept(viewer).filter(kind__in=census.GRIDS, until=None)
        offered: Any = self.fields["unit"]
        offered.queryset = rows.order_by("place_path", "pk")


class GridPostForm(Form):
    """One more post of a grid."""

    part = Pick(GridPost.Part.choices, label="岗位")
    manner = Pick(GridPost.Manner.choices, label="用工方式")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="post")


class MembersForm(Form):
    """Which enterprises belong to a grid: named ones, or all of the place that are in none."""

    rest = forms.BooleanField(
        label="本区域没有编入网格的企业全部编入", required=False, help_text="编入后可以逐家移出。"
    )
    since = DayField(label="从哪天起")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="members")
        named = UnitsField(
            viewer=viewer, label="企业", required=False,
            help_text="一行一家；原来在别的网格的，从那天起移过来。",
        )  # fmt: skip
        self.fields = {"units": named} | self.fields

    def clean(self) -> dict[str, Any]:
        """Demand one of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given["units"] and not given["rest"]:
            self.add_error("units", "还没有写企业，也没有选全部编入。")
        return given


class EndGridForm(Form):
    """From which day a grid is no more."""

    on = DayField(label="从哪天起撤销")
    reason = WordsField(label="原因", long=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="end")
