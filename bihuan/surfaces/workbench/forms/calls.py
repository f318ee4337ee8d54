"""What a person fills in after telephoning about reports that did not come."""

from typing import Any

from django import forms

from .form import ChoiceOf, Form, MomentField, WordsField

REACHED = (("yes", "联系上了"), ("no", "没有联系上"))
TOLD = {
    "yes": "写对方怎么说、答应哪天报",
    "no": "写是空号、停机还是没人接；记为“联系不上”，告诉所在镇街核实联系人",
}


class CallForm(Form):
    """A call: whom, under which number, when, whether reached, what was said."""

    name = WordsField(label="联系人", long=False, max_length=64)
    phone = forms.CharField(
        label="电话", max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": "还没有填写“电话”。"},
    )  # fmt: skip
    called_at = MomentField(label="什么时候打的")
    reached = ChoiceOf(REACHED, label="结果", told=TOLD)
    said = WordsField(label="通话情况", max_length=400)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, prefix="call", initial=initial)
