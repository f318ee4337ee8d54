"""What people fill in about a committee: seats, quorum, a meeting, its agenda, its decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.committee import rules
from bihuan.modules.committee.meetings import Planned, duties
from bihuan.modules.committee.models import Convocation, Meeting, Remark, Seat

from ..templatetags.bihuan import day
from .form import ChoiceOf, DayField, Form, WordsField
from .lookups import UnitField

UNIT = "写全称，或文件里的简称。"
NONE = "0"


class SeatForm(Form):
    """A seat on a committee: as what, which unit, through which post, from when, on what basis."""

    part = forms.ChoiceField(
        label="职务", choices=[("", "请选择"), *Seat.Part.choices],
        error_messages={"required": "还没有选择“职务”。"},
    )  # fmt: skip
    post = WordsField(
        label="岗位", long=False, required=False, max_length=48,
        help_text="这个单位里担任此职的岗位名称，如“局长”；没有定的不填，显示为未指定。",
    )  # fmt: skip
    since = DayField(label="从哪天起")
    reason = WordsField(label="依据", long=False, max_length=300, help_text="任命或调整的文件。")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="seat")
        self.viewer = viewer
        unit = UnitField(viewer=viewer, label="单位", help_text=UNIT, max_length=128)
        self.fields = {"part": self.fields["part"], "unit": unit} | self.fields

    def clean(self) -> dict[str, Any]:
        """Find the post by its title."""
        given: dict[str, Any] = super().clean() or {}
        unit, title = given.get("unit"), given.get("post")
        given["post"] = None
        if unit and title:
            given["post"] = Post.objects.filter(unit=unit, title=title.strip()).first()
            if given["post"] is None:
                self.add_error("post", ValidationError(self._unknown(unit, title)))
        return given

    def _unknown(self, unit: Unit, title: str) -> str:
        says = f"{unit.name}没有登记“{title}”这个岗位。"
        if not Unit.objects.filter(units_seen(self.viewer), pk=unit.pk).exists():
            return says
        titles = "、".join(unit.posts.order_by("pk").values_list("title", flat=True)[:12])
        return f"{says}登记了的有：{titles}。" if titles else f"{says}请先在单位页设岗。"


class LeaveForm(Form):
    """The end of a seat."""

    until = DayField(label="从哪天起不再担任")
    reason = WordsField(label="依据", long=False, max_length=200)

    def __init__(self, seat: Seat, data: Any = None) -> None:
        super().__init__(data, prefix=f"leave{seat.pk}")
        self.seat = seat


class QuorumForm(Form):
    """The quorum that no document fixes."""

    share = ChoiceOf(list(rules.SHARES.items()), label="到会多少才能形成决定")
    reason = WordsField(label="依据或理由", long=False, max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="quorum")


class MeetingForm(Form):
    """The plan of a meeting, and which recurring duty holding it meets."""

    kind = ChoiceOf(
        Meeting.Kind.choices, label="会议种类",
        told={"plenary": "系统列入上次议定事项落实情况、形势分析和逾期事项三个议题"},
    )  # fmt: skip
    meets_on = DayField(label="会议日期")
    starts_at = WordsField(label="开始时间", long=False, max_length=16, help_text="如 09:00。")
    venue = WordsField(label="会议地点", long=False, max_length=120)
    topic = WordsField(label="会议主题", long=False, required=False, max_length=200)
    replies_by = DayField(label="回执和议题截止", help_text="成员单位在这天前回执、报送议题。")

    def __init__(self, body: Unit, viewer: Viewer, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, prefix="meeting")
        self.owed = {str(o.pk): o for o in duties(body, viewer)}
        told = {key: f"应于 {day(o.current_due)}" if o.current_due else "期限未设定"
                for key, o in self.owed.items()}  # fmt: skip
        choices = [(key, f"{o.title} {o.period}".strip()) for key, o in self.owed.items()]
        self.fields["duty"] = ChoiceOf(
            [*choices, (NONE, "不对应周期责任")], label="开成后履行哪项责任",
            told=told | {NONE: "只作会议记录，不计入任何周期责任"},
        )  # fmt: skip

    @property
    def planned(self) -> Planned:
        """What was filled in."""
        given = dict(self.cleaned_data)
        return Planned(**(given | {"duty": self.owed.get(given["duty"])}))


class AgendaForm(Form):
    """An item for the agenda, with its paper."""

    title = WordsField(label="议题", long=False, max_length=200)
    says = WordsField(label="说明", required=False, max_length=2000)
    paper = forms.FileField(label="议题材料", required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="item")


class DeclineItemForm(Form):
    """Why an item is left off the agenda."""

    because = WordsField(label="不列入的理由", long=False, max_length=400)

    def __init__(self, pk: int, data: Any = None) -> None:
        super().__init__(data, prefix=f"decline{pk}")


class ResolutionForm(Form):
    """One thing the meeting decided; with unit and day it is handed out with the minutes."""

    says = WordsField(label="议定事项", max_length=2000)
    due_on = DayField(label="办结期限", required=False)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="resolution")
        holder = UnitField(
            viewer=viewer, label="承办单位", required=False, max_length=128,
            help_text="要交办的，单位和期限都填；不交办的都不填。",
        )  # fmt: skip
        self.fields = {"says": self.fields["says"], "holder": holder} | self.fields


class AttendanceForm(Form):
    """Who came: a line for each member that is not recorded yet; empty lines say nothing."""

    def __init__(self, convocations: Sequence[Convocation], data: Any = None) -> None:
        super().__init__(data, prefix="came")
        self.convocations = convocations
        for one in convocations:
            self.fields[f"presence{one.pk}"] = forms.ChoiceField(
                label=f"{one.unit.name}到会情况", required=False,
                choices=[("", "未记录"), *Convocation.Presence.choices],
            )  # fmt: skip
            self.fields[f"attendee{one.pk}"] = forms.CharField(
                label=f"{one.unit.name}参会人员", required=False, max_length=80,
                widget=forms.TextInput(attrs={"placeholder": one.attendee or "姓名、职务"}),
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[Convocation, Any, Any]]:
        """Each member with its two fields."""
        return [(i, self[f"presence{i.pk}"], self[f"attendee{i.pk}"]) for i in self.convocations]

    @property
    def came(self) -> dict[int, tuple[str, str]]:
        """What was filled in, by convocation."""
        given = self.cleaned_data
        return {
            i.pk: (given[f"presence{i.pk}"], given[f"attendee{i.pk}"])
            for i in self.convocations if given.get(f"presence{i.pk}")
        }  # fmt: skip


class RemarksForm(Form):
    """A verdict on each remark that has none yet; empty lines say nothing."""

    def __init__(self, remarks: Sequence[Remark], data: Any = None) -> None:
        super().__init__(data, prefix="remarks")
        self.remarks = remarks
        for one in remarks:
            self.fields[f"verdict-{one.pk}"] = forms.ChoiceField(
                label=f"{one.clause}：是否采纳", required=False,
                choices=[("", "未处理"), *Remark.Verdict.choices],
            )  # fmt: skip
            self.fields[f"because-{one.pk}"] = forms.CharField(
                label=f"{one.clause}：理由", required=False, max_length=400,
                widget=forms.TextInput(attrs={"placeholder": "没有全部采纳的必须写"}),
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[Remark, Any, Any]]:
        """Each remark with its two fields."""
        return [(r, self[f"verdict-{r.pk}"], self[f"because-{r.pk}"]) for r in self.remarks]

    @property
    def verdicts(self) -> dict[int, tuple[str, str]]:
        """What was filled in, by remark."""
        given = self.cleaned_data
        return {
            r.pk: (given[f"verdict-{r.pk}"], given[f"because-{r.pk}"])
            for r in self.remarks if given.get(f"verdict-{r.pk}")
        }  # fmt: skip
