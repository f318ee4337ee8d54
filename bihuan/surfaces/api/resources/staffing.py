"""岗位、任期和人员: opening posts, who holds them from which day, how people are reached."""

from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.orgs import people, roles, terms
from bihuan.kernel.orgs.authority import SIGHTS
from bihuan.kernel.orgs.models import Person, Place, Post, Role, Term, Unit
from bihuan.kernel.orgs.people import people_kept
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.scope import within
from bihuan.surfaces.workbench.queries import unit as reads
from bihuan.surfaces.workbench.queries.paging import Order, page

from ..calls import GET, POST, Asked, Call
from ..fields import Day, Id, Mark, PersonRef, RowId, Shape, words
from .registry import Entered, entered

AREA = "岗位、任期和人员"
Lead = Literal[tuple(value for value in Post.Lead.values if value)]  # type: ignore[valid-type]


class OpeningPost(Shape):
    """A post to be opened in a unit."""

    title: words(48, 1) = Field(title="岗位名称")  # type: ignore[valid-type]
    role: words(32, 1) = Field(title="角色", description="见 roles")  # type: ignore[valid-type]
    lead: Lead | None = Field(None, title="领导种类")  # type: ignore[valid-type]
    signs: bool = Field(default=False, title="签发文书")


class Newcomer(Shape):
    """Somebody not on record yet."""

    name: words(32, 1) = Field(title="姓名")  # type: ignore[valid-type]
    phone: words(20) = Field("", title="手机")  # type: ignore[valid-type]
    email: words(254) = Field("", title="电子邮箱")  # type: ignore[valid-type]


class Appointing(Shape):
    """Who holds which post of a unit from which day: somebody known, or somebody new."""

    post: Id = Field(title="岗位编号")
    person: Id | None = Field(None, title="登记过的人的编号", description="和 newcomer 只写一个")
    newcomer: Newcomer | None = Field(None, title="新登记的人")
    since: Day = Field(title="从哪天起任职")
    until: Day | None = Field(None, title="任职止期", description="从这天起不再任职")
    substitute: bool = Field(default=False, title="代理", description="要写明原因")
    reason: words(200) = Field("", title="原因或依据")  # type: ignore[valid-type]


class Ending(Shape):
    """From which day somebody does not hold a post any more, and why."""

    on: Day = Field(title="从哪天起不再任职")
    reason: words(200, 1) = Field(title="原因")  # type: ignore[valid-type]


class Reaching(Shape):
    """How a person is reached: by at least one of them."""

    phone: words(20) = Field("", title="手机")  # type: ignore[valid-type]
    email: words(254) = Field("", title="电子邮箱")  # type: ignore[valid-type]


class TermShape(Shape):
    """A person in a post from day to day."""

    id: RowId
    post: int = Field(title="岗位编号")
    title: str = Field(title="岗位")
    person: PersonRef = Field(title="任职的人")
    since: Day = Field(title="任职起")
    until: Day | None = Field(title="任职止", description="空：仍在任")
    substitute: bool = Field(title="代理")
    reason: str = Field(title="原因或依据")


class Terms(Shape):
    """The terms of a unit's posts, post by post, the newest first."""

    rows: list[TermShape] = Field(title="各行")


class PersonRow(Shape):
    """A person whom the caller may appoint."""

    id: RowId
    name: str = Field(title="姓名")
    phone: str = Field(title="手机")
    email: str = Field(title="电子邮箱")


class People(Shape):
    """A page of people, by name."""

    rows: list[PersonRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class WantedPeople(Shape):
    """Who is looked for."""

    q: words(32) = Field("", title="姓名")  # type: ignore[valid-type]
    phone: words(20) = Field("", title="手机")  # type: ignore[valid-type]
    after: Mark = Field("", title="上一页的 following")


class RoleShape(Shape):
    """What holders of a kind of post see and may do."""

    key: str = Field(title="角色")
    title: str = Field(title="角色名称")
    sees: str = Field(title="看多大范围", description="own、supervised、subtree")
    may: list[str] = Field(title="权限")


class Roles(Shape):
    """The roles of posts the caller may open: none that sees more than her own."""

    rows: list[RoleShape] = Field(title="各行")


class PlaceRow(Shape):
    """A place of the caller's own."""

    code: str = Field(title="区划代码")
    name: str = Field(title="名称")
    level: str = Field(title="层级")
    above: str = Field(title="上级区划代码")


class Places(Shape):
    """A page of places, from above."""

    rows: list[PlaceRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class WantedPlaces(Shape):
    """Which places are looked for."""

    q: words(64) = Field("", title="名称")  # type: ignore[valid-type]
    after: Mark = Field("", title="上一页的 following")


def open_post(asked: Asked) -> Entered:
    """Open a post in a unit; it is vacant until somebody holds it."""
    one, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    made = terms.open_post(
        one, given.title, role=given.role, lead=given.lead or "", signs=given.signs,
        by=asked.viewer, at=asked.now,
    )  # fmt: skip
    return Entered(id=made.pk, says=f"{one.name}已设“{made.title}”。", address=_at(one))


def appoint(asked: Asked) -> Entered:
    """Put a person into a post of a unit."""
    one, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    post = one.posts.filter(pk=given.post).first()
    if post is None:
        raise Invalid(f"{one.name}没有 {given.post} 号岗位。", field="post")
    made = terms.appoint(
        post=post, person=_person(asked, one), since=given.since, until=given.until,
        substitute=given.substitute, reason=given.reason, by=asked.viewer, at=asked.now,
    )  # fmt: skip
    says = f"{made.person.name}从 {made.since} 起任{post.title}。"
    return Entered(id=made.pk, says=says, address=f"{_at(one)}/terms")


def _person(asked: Asked, one: Unit) -> Person:
    given, kept = asked.body, people_kept(asked.viewer)
    if (given.person is None) == (given.newcomer is None):
        raise Invalid("“登记过的人”和“新登记的人”要写一个，只写一个。", field="person")
    if given.person is not None:
        known = kept.filter(pk=given.person).first()
        if known is None:
            raise Invalid("没有这个人，或您的岗位看不到。", field="person")
        return known
    new = given.newcomer
    if new.phone and kept.filter(name=new.name, phone=new.phone).exists():
        says = f"手机号相同的{new.name}已登记过，请写他的编号。"
        raise Invalid(says, field="newcomer")
    return people.enter(
        new.name, phone=new.phone, email=new.email, unit=one, by=asked.viewer, at=asked.now
    )


def end_term(asked: Asked) -> Entered:
    """End a term; what is owed stays with the post."""
    term = _term(asked)
    given = asked.body
    ended = terms.end_term(
        term, on=given.on, reason=given.reason, by=asked.viewer, at=asked.now
    )  # fmt: skip
    says = f"{ended.person.name}从 {ended.until} 起不再任{ended.post.title}。"
    return Entered(id=ended.pk, says=says, address=f"{_at(term.post.unit)}/terms")


def set_contact(asked: Asked) -> Entered:
    """Change how the holder of a post is reached."""
    term, given = _term(asked), asked.body
    if not (given.phone or given.email):
        raise Invalid("手机和电子邮箱至少写一样，不然通知送不到本人。", field="phone")
    people.set_contact(
        term.person, phone=given.phone, email=given.email, by=asked.viewer, at=asked.now
    )
    return entered(term.post.unit, f"已改{term.person.name}的联系方式。")


def _term(asked: Asked) -> Term:
    rows = Term.objects.select_related("person", "post__unit")
    found = rows.filter(pk=asked.path["pk"]).first()
    if found is None or not reads.inside(asked.viewer, found.post.unit):
        raise NotFound("没有这一任期，或您的岗位看不到。")
    return found


def terms_of(asked: Asked) -> Terms:
    """Return who held which post of a unit; nobody outside one's scope."""
    one = reads.find(asked.viewer, asked.path["pk"])
    rows = reads.terms(one) if reads.inside(asked.viewer, one) else []
    return Terms(rows=[TermShape(
        id=term.pk, post=term.post_id, title=term.post.title, person=PersonRef.of(term.person),
        since=term.since, until=term.until, substitute=term.substitute, reason=term.reason,
    ) for term in rows])  # fmt: skip


def people_of(asked: Asked) -> People:
    """Return the people whom the caller may appoint."""
    given, rows = asked.query, people_kept(asked.viewer)
    if given.q:
        rows = rows.filter(name__icontains=given.q)
    if given.phone:
        rows = rows.filter(phone=given.phone)
    found = page(rows, (Order("name"), Order("id")), after=given.after)
    return People(following=found.following, rows=[
        PersonRow(id=one.pk, name=one.name, phone=one.phone, email=one.email)
        for one in found.rows
    ])  # fmt: skip


def roles_of(asked: Asked) -> Roles:
    """Return the roles of posts the caller may open."""
    sights = SIGHTS[: SIGHTS.index(asked.viewer.sees) + 1]
    return Roles(rows=[
        RoleShape(key=role.key, title=role.title, sees=role.sees, may=role.may)
        for role in Role.objects.filter(sees__in=sights).order_by("key")
    ])  # fmt: skip


def places_of(asked: Asked) -> Places:
    """Return the places of the caller's own, as units are registered in them."""
    rows: Any = Place.objects.filter(within(asked.viewer.path, "path"), until=None)
    if asked.query.q:
        rows = rows.filter(name__icontains=asked.query.q)
    found = page(rows.select_related("parent"), (Order("path"),), after=asked.query.after)
    return Places(following=found.following, rows=[
        PlaceRow(code=one.code, name=one.name, level=one.level,
                 above=one.parent.code if one.parent and one.path != asked.viewer.path else "")
        for one in found.rows
    ])  # fmt: skip


def _at(one: Unit) -> str:
    return f"/api/v1/units/{one.pk}"


CALLS = (
    Call(GET, "units/<id:pk>/terms", terms_of, "unit-terms", AREA, "一个单位的任期", Terms),
    Call(GET, "people", people_of, "people", AREA, "您能任命的人", People, roles.MANAGE_ORGS,
         query=WantedPeople),
    Call(GET, "roles", roles_of, "roles", AREA, "您能设的角色", Roles, roles.MANAGE_ORGS),
    Call(GET, "places", places_of, "places", AREA, "您的区划", Places, query=WantedPlaces),
    Call(POST, "units/<id:pk>/posts", open_post, "unit-posts", AREA, "设岗", Entered,
         roles.MANAGE_ORGS, body=OpeningPost),
    Call(POST, "units/<id:pk>/terms", appoint, "unit-appoint", AREA, "任职", Entered,
         roles.MANAGE_ORGS, body=Appointing),
    Call(POST, "terms/<id:pk>/end", end_term, "term-end", AREA, "离任", Entered,
         roles.MANAGE_ORGS, body=Ending),
    Call(POST, "terms/<id:pk>/contact", set_contact, "term-contact", AREA, "改联系方式", Entered,
         roles.MANAGE_ORGS, body=Reaching),
)  # fmt: skip
