"""单位登记和机构变更: registering a unit, putting it right, its state, what becomes of it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from bihuan.kernel.obligations import pauses
from bihuan.kernel.orgs import authority, roles, succession, units
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.succession import Decision
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.workbench.forms.lookups import PlaceField, UnitField
from bihuan.surfaces.workbench.forms.units import HEADS
from bihuan.surfaces.workbench.queries import unit as reads

from ..calls import POST, Asked, Call
from ..fields import Day, Id, Nothing, RowId, Shape, industry_code, words
from .looked_up import looked_up

AREA = "单位登记和机构变更"
NAMES = "全称、文件里的简称，或统一社会信用代码"
MOST_TAKEN, MOST_PARTS = 1000, 20
Fact = Annotated[str, Field(max_length=400)] | int | Annotated[float, Field(allow_inf_nan=False)]
Industry = Annotated[words(8, 1), AfterValidator(industry_code)]


class Entered(Shape):
    """That something was entered or changed in the register: in words, and where it is."""

    id: RowId
    says: str = Field(title="办了什么")
    address: str = Field(title="接口地址")


class Facts(Shape):
    """Facts of a unit that are put right without a decision; what is left out stays as it is."""

    credit_code: words(40, 1) | None = Field(None, title="统一社会信用代码")  # type: ignore[valid-type]
    industry: Industry | None = Field(None, title="行业代码", description="如 C2922")
    headcount: int | None = Field(None, ge=0, le=HEADS, title="从业人数")
    since: Day | None = Field(None, title="成立日期")
    attributes: dict[words(32, 1), Fact] | None = Field(  # type: ignore[valid-type]
        None, max_length=40, title="这一类单位的其他情况", description="名称见 kinds"
    )


class Registering(Facts):
    """A unit to be registered; what is not known stays empty."""

    name: words(128, 1) = Field(title="单位全称")  # type: ignore[valid-type]
    kind: words(32, 1) = Field(title="类别")  # type: ignore[valid-type]
    place: words(64, 1) = Field(  # type: ignore[valid-type]
        title="区划", description="名称或代码，限您的辖区以内"
    )
    supervisor: words(128, 1) | None = Field(  # type: ignore[valid-type]
        None, title="督办方", description=NAMES
    )


class Turning(Shape):
    """What state a unit turns into, and why."""

    to: Literal["stop", "resume", "close"] = Field(
        title="改为", description="stop 停产停业，resume 恢复正常，close 关闭"
    )
    reason: words(400, 1) = Field(title="原因")  # type: ignore[valid-type]


class Aliasing(Shape):
    """What the documents of a place call a unit."""

    alias: words(128, 1) = Field(title="别名")  # type: ignore[valid-type]
    place: words(64, 1) = Field(title="哪里的文件")  # type: ignore[valid-type]


class Tagging(Shape):
    """A category a unit belongs to from a day."""

    tag: words(48, 1) = Field(title="类别")  # type: ignore[valid-type]
    since: Day = Field(title="从哪天起")


class Untagging(Shape):
    """A category a unit belongs to no more from a day."""

    tag: words(48, 1) = Field(title="类别")  # type: ignore[valid-type]
    on: Day = Field(title="从哪天起不再属于")


class Deciding(Shape):
    """From which day a change holds, and on which paper."""

    on: Day = Field(title="从哪天起", description="今天或以前的马上办理，以后的到那天办理")
    reason: words(400, 1) = Field(  # type: ignore[valid-type]
        title="依据", description="批文、纪要或执照变更，写明文号"
    )


class Renaming(Deciding):
    """A unit's new name."""

    name: words(128, 1) = Field(title="新名称")  # type: ignore[valid-type]


class Moving(Deciding):
    """A unit's new place."""

    place: words(64, 1) = Field(title="新的区划")  # type: ignore[valid-type]


class Transferring(Deciding):
    """Who answers for a unit from now on."""

    supervisor: words(128, 1) = Field(  # type: ignore[valid-type]
        title="新的督办方", description=NAMES
    )


class Merging(Deciding):
    """Which unit another goes into."""

    into: words(128, 1) = Field(title="并入的单位", description=NAMES)  # type: ignore[valid-type]


class PartShape(Shape):
    """A part of a unit that is split, and which of its supervised units it takes."""

    unit: words(128, 1) = Field(title="分出的单位", description=NAMES)  # type: ignore[valid-type]
    takes: list[Id] = Field(min_length=1, max_length=MOST_TAKEN, title="它接走的单位编号")


class Splitting(Deciding):
    """The parts of a unit, and who takes all the rest."""

    heir: words(128, 1) = Field(  # type: ignore[valid-type]
        title="承接其余全部的单位", description=NAMES
    )
    parts: list[PartShape] = Field([], max_length=MOST_PARTS, title="各部分")


class Pausing(Shape):
    """Why a unit's checks pause."""

    reason: words(400, 1) = Field(title="暂停原因")  # type: ignore[valid-type]


def register(asked: Asked) -> Entered:
    """Register a unit."""
    given: Registering = asked.body
    made = units.register(
        name=given.name, kind=given.kind, place=_place(asked, given.place),
        supervisor=_unit(asked, given.supervisor, "supervisor") if given.supervisor else None,
        credit_code=given.credit_code, industry=given.industry or "",
        headcount=given.headcount, since=given.since, attributes=given.attributes,
        by=asked.viewer, at=asked.now,
    )  # fmt: skip
    return entered(made, f"已登记{made.name}。")


def correct(asked: Asked) -> Entered:
    """Put right what the register says of a unit."""
    one = _one(asked)
    facts = asked.body.model_dump(exclude_none=True)
    if not facts:
        raise Invalid("没有写要改的内容。", field="credit_code")
    if "attributes" in facts:
        facts["attributes"] = {**one.attributes, **facts["attributes"]}
    units.correct(one, facts, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}的登记情况已改。")


def turn(asked: Asked) -> Entered:
    """Stop a unit, let it work again, or close it."""
    one, given = _one(asked), asked.body
    verb = {"stop": units.stop, "resume": units.resume, "close": units.close}[given.to]
    turned = verb(one, reason=given.reason, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}已改为“{turned.get_status_display()}”。")


def add_alias(asked: Asked) -> Entered:
    """Let the documents of a place call a unit by another name."""
    one, given = _one(asked), asked.body
    authority.demand_from_above(asked.viewer, over=one)
    place = _place(asked, given.place)
    units.add_alias(one, given.alias, place=place, by=asked.viewer, at=asked.now)
    return entered(one, f"{place.name}的文件里写“{given.alias}”，今后都指{one.name}。")


def tag(asked: Asked) -> Entered:
    """Count a unit to a category."""
    one, given = _one(asked), asked.body
    units.tag(one, given.tag, since=given.since, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}从 {given.since} 起列入“{given.tag}”。")


def untag(asked: Asked) -> Entered:
    """Count a unit to a category no more."""
    one, given = _one(asked), asked.body
    units.untag(one, given.tag, on=given.on, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}从 {given.on} 起不再列入“{given.tag}”。")


def rename(asked: Asked) -> Entered:
    """Give a unit another name."""
    one = _one(asked)
    made = succession.rename(one, asked.body.name, _decision(asked))
    return entered(one, f"{made.before}改名为{made.after}：{_when(asked)}")


def move(asked: Asked) -> Entered:
    """Move a unit to another place."""
    one = _one(asked)
    made = succession.move(one, _place(asked, asked.body.place), _decision(asked))
    return entered(one, f"{one.name}由{made.before}划入{made.after}：{_when(asked)}")


def transfer(asked: Asked) -> Entered:
    """Let another unit answer for a unit."""
    one = _one(asked)
    to = _unit(asked, asked.body.supervisor, "supervisor")
    [made] = succession.transfer([one], to, _decision(asked))
    return entered(one, f"{one.name}的督办方由{made.before}改为{made.after}：{_when(asked)}")


def merge(asked: Asked) -> Entered:
    """End a unit; another takes what it owes, watches and answers for."""
    one = _one(asked)
    into = _unit(asked, asked.body.into, "into")
    succession.merge([one], into, _decision(asked))
    return entered(one, f"{one.name}并入{into.name}：{_when(asked)}")


def split(asked: Asked) -> Entered:
    """End a unit; each part takes the units named for it, the heir all the rest."""
    one, given = _one(asked), asked.body
    heir, taken = _unit(asked, given.heir, "heir"), set[int]()
    parts: dict[Unit, list[Unit]] = {}
    for n, part in enumerate(given.parts):
        takes = _supervised(one, part.takes, taken, f"parts.{n}.takes")
        found = _unit(asked, part.unit, f"parts.{n}.unit")
        if found in parts:
            raise Invalid(f"{found.name}写了两次，请合在一起。", field=f"parts.{n}.unit")
        parts[found] = takes
    succession.split(one, heir=heir, parts=parts, decision=_decision(asked))
    return entered(one, f"{one.name}拆分，其余由{heir.name}承接：{_when(asked)}")


def pause(asked: Asked) -> Entered:
    """Pause a unit's periodic checks."""
    one = _one(asked)
    pauses.pause_unit(one, reason=asked.body.reason, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}的周期检查已暂停。")


def run(asked: Asked) -> Entered:
    """Let a unit's periodic checks run again."""
    one = _one(asked)
    pauses.resume_unit(one, by=asked.viewer, at=asked.now)
    return entered(one, f"{one.name}的周期检查已恢复。")


def entered(one: Unit, says: str) -> Entered:
    """Return what a write about a unit is answered."""
    return Entered(id=one.pk, says=says, address=f"/api/v1/units/{one.pk}")


def _one(asked: Asked) -> Unit:
    return reads.find(asked.viewer, asked.path["pk"])


def _unit(asked: Asked, said: str, field: str) -> Any:
    return looked_up(UnitField(viewer=asked.viewer), said, field)


def _place(asked: Asked, said: str) -> Place:
    found: Place = looked_up(PlaceField(viewer=asked.viewer), said, "place")
    return found


def _decision(asked: Asked) -> Decision:
    return Decision(asked.body.on, asked.body.reason, asked.viewer, asked.now)


def _when(asked: Asked) -> str:
    on: date = asked.body.on
    done = on <= in_shanghai(asked.now).date()
    return f"从 {on} 起，已办理。" if done else f"已登记，到 {on} 办理。"


def _supervised(one: Unit, ids: list[int], taken: set[int], field: str) -> list[Unit]:
    """Return the units a part takes: each answered for by the unit, and taken once."""
    found = {unit.pk: unit for unit in one.supervised.filter(pk__in=ids, until=None)}
    for pk in ids:
        if pk not in found:
            raise Invalid(f"{one.name}不是 {pk} 号单位的督办方。", field=field)
        if pk in taken:
            raise Invalid(f"{found[pk].name}写了两次。", field=field)
        taken.add(pk)
    return list(found.values())


def _write(
    name: str, act: Callable[[Asked], Entered], title: str, body: type[Shape],
    access: str = roles.MANAGE_ORGS,
) -> Call:  # fmt: skip
    return Call(POST, f"units/<id:pk>/{name}", act, f"unit-{name}", AREA, title, Entered, access,
                body=body)  # fmt: skip


CALLS = (
    Call(POST, "units", register, "unit-register", AREA, "登记单位", Entered, roles.MANAGE_ORGS,
         body=Registering),
    _write("facts", correct, "更正登记情况", Facts),
    _write("status", turn, "停产停业、恢复或关闭", Turning),
    _write("aliases", add_alias, "加别名", Aliasing),
    _write("tags", tag, "列入类别", Tagging),
    _write("untag", untag, "移出类别", Untagging),
    _write("rename", rename, "更名", Renaming),
    _write("move", move, "变更区划", Moving),
    _write("transfer", transfer, "变更督办方", Transferring),
    _write("merge", merge, "并入其他单位", Merging),
    _write("split", split, "拆分", Splitting),
    _write("pause", pause, "暂停检查", Pausing, roles.PAUSE),
    _write("run", run, "恢复检查", Nothing, roles.PAUSE),
)  # fmt: skip
