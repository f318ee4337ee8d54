"""Setting how a place runs a step: within what time, and who signs it beforehand."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.lib.clocks import Unit

from .form import Form, WordsField
from .settings import number_field

UNITS = {
    Unit.HOURS: "小时", Unit.DAYS: "日（自然日）", Unit.WORKDAYS: "个工作日",
    Unit.MONTHS: "个月", Unit.YEARS: "年",
}  # fmt: skip
_BETWEEN = re.compile(r"[\n、，,→；;]+|->")
MOST = 8


class LimitForm(Form):
    """Within what time a step is to be taken, where no clause says so."""

    amount = number_field("时限", most=366)
    unit = forms.ChoiceField(
        label="单位",
        choices=[("", "请选择"), *((unit.value, word) for unit, word in UNITS.items())],
        error_messages={"required": "还没有选择“单位”。"},
    )
    reason = WordsField(label="依据或理由", long=False, max_length=400)

    @property
    def value(self) -> dict[str, Any]:
        """The setting as it is kept."""
        return {"amount": self.cleaned_data["amount"], "unit": self.cleaned_data["unit"]}


class ChainForm(Form):
    """Which posts sign a step, one after the other; none when it needs no signature here."""

    kind = forms.ChoiceField(label="哪类单位办理时", required=False)
    posts = forms.CharField(
        label="依次由谁审批", required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "科长\n分管负责人"}),
        help_text="一行一个岗位，按先后写岗位名称，或写分管负责人、主要负责人；不填就是不用审批。",
    )  # fmt: skip
    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, known: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data, prefix="chain")
        self.known = known
        kinds = [("", "所有单位"), *((kind.key, kind.title) for kind in KINDS.values())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_posts(self) -> list[str]:
        """Return the posts as a chain keeps them; a post nobody knows is refused."""
        named = [word.strip() for word in _BETWEEN.split(self.cleaned_data["posts"])]
        named = [word for word in named if word]
        if unknown := [word for word in named if word not in self.known]:
            raise ValidationError(
                f"您的辖区里没有岗位“{unknown[0]}”。请写“单位”页上登记的岗位名称。"
            )
        if len(set(named)) < len(named):
            raise ValidationError("同一岗位写了两次。每个岗位审批一次。")
        if len(named) > MOST:
            raise ValidationError(f"审批不超过 {MOST} 级。")
        return [self.known[word] for word in named]
