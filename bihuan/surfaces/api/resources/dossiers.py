"""企业档案: enterprises by what their dossiers say, one file, and what is entered into it."""

from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.dossier import catalogue, credentials, industries, keeping
from bihuan.modules.dossier.models import Dossier
from bihuan.surfaces.workbench.queries import dossier as reads
from bihuan.surfaces.workbench.queries import dossiers as lists

from ..calls import GET, POST, Asked, Call
from ..fields import Day, Mark, RowId, Shape, UnitRef, words
from .registry import Entered

AREA = "企业档案"
Value = bool | int | words(400) | list[words(8)] | None  # type: ignore[valid-type]
Lack = Literal["staffing", "expired", "insurance", "routing", "unsupervised", "unlicensed", "empty"]


class Enterprise(Shape):
    """An enterprise, with what its dossier says in short."""

    id: RowId
    page: str = Field(title="网页地址")
    name: str = Field(title="名称")
    credit_code: str | None = Field(title="统一社会信用代码")
    place: str = Field(title="区划")
    place_code: str = Field(title="区划代码")
    supervisor: UnitRef | None = Field(title="督办方")
    status: str = Field(title="状态", description="operating、stopped、closed")
    industry: str = Field(title="行业代码")
    headcount: int | None = Field(title="从业人数")
    scale: str = Field(title="规模", description="空：未填")
    ownership: str = Field(title="隶属", description="空：未填")
    tier: str = Field(title="监管层级", description="空：未定")
    tier_due: str = Field(title="规则得出的层级", description="空：得不出")
    findings: list[str] | None = Field(title="机构人员缺口", description="空值：资料不全")


class Enterprises(Shape):
    """A page of enterprises, by place from above, then by name."""

    rows: list[Enterprise] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """What is asked of the enterprises."""

    q: words(60) = Field("", title="名称或统一社会信用代码")  # type: ignore[valid-type]
    place: words(16) = Field("", title="区划代码")  # type: ignore[valid-type]
    industry: words(8) = Field("", title="门类或大类", description="如 C、29")  # type: ignore[valid-type]
    scale: Literal["large", "medium", "small", "micro"] | None = Field(None, title="规模")
    tier: Literal["city", "county", "town", "village"] | None = Field(None, title="监管层级")
    status: Literal["operating", "stopped", "closed"] | None = Field(None, title="状态")
    lack: Lack | None = Field(None, title="缺什么")
    after: Mark = Field("", title="上一页的 following")


class PaperShape(Shape):
    """A paper with number and validity."""

    id: RowId
    kind: str = Field(title="种类")
    title: str = Field(title="种类名称")
    number: str = Field(title="编号")
    grade: str = Field(title="等级")
    since: Day = Field(title="有效期起")
    until: Day | None = Field(title="有效期止", description="空：长期")
    ended_on: Day | None = Field(title="提前失效日期")


class DossierShape(Enterprise):
    """One file: every fact that is known, papers, industries."""

    revision: int = Field(title="版本")
    industries: list[str] = Field(title="全部行业代码", description="主营在前")
    facts: dict[str, Any] = Field(title="情况", description="没有的键：没有人填过")
    titles: dict[str, str] = Field(title="各项的名称")
    papers: list[PaperShape] = Field(title="证照")


class Keeping(Shape):
    """Facts of an enterprise from a day on; a fact given as null is taken back to not known."""

    facts: dict[words(32, 1), Value] = Field(  # type: ignore[valid-type]
        min_length=1, max_length=60, title="情况", description="名称见企业档案的 titles"
    )
    since: Day | None = Field(None, title="从哪天起", description="不写：今天")
    basis: words(200) = Field("", title="依据")  # type: ignore[valid-type]
    revision: int | None = Field(None, ge=0, title="版本", description="写了就要和现在的一致")


class Papering(Shape):
    """A paper to be entered, or to be corrected if its kind and number are there."""

    kind: words(24, 1) = Field(title="种类")  # type: ignore[valid-type]
    number: words(64, 1) = Field(title="编号")  # type: ignore[valid-type]
    grade: words(16) = Field("", title="等级")  # type: ignore[valid-type]
    covers: words(200) = Field("", title="许可、承保范围")  # type: ignore[valid-type]
    issuer: words(64) = Field("", title="发证（承保）单位")  # type: ignore[valid-type]
    since: Day = Field(title="有效期起")
    until: Day | None = Field(None, title="有效期止")


def listing(asked: Asked) -> Enterprises:
    """Return the enterprises in scope that answer the filters."""
    given: Wanted = asked.query
    if given.industry and given.industry not in dict(industries.divisions()):
        raise Invalid("行业写门类或大类的代码，如 C 或 29。", field="industry")
    filters = lists.Filters(
        q=given.q, place=given.place, industry=given.industry, scale=given.scale or "",
        tier=given.tier or "", status=given.status or "", lack=given.lack or "",
    )  # fmt: skip
    found = lists.listed(asked.viewer, filters, after=given.after)
    rows = [Enterprise(**_row(one, getattr(one, "dossier", None))) for one in found.rows]
    return Enterprises(rows=rows, following=found.following)


def show(asked: Asked) -> DossierShape:
    """Return one file. Raises :class:`NotFound` for an enterprise the caller may not see."""
    unit = reads.find(asked.viewer, asked.path["pk"])
    held = keeping.of(unit)
    papers = [
        PaperShape(
            id=one.pk, kind=one.kind, title=credentials.TITLES[one.kind], number=one.number,
            grade=one.grade, since=one.since, until=one.until, ended_on=one.ended_on,
        )
        for one in unit.credentials.order_by("kind", "-since", "-pk")
    ]  # fmt: skip
    return DossierShape(
        **_row(unit, held), revision=held.revision, industries=keeping.industries_of(unit),
        facts=keeping.values(unit, held), papers=papers,
        titles={key: fact.title for key, fact in catalogue.FACTS.items()},
    )  # fmt: skip


def keep(asked: Asked) -> Entered:
    """Enter facts of an enterprise."""
    unit, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    made = keeping.keep(
        unit, given.facts, since=given.since, basis=given.basis, by=asked.viewer, at=asked.now,
        revision=given.revision,
    )  # fmt: skip
    said = "、".join(catalogue.FACTS[one.fact].title for one in made)
    return _entered(unit.pk, f"{unit.name}已更新：{said}。" if made else "没有变化。")


def enter_paper(asked: Asked) -> Entered:
    """Enter a paper of an enterprise."""
    unit = reads.find(asked.viewer, asked.path["pk"])
    made = credentials.enter(unit, by=asked.viewer, at=asked.now, **asked.body.model_dump())
    return _entered(unit.pk, f"已登记{credentials.TITLES[made.kind]} {made.number}。")


def _entered(pk: int, says: str) -> Entered:
    return Entered(id=pk, says=says, address=f"/api/v1/units/{pk}/dossier")


def _row(one: Any, known: Dossier | None) -> dict[str, Any]:
    held = known or Dossier(unit=one)
    return {
        "id": one.pk, "page": f"/units/{one.pk}/dossier", "name": one.name,
        "credit_code": one.credit_code, "place": one.place.name, "place_code": one.place.code,
        "supervisor": UnitRef.of(one.supervisor), "status": one.status, "industry": one.industry,
        "headcount": one.headcount, "scale": held.scale, "ownership": held.ownership,
        "tier": held.tier, "tier_due": held.tier_due,
        "findings": None if held.unmet is None else held.findings,
    }  # fmt: skip


CALLS = (
    Call(GET, "dossiers", listing, "dossiers", AREA, "企业，可按档案筛选", Enterprises,
         query=Wanted),
    Call(GET, "units/<id:pk>/dossier", show, "dossier", AREA, "一家企业的档案", DossierShape),
    Call(POST, "units/<id:pk>/dossier", keep, "dossier-keep", AREA, "填报企业情况", Entered,
         roles.MANAGE_ORGS, body=Keeping),
    Call(POST, "units/<id:pk>/credentials", enter_paper, "credential-enter", AREA, "登记证照",
         Entered, roles.MANAGE_ORGS, body=Papering),
)  # fmt: skip
