"""What people fill in about a unit: to register it, how it is called, its state, its changes."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.viewer import Viewer

from .form import DayField, Form, WordsField
from .lookups import PlaceField, UnitField
from .settings import number_field

HEADS = 1_000_000
INDUSTRY = RegexValidator(r"^[A-T]?\d{2,4}$", "行业代码写成 C2922 或 2922 这样。")


class RegisterForm(Form):
    """A unit's facts; nothing is filled in beforehand."""

    name = WordsField(label="单位全称", long=False, max_length=128, help_text="按批文或营业执照。")
    kind = forms.ChoiceField(label="类别", error_messages={"required": "还没有选择“类别”。"})
    credit_code = WordsField(
        label="统一社会信用代码", long=False, required=False, max_length=40,
        help_text="18 位，对照营业执照；没有的不填。",
    )  # fmt: skip
    industry = forms.CharField(
        label="行业代码", required=False, max_length=8, validators=[INDUSTRY],
        help_text="国民经济行业分类，如 C2922。",
    )  # fmt: skip
    headcount = number_field("从业人数", most=HEADS)
    since = DayField(label="成立日期", required=False)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="register")
        titles = [("", "请选择"), *((kind.key, kind.title) for kind in KINDS.values())]
        self.fields["kind"].choices = titles  # type: ignore[attr-defined]
        self.fields["headcount"].required = False
        place = PlaceField(
            viewer=viewer, label="区划（属地）", max_length=64,
            help_text="写名称或代码，限您的辖区以内。",
        )  # fmt: skip
        supervisor = UnitField(
            viewer=viewer, label="督办方", required=False, max_length=128,
            help_text="它不办时由谁知道。写全称或简称；不填的列入“没有督办方的单位”。",
        )  # fmt: skip
        rest = {name: field for name, field in self.fields.items() if name not in ("name", "kind")}
        first = {"name": self.fields["name"], "kind": self.fields["kind"]}
        self.fields = first | {"place": place, "supervisor": supervisor} | rest
