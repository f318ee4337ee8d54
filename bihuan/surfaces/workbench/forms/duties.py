"""What people fill in about lists: to draw one up, to add to it, and the year's tasks."""

from datetime import date
from typing import Any

from django import forms

from bihuan.kernel.flows.openings import speaking_of
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.responsibility import drafting
from bihuan.modules.responsibility.models import DutyItem, DutyList, YearList

from .form import ChoiceOf, DayField, Form, WordsField
from .openings import GroundField

#: What the clause says that a list may rest on.
ABOUT = ("责任清单", "权力清单", "责任制", "任务清单", "一岗双责")
LONGEST = 400


def ground_field(viewer: Viewer) -> GroundField:
    """Return the clause a list rests on."""
    return GroundField(
        speaking_of(ABOUT, viewer), label="依据", required=False,
        help_text=f"本地施行的文件里写到“{'”“'.join(ABOUT)}”的条款。",
    )  # fmt: skip


class DraftForm(Form):
    """Which list of a post is drawn up, and on which clause."""

    kind = ChoiceOf(
        DutyList.Kind.choices, label="种类",
        told={
            "post": "这个岗位自己对什么负责。",
            "powers": "整个单位有哪些权力和责任，由主要负责人签订。",
        },
    )  # fmt: skip

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="draft")
        self.fields["clause"] = ground_field(viewer)


class ItemForm(Form):
    """One item of a list: its words, clause and the rule that carries it."""

    says = WordsField(label="内容", max_length=LONGEST)
    kind = forms.ChoiceField(label="类别", choices=DutyItem.Kind.choices)

    def __init__(self, viewer: Viewer, post: Post, data: Any = None) -> None:
        super().__init__(data, prefix="item")
        self.fields["clause"] = ground_field(viewer)
        rules = drafting.rules_of(post.unit, viewer.on)
        self.rules = {str(rule.pk): rule for rule in rules}
        choices = [("", "没有规则承载"), *((key, r.title) for key, r in self.rules.items())]
        self.fields["rule"] = forms.ChoiceField(
            choices=choices, label="承载的规则", required=False,
            help_text="有规则的，系统按期产生责任事项并提示；没有的如实显示。",
        )  # fmt: skip

    @property
    def item(self) -> drafting.Item:
        """The item as filled in."""
        given = self.cleaned_data
        rule = self.rules.get(given["rule"])
        return drafting.Item(given["says"], given["clause"] or (rule and rule.clause), rule,
                             given["kind"])  # fmt: skip


class YearForm(Form):
    """For which year, and with which committee office the list is filed."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    keeper = ChoiceOf(
        (("same", "本级安委办"), ("superior", "上级安委办")), label="备案单位",
        told={"same": "部门的年初要点和年终总结。", "superior": "党政领导干部的年度任务清单。"},
    )  # fmt: skip

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="year")
        this = viewer.on.year
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, f"{year} 年") for year in (this, this + 1)
        ]
        self.fields["clause"] = ground_field(viewer)


class YearItemForm(Form):
    """A task of the year that no rule and no document's task carries."""

    says = WordsField(label="任务", max_length=LONGEST)
    due_on = DayField(label="期限", required=False, help_text="没有的不填，显示为未设定。")

    def __init__(self, year: YearList, data: Any = None) -> None:
        super().__init__(data, prefix="task", initial={"due_on": date(year.year, 12, 31)})
