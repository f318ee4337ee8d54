"""Forms of the interference record: what is written down, what is added."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.interference.models import Addition, Interference
from bihuan.modules.interference.records import Facts

from .form import ChoiceOf, DayField, Form, WordsField
from .lookups import UnitField


class InterferenceForm(Form):
    """Who interfered, when, how, in what, and to whom the record goes."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="interference")
        fields = {name: Interference._meta.get_field(name) for name in Facts.__annotations__}
        title = {name: str(field.verbose_name) for name, field in fields.items()}
        self.fields["who"] = WordsField(label=title["who"], long=False, max_length=32)
        self.fields["who_post"] = WordsField(label=title["who_post"], long=False, max_length=128)
        self.fields["happened_on"] = DayField(label=title["happened_on"])
        self.fields["how"] = ChoiceOf(Interference.How.choices, label=title["how"])
        self.fields["concerned"] = WordsField(label=title["concerned"], long=False, max_length=200)
        self.fields["said"] = WordsField(
            label=title["said"], max_length=4000, help_text="照原话写，写明时间、地点、在场的人。"
        )
        self.fields["discipline"] = UnitField(viewer=viewer, label=title["discipline"])
        self.fields["leader"] = forms.ModelChoiceField(
            Post.objects.filter(unit=viewer.unit_id).exclude(lead="").select_related("unit"),
            label=title["leader"], required=False, empty_label="不报告本单位负责人",
            help_text="选了的负责人也看得到；被记录的人就是他的，不要选。",
            error_messages={"invalid_choice": "请选本单位的负责人。"},
        )  # fmt: skip

    @property
    def facts(self) -> Facts:
        """What was filled in."""
        return Facts(**self.cleaned_data)


class AdditionForm(Form):
    """What is added to a record, of the kinds open to who adds it."""

    def __init__(self, kinds: list[str], data: Any = None) -> None:
        super().__init__(data, prefix="addition")
        titles = dict(Addition.Kind.choices)
        self.fields["kind"] = ChoiceOf([(kind, titles[kind]) for kind in kinds], label="类别")
        self.fields["says"] = WordsField(label="内容", max_length=2000)
