"""Forms of emergency preparedness: drills of a plan, its next edition, teams, materials."""

from typing import Any

from django import forms

from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.emergency import stocks
from bihuan.modules.emergency.models import Member, Movement, Stock, Team
from bihuan.modules.emergency.models.teams import SHARED

from .form import DayField, Form, MomentField, Pick, WordsField
from .lookups import PlaceField, UnitField

#: Moving without being brought back: a return is noted at its loan.
WAYS = [one for one in Movement.Kind.choices if one[0] != Movement.Kind.BACK]
YES, NO = "yes", "no"


def _line(label: str, most: int, *, required: bool = True, **options: Any) -> WordsField:
    return WordsField(label=label, long=False, max_length=most, required=required, **options)


def _amount(label: str, *, required: bool = True, **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 8})
    field = forms.IntegerField(
        label=label, min_value=0, max_value=1_000_000, required=required, widget=widget, **options
    )
    field.error_messages["required"] = f"还没有填写“{label}”。"
    field.error_messages["invalid"] = f"“{label}”要写成整数。"
    return field


class DrillForm(Form):
    """Which drill exercised a plan, what was judged of it, and what it found, a line each."""

    def __init__(self, offered: list[Fulfilment], data: Any = None) -> None:
        super().__init__(data, prefix="drill")
        choices = [
            (str(one.pk), f"{in_shanghai(one.happened_at):%Y-%m-%d} {one.obligation.title}")
            for one in offered
        ]
        self.fields["drill"] = Pick(choices, label="哪次演练")
        self.fields["evaluation"] = WordsField(label="演练评估", max_length=2000)
        self.fields["problems"] = WordsField(
            label="发现的问题", required=False, max_length=8000,
            help_text="一行一个；没有的不填。每个问题单独跟踪到改进、转为隐患或者列入预案修订。",
        )  # fmt: skip
        self.fields["fix_by"] = DayField(label="哪天以前处理", required=False)

    @property
    def problems(self) -> list[str]:
        """What was found, a line each."""
        lines = self.cleaned_data["problems"].splitlines()
        return [line.strip()[:400] for line in lines if line.strip()]


class ReviseForm(Form):
    """By when the next edition of a plan is to be drafted."""

    draft_by = DayField(label="新版哪天以前编成")


class KeptForm(Form):
    """What a unit keeps for emergencies; entered, it is the viewer's own unless she says whose."""

    own: int | None = None

    def ask_whose(self, viewer: Viewer, *, unit: str, place: str) -> None:
        """Ask which unit it belongs to, where the viewer may say so, and in which place it is."""
        self.own = viewer.unit_id
        if viewer.sees != "own":
            self.fields["unit"] = UnitField(
                viewer=viewer, label=unit, required=False, help_text="不填就是您的单位。"
            )
        self.fields["place"] = PlaceField(
            viewer=viewer, label=place, required=False,
            help_text=f"乡镇、社区或者区县的名称、代码；不填就是{unit}所在区划。",
        )  # fmt: skip
        self.order_fields(("unit", "place"))

    def clean(self) -> dict[str, Any]:
        """Fill in the unit and the place that nobody named."""
        given: dict[str, Any] = super().clean() or {}
        if self.own is not None:
            unit = given.get("unit") or Unit.objects.select_related("place").get(pk=self.own)
            given |= {"unit": unit, "place": given.get("place") or unit.place}
        return given


class TeamForm(KeptForm):
    """A rescue team, as it is entered or put right."""

    def __init__(self, viewer: Viewer, data: Any = None, team: Team | None = None) -> None:
        super().__init__(data, prefix="team", initial=_held(team, self.KEPT) if team else None)
        if team is None:
            self.ask_whose(viewer, unit="所属单位", place="驻地区划")

    KEPT = (
        "name", "kind", "skills", "address", "duty_phone", "covers", "turn_out", "arrive",
        "needed", "needed_basis", "shared", "since",
    )  # fmt: skip
    name = _line("队伍名称", 96)
    kind = Pick(Team.Kind.choices, label="队伍种类")
    skills = _line("擅长处置", 200)
    address = _line("驻地地址", 128)
    duty_phone = _line("值班电话", 20)
    covers = _line("责任区", 200, required=False)
    turn_out = _amount("出动时间（分钟）", required=False)
    arrive = _amount("到达责任区最远处（分钟）", required=False)
    needed = _amount("核定人数", required=False, help_text="没有核定的不填，显示“未设定”。")
    needed_basis = _line("核定依据", 200, required=False)
    shared = Pick(
        SHARED, label="共享范围", required=False, first="不共享",
        help_text="共享范围内的部门和企业可以找到队伍和值班电话，看不到队员电话。",
    )  # fmt: skip
    since = DayField(label="成立日期")


def _held(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class MemberForm(Form):
    """Somebody who comes to a team."""

    name = _line("姓名", 32)
    part = Pick(Member.Part.choices, label="担任")
    time = Pick(Member.Time.choices, label="专职还是兼职")
    phone = _line("电话", 20)
    qualification = _line("资格、培训证书", 96, required=False)
    valid_until = DayField(label="资格有效期止", required=False, help_text="长期有效的不填。")
    since = DayField(label="入队日期")


class DayForm(Form):
    """From which day."""

    on = DayField(label="日期")


class CheckForm(Form):
    """How ready a team was found."""

    on = DayField(label="检查日期")
    present = _amount("实到人数")
    ready = Pick(((YES, "能随时出动"), (NO, "不能")), label="人员、装备能不能随时出动")
    findings = WordsField(label="检查情况", max_length=2000)

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in, with a plain yes or no."""
        return self.cleaned_data | {"ready": self.cleaned_data["ready"] == YES}


class CallForm(Form):
    """That a team was called out."""

    called_at = MomentField(label="接到调用")
    called_by = _line("谁调用", 96)
    where = _line("到哪里", 128)
    event = _line("什么事", 200)
    people = _amount("出动人数")
    arrived_at = MomentField(label="到达", required=False)
    returned_at = MomentField(label="返回", required=False)


class EndForm(Form):
    """That a team is no more."""

    on = DayField(label="撤销日期")
    reason = _line("撤销原因", 200)


class AgreementForm(Form):
    """What an agreement with a team is to say."""

    covers = WordsField(label="约定的救援服务", max_length=400)
    since = DayField(label="协议起")
    until = DayField(label="协议止")


class TeamField(forms.ModelChoiceField):
    """One of the teams of a unit, or none."""

    def __init__(self, unit: int) -> None:
        super().__init__(
            Team.objects.filter(unit=unit, until=None), label="配给哪支队伍", required=False,
            empty_label="不配给队伍",
        )  # fmt: skip


class StockForm(KeptForm):
    """Equipment or material, as it is entered."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="stock")
        self.ask_whose(viewer, unit="保管单位", place="所在区划")
        self.fields["team"] = TeamField(viewer.unit_id)

    kind = Pick(Stock.Kind.choices, label="类别")
    name = _line("名称", 96)
    model = _line("规格型号", 96, required=False)
    quantity = _amount("数量")
    measure = _line("计量单位", 8)
    spot = _line("存放地点", 128)
    custodian = _line("保管人", 32)
    phone = _line("保管人电话", 20)
    since = DayField(label="入账日期")
    valid_until = DayField(label="有效期止", required=False, help_text="没有有效期的不填。")
    inspect_by = DayField(label="下次检验（检查）日期", required=False)
    shared = Pick(SHARED, label="共享范围", required=False, first="不共享")


class KeepForm(Form):
    """Where something lies, who keeps it, which team has it."""

    def __init__(self, row: Stock, data: Any = None) -> None:
        super().__init__(data, prefix="keep", initial=_held(row, stocks.KEPT))
        self.fields["team"] = TeamField(row.unit_id)

    model = _line("规格型号", 96, required=False)
    spot = _line("存放地点", 128)
    custodian = _line("保管人", 32)
    phone = _line("保管人电话", 20)
    shared = Pick(SHARED, label="共享范围", required=False, first="不共享")


class MoveForm(Form):
    """That something came, was lent, used up or scrapped."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="move")
        self.fields["kind"] = Pick(WAYS, label="变动")
        self.fields["quantity"] = _amount("数量")
        self.fields["on"] = DayField(label="日期")
        self.fields["to"] = UnitField(
            viewer=viewer, label="借用单位", required=False, help_text="登记过的单位；借出时填。"
        )
        self.fields["to_name"] = _line("给谁、谁经手", 96, required=False)
        self.fields["purpose"] = _line("用途", 200)
        self.fields["back_by"] = DayField(label="归还期限", required=False, help_text="借出时填。")


class BackForm(Form):
    """That something lent came back."""

    quantity = _amount("归还数量")
    on = DayField(label="归还日期")
    purpose = _line("归还时的情况", 200)


class InspectForm(Form):
    """That something was inspected or replaced."""

    on = DayField(label="检验（更换）日期")
    result = WordsField(label="检验结果", max_length=400)
    inspect_by = DayField(label="下次检验日期", required=False)
    valid_until = DayField(label="有效期止", required=False, help_text="换了新的，写新的日期。")


class ReasonForm(Form):
    """Why something is struck off the books."""

    reason = _line("注销原因", 200)
