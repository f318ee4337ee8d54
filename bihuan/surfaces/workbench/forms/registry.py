"""What people fill in about what a unit is: names, categories, state, what becomes of it."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer

from .form import ChoiceOf, DayField, Form, WordsField
from .lookups import PlaceField, UnitField

PARTS = ("1", "2", "3")
NAMES = "写全称、简称或统一社会信用代码。"
STATES = {
    "stop": ("停产停业", "尚未逾期的责任从下次巡查起暂停；已逾期的照常督办，事项不因此办结"),
    "resume": ("恢复正常", "因停产停业暂停的责任从下次巡查起接着算"),
    "close": ("关闭", "从今天起不再产生新的责任；在办的仍要办结。不能撤回"),
}
#: A state -> what it may turn into.
TURNS = {
    Unit.Status.OPERATING: ("stop", "close"),
    Unit.Status.STOPPED: ("resume", "close"),
    Unit.Status.CLOSED: (),
}


class AboutForm(Form):
    """A form about one unit; its prefix keeps it apart from the others on the page."""

    name = ""

    def __init__(self, unit: Unit, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix=self.name)
        self.unit, self.viewer = unit, viewer
        self.fill()

    def fill(self) -> None:
        """Add the fields that depend on the unit or on who fills them in."""

    def ask_first(self, **first: forms.Field) -> None:
        """Put fields before those of the class."""
        self.fields = first | self.fields


class AliasForm(AboutForm):
    """What the documents of a place call a unit."""

    name = "aliases"
    alias = WordsField(label="别名", long=False, max_length=128, help_text="文件里怎样写它。")

    def fill(self) -> None:
        """Ask whose documents write it so."""
        self.fields["place"] = PlaceField(
            viewer=self.viewer, label="哪里的文件", max_length=64, help_text="区划名称或代码。"
        )


class TagForm(AboutForm):
    """That a unit belongs to a category from a day."""

    name = "tags"
    tag = WordsField(label="类别", long=False, max_length=48, help_text="如 非煤矿山、规模以上。")
    since = DayField(label="从哪天起")


class UntagForm(AboutForm):
    """That a unit does not belong to a category any more."""

    name = "untag"
    on = DayField(label="从哪天起不再属于")

    def fill(self) -> None:
        """Offer the categories that run."""
        running = self.unit.tags.filter(until=None).order_by("pk")
        choices = [("", "请选择"), *((tag.tag, tag.tag) for tag in running)]
        error = {"required": "还没有选择“类别”。"}
        self.ask_first(tag=forms.ChoiceField(choices=choices, label="类别", error_messages=error))


class StatusForm(AboutForm):
    """That a unit stopped, works again, or is closed."""

    name = "status"
    reason = WordsField(label="原因", long=False, max_length=400)

    def fill(self) -> None:
        """Offer what the unit's state may turn into, each with what follows."""
        turns = TURNS[Unit.Status(self.unit.status)]
        told = {name: STATES[name][1] for name in turns}
        self.ask_first(to=ChoiceOf([(n, STATES[n][0]) for n in turns], label="改为", told=told))


class PauseForm(AboutForm):
    """Why a unit's checks pause."""

    name = "pause"
    reason = WordsField(label="暂停原因", long=False, max_length=400)


class ResumeForm(AboutForm):
    """That a unit's checks run again: nothing to fill in."""

    name = "run"


class ChangeForm(AboutForm):
    """What every change of a unit says: from which day it holds, and on what basis."""

    on = DayField(label="从哪天起", help_text="今天或以前的，提交后马上办理；以后的，到那天办理。")
    reason = WordsField(
        label="依据",
        long=False,
        max_length=400,
        help_text="批文、纪要或执照变更，写明文号。",
    )


class RenameForm(ChangeForm):
    """A unit's new name."""

    name = "rename"

    def fill(self) -> None:
        """Ask for the name first."""
        self.ask_first(name=WordsField(label="新名称", long=False, max_length=128))


class MoveForm(ChangeForm):
    """A unit's new place."""

    name = "move"

    def fill(self) -> None:
        """Ask for the place first."""
        self.ask_first(to=PlaceField(
            viewer=self.viewer, label="新的区划（属地）", max_length=64,
            help_text="名称或代码，限您的辖区以内。",
        ))  # fmt: skip


class TransferForm(ChangeForm):
    """Who answers for a unit from now on."""

    name = "transfer"

    def fill(self) -> None:
        """Ask for the supervisor first."""
        self.ask_first(to=_unit(self.viewer, "新的督办方"))


class MergeForm(ChangeForm):
    """Which unit another goes into."""

    name = "merge"

    def fill(self) -> None:
        """Ask for the unit first."""
        self.ask_first(into=_unit(self.viewer, "并入哪个单位"))


class SplitForm(ChangeForm):
    """Who takes what of a unit that is split: up to three parts, and the heir of all the rest."""

    name = "split"

    def fill(self) -> None:
        """Ask for the parts with the units each takes, then for the heir."""
        asked: dict[str, forms.Field] = {}
        for n in PARTS:
            asked[f"part{n}"] = _unit(self.viewer, f"分出的单位 {n}", required=False)
            asked[f"takes{n}"] = WordsField(
                label=f"它接走的单位 {n}", required=False, help_text="一行一个，写全称。"
            )
        asked["heir"] = _unit(self.viewer, "承接其余全部的单位")
        self.ask_first(**asked)

    def clean(self) -> dict[str, Any]:
        """Turn the names of what each part takes into units this unit answers for."""
        given = super().clean() or {}
        taken: set[int] = set()
        for n in PARTS:
            lines = [line.strip() for line in (given.get(f"takes{n}") or "").splitlines()]
            names = [line for line in lines if line]
            given[f"takes{n}"] = found = self._supervised(n, names, taken)
            taken |= {unit.pk for unit in found}
            if bool(given.get(f"part{n}")) != bool(names) and f"part{n}" not in self.errors:
                self.add_error(f"part{n}", "分出的单位和它接走的单位要一起填。")
        return given

    def _supervised(self, n: str, names: list[str], taken: set[int]) -> list[Unit]:
        known = {one.name: one for one in self.unit.supervised.filter(name__in=names, until=None)}
        for name in names:
            if name not in known:
                says = f"{self.unit.name}不是“{name}”的督办方。请写全称。"
                self.add_error(f"takes{n}", says)
            elif known[name].pk in taken:
                self.add_error(f"takes{n}", f"“{name}”已写在前面的部分里。")
        return list(known.values())

    @property
    def parts(self) -> dict[Unit, list[Unit]]:
        """The parts with what each takes."""
        given = self.cleaned_data
        return {given[f"part{n}"]: given[f"takes{n}"] for n in PARTS if given[f"part{n}"]}


def _unit(viewer: Viewer, label: str, *, required: bool = True) -> UnitField:
    return UnitField(
        viewer=viewer, label=label, required=required, help_text=NAMES, max_length=128
    )  # fmt: skip
