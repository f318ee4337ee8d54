"""What people fill in about one obligation: that it was done, more time, an excuse, an owner."""

from typing import Any

from django import forms

from bihuan.kernel.law.records import Field as RecordField
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.viewer import Viewer

from .decision import DecisionForm
from .form import ChoiceOf, DayField, Form, MomentField, WordsField
from .lookups import UnitField
from .steps import colleagues

Mode = Fulfilment.Mode
MODES = {
    Mode.FINDINGS: "做了，发现了问题；问题写在下面",
    Mode.ZERO: "做了，没有发现问题；由本人负责",
    Mode.DONE: "做完了；情况写在下面",
    Mode.PROXY: "替责任单位报，写明原因；单独计数",
}
#: A record that asks apart what was looked at and what was found.
LOOKED_AT, FOUND = "looked_at", "findings"


class FulfilForm(Form):
    """The record of one time an obligation was met, of the kind its rule asks for."""

    happened_at = MomentField(label="什么时候做的", help_text="做的那天，不是填报的这天。")

    def __init__(self, obligation: Obligation, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="fulfil")
        rule = obligation.rule
        self.kind = obligation.record_kind
        modes = [Mode.FINDINGS, Mode.ZERO] if rule and rule.zero_allowed else [Mode.DONE]
        proxy = obligation.holder_id != viewer.unit_id
        modes = [Mode.PROXY] if proxy else modes
        choices = [(mode.value, mode.label) for mode in modes]
        told = {mode.value: MODES[mode] for mode in modes}
        mode = ChoiceOf(choices, label="结果", told=told)
        mode.initial = modes[0] if len(modes) == 1 else None
        leader = forms.ModelChoiceField(
            colleagues(obligation.holder_id or 0, viewer.on),
            label=self.kind.leader,
            required=bool(rule and (rule.lead or obligation.slot)),
            empty_label="请选择",
            error_messages={"required": f"还没有选择{self.kind.leader}。"},
        )
        # Who holds the very post that must lead has led, unless he says otherwise.
        if rule and rule.lead and obligation.post_id == viewer.post_id:
            leader.initial = viewer.person_id
        self.fields = {"mode": mode, "led_by": leader} | self.fields
        for field in self.kind.fields:
            self.fields[field.name] = _words(field)
        if proxy:
            self.fields["proxy_reason"] = WordsField(label="代报原因", long=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask of a statement of zero what was looked at, and nothing found."""
        given = super().clean() or self.cleaned_data
        if given.get("mode") == Mode.ZERO and LOOKED_AT in self.fields and not given.get(FOUND):
            self.errors.pop(FOUND, None)
            given[FOUND] = ""
        return given

    @property
    def facts(self) -> list[Any]:
        """The fields of the record, as the page shows them."""
        return [self[field.name] for field in self.kind.fields]

    @property
    def record(self) -> dict[str, str]:
        """What is recorded besides who and when."""
        given = self.cleaned_data
        return {field.name: given[field.name] for field in self.kind.fields if field.name in given}


def _words(field: RecordField) -> WordsField:
    return WordsField(
        label=field.title, long=field.long, required=not field.optional, help_text=field.help,
        max_length=2000 if field.long else 200,
    )  # fmt: skip


class ExtensionForm(Form):
    """A request for more time."""

    to_due = DayField(label="申请延到")
    reason = WordsField(label="理由", max_length=400, help_text="为什么做不完，期间采取什么措施。")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="extension")


class ExtensionDecisionForm(DecisionForm):
    """The decision on a request for more time."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="decision")
        self.fields["agreed"].told = {
            "yes": "现行期限改到申请的日期，法定期限不变，两个日期都保留，督办重新计",
            "no": "期限不动，督办不停",
        }


class ExcuseForm(Form):
    """Ending an obligation without its being done, with a reason."""

    reason = WordsField(label="免责的理由", max_length=400, help_text="写明事实和依据，计入台账。")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="excuse")


class AssignForm(Form):
    """Naming the unit that owes what a clause gives to nobody in particular."""

    reason = WordsField(label="指定的依据", long=False, max_length=400)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="assign")
        unit = UnitField(
            viewer=viewer, label="责任单位", help_text="写全称，或文件里的简称。", max_length=128
        )
        self.fields = {"unit": unit} | self.fields


class DueForm(Form):
    """Setting the date a document leaves open."""

    day = DayField(label="期限")
    reason = WordsField(label="设定的依据", long=False, max_length=400,
                        help_text="原文没有写，由您设定；记名记日期。")  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="due")
