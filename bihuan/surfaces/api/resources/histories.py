"""单位的类别和沿革: which kinds there are, what a unit was called, belonged to and became."""

from pydantic import Field

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.surfaces.workbench.queries import unit as reads

from ..calls import GET, Asked, Call
from ..fields import Day, Moment, Shape, UnitRef
from .registry import AREA


class AttributeShape(Shape):
    """A fact only units of one kind have."""

    name: str = Field(title="名称")
    title: str = Field(title="中文名称")
    value: str = Field(title="类型", description="text、number、date")


class KindShape(Shape):
    """A kind of unit."""

    key: str = Field(title="类别")
    title: str = Field(title="类别名称")
    attributes: list[AttributeShape] = Field(title="这一类单位的其他情况")


class Kinds(Shape):
    """The kinds of unit there are."""

    rows: list[KindShape] = Field(title="各行")


class NameShape(Shape):
    """A name a unit bore, or a spelling or category of it."""

    name: str = Field(title="名称")
    since: Day | None = Field(title="起")
    until: Day | None = Field(title="止")
    place: str = Field("", title="哪里的文件")


class ChangeShape(Shape):
    """What became of a unit on a day."""

    kind: str = Field(title="变更种类")
    kind_title: str = Field(title="变更种类名称")
    on: Day = Field(title="从哪天起")
    before: str = Field(title="原值")
    after: str = Field(title="新值")
    reason: str = Field(title="依据")
    old_unit: UnitRef | None = Field(title="原单位")
    new_unit: UnitRef | None = Field(title="新单位")
    applied_at: Moment | None = Field(title="办理时间", description="空：到那天办理")


class History(Shape):
    """What a unit was called, belonged to and became."""

    names: list[NameShape] = Field(title="曾用名")
    aliases: list[NameShape] = Field(title="别名")
    tags: list[NameShape] = Field(title="类别标签")
    changes: list[ChangeShape] = Field(title="机构变更")


def kinds(_: Asked) -> Kinds:
    """Return the kinds of unit with the facts only they have."""
    return Kinds(rows=[
        KindShape(key=kind.key, title=kind.title, attributes=[
            AttributeShape(name=a.name, title=a.title, value=a.value)
            for a in kind.attributes.values()
        ]) for kind in KINDS.values()
    ])  # fmt: skip


def history(asked: Asked) -> History:
    """Return what a unit was called and became; outside one's scope nothing of it is told."""
    one = reads.find(asked.viewer, asked.path["pk"])
    if not reads.inside(asked.viewer, one):
        return History(names=[], aliases=[], tags=[], changes=[])
    aliases = one.aliases.select_related("place").order_by("pk")
    return History(
        names=[NameShape(name=n.name, since=n.since, until=n.until)
               for n in one.names.order_by("until", "pk")],
        aliases=[NameShape(name=a.alias, since=None, until=None, place=a.place.name)
                 for a in aliases],
        tags=[NameShape(name=t.tag, since=t.since, until=t.until)
              for t in one.tags.order_by("pk")],
        changes=[ChangeShape(
            kind=row.kind, kind_title=row.get_kind_display(), on=row.on, before=row.before,
            after=row.after, reason=row.reason, old_unit=UnitRef.of(row.old_unit),
            new_unit=UnitRef.of(row.new_unit), applied_at=row.applied_at,
        ) for row in reads.successions(one)],
    )  # fmt: skip


CALLS = (
    Call(GET, "kinds", kinds, "kinds", AREA, "单位的类别", Kinds),
    Call(GET, "units/<id:pk>/history", history, "unit-history", AREA,
         "曾用名、别名、类别标签和机构变更", History),
)  # fmt: skip
