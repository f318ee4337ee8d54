"""The sheet of people: who holds which post of which unit from when, and how she is reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs import people, roles, terms, units
from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Person, Post, Term, Unit
from bihuan.kernel.orgs.people import people_kept
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, values_of

from .people_cells import LEADS, lead_of, phone, role_of
from .register import CODE, PLACE, Register, credit_code

NAME, PHONE, UNIT, POST, ROLE = "姓名", "手机", "单位", "岗位", "角色"
LEAD, SIGNS, SINCE, UNTIL, SUBSTITUTE = "领导岗位", "签发文书", "任职起", "任职止", "代理"
MAIL, REASON = "电子邮箱", "原因或依据"
#: People named in one message at most.
NAMED = 3

COLUMNS = (
    Column("name", NAME, "本人姓名。", "王五", must=True,
           also=("人员", "人员姓名", "名字"), most=32),
    Column("phone", PHONE, "11 位手机号，用来收通知，也用来分清重名的人。", "13800000000",
           also=("手机号", "手机号码", "联系电话", "电话", "联系方式", "移动电话"),
           read=phone, most=20),
    Column("email", MAIL, "用来收通知；没有的不填。", "wangwu@example.cn",
           also=("邮箱", "电子邮件", "邮件"), most=254),
    Column("unit", UNIT, "单位全称、简称或统一社会信用代码；要先登记。", "海滨县塑料制品厂",
           must=True, also=("单位名称", "所在单位", "工作单位", "任职单位", "企业名称", "部门")),
    Column("credit_code", CODE, "单位重名时填它的代码；分得清的不填。",
           "91441521MA4UXY127T", also=("单位代码", "信用代码", "社会信用代码"), read=credit_code),
    Column("place", PLACE, "单位重名时填它的区划；分得清的不填。", "海城镇",
           also=("属地", "镇街", "乡镇"), most=64),
    Column("place_code", "区划代码", "区划也重名时填代码。", "441521100", read=cells.code, most=16),
    Column("post", POST, "单位里的岗位名称；没有的岗位会新设。", "安全员", must=True,
           also=("岗位名称", "职务", "职位"), most=48),
    Column("role", ROLE, "新设岗位必填，从“选项”里选；决定看得到什么、能办什么。",
           "企业安全管理人员", also=("系统角色", "岗位角色"), read=role_of,
           choices=tuple(facts["title"] for facts in roles.ROLES.values())),
    Column("lead", LEAD, "按职务计责任的岗位才填，从“选项”里选。", "安全管理负责人",
           also=("领导职务", "领导类别"), read=lead_of, choices=tuple(LEADS)),
    Column("signs", SIGNS, "本单位的文书等这个岗位签发的，填“是”。", "否", read=cells.yes,
           choices=("是", "否")),
    Column("since", SINCE, "从哪天起任职；新任职必填。", "2025-03-01",
           also=("任职起期", "任职日期", "任职时间", "起始日期", "开始日期"), read=cells.day),
    Column("until", UNTIL, "从这天起不再任职；没有定的不填。填了，在任的就办离任。", "2026-03-01",
           also=("任职止期", "离任日期", "截止日期", "结束日期"), read=cells.day),
    Column("substitute", SUBSTITUTE, "在任的人不在时代为办理的，填“是”，并写原因。", "否",
           also=("是否代理", "代理任职"), read=cells.yes, choices=("是", "否")),
    Column("reason", REASON, "代理和离任要写。", "海委组〔2025〕3号",
           also=("原因", "依据", "任免文号"), most=200),
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What a row speaks of that is there already; what is not is None."""

    unit: Unit
    post: Post | None
    person: Person | None
    term: Term | None


class PeopleReader:
    """Judges the rows of a table of people; rows before may open the post or enter the person."""

    def __init__(self, lines: Sequence[Line], by: Viewer, at: datetime) -> None:
        self.by, self.at, self.register = by, at, Register(by)
        self.today = in_shanghai(at).date()
        self.posts: dict[tuple[Any, ...], list[Line]] = {}
        self.persons: dict[tuple[str, str], Line] = {}
        self.names: dict[str, list[Line]] = {}
        for line in lines:
            self.posts.setdefault(_post_key(line), []).append(line)
            name, number = _words(line, "name"), _words(line, "phone")
            self.names.setdefault(name, []).append(line)
            if name and number:
                self.persons.setdefault((name, number), line)

    def before(self, line: Line) -> Sequence[Line]:
        """Return the rows that open this row's post, fill it, or enter its person first."""
        same = self.posts[_post_key(line)]
        earlier = [one for one in same if one.number < line.number]
        # A post of many is opened by the first row; one of leadership is filled by each.
        found = earlier if _leads(same) else earlier[:1]
        first = self.persons.get((_words(line, "name"), _words(line, "phone")))
        if first and first.number < line.number and first not in found:
            found = [*found, first]
        return sorted(found, key=lambda one: one.number)

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        about = f"{_words(line, 'name')} {_words(line, 'unit')} {_words(line, 'post')}".strip()
        try:
            row = values_of(line, COLUMNS)
            must = (("name", NAME), ("unit", UNIT), ("post", POST))
            missing = [(title, f"还没有填写“{title}”") for key, title in must if not row[key]]
            if missing:
                raise Wrong(*missing)
            self._demand_once(line, row)
            held = self._held(line, row)
            self._demand_same(held, row)
            return self._planned(held, row)
        except Wrong as error:
            raise Wrong(*error.problems, about=about) from error

    def _demand_once(self, line: Line, row: dict[str, Any]) -> None:
        for one in self.posts[_post_key(line)]:
            same = all(_words(one, key) == _words(line, key) for key in ("name", "phone", "since"))
            if one.number < line.number and same:
                raise Wrong((NAME, f"和第 {one.number} 行相同；请只留一行"))
        if row["phone"]:
            return
        for one in self.names[row["name"]]:
            elsewhere = _post_key(one)[:2] != _post_key(line)[:2]
            if one.number != line.number and elsewhere:
                says = f"第 {one.number} 行也有{row['name']}，分不清是不是同一个人；请填手机"
                raise Wrong((PHONE, says))

    def _held(self, line: Line, row: dict[str, Any]) -> Held:
        unit = self.register.unit_in(row, UNIT)
        post = unit.posts.select_related("role").filter(title=row["post"]).first()
        person = self._person(row, unit, post)
        term = self._term(row, post, person) if post and person else None
        return Held(unit, post, person, term)

    def _person(self, row: dict[str, Any], unit: Unit, post: Post | None) -> Person | None:
        """Return whom a row means, None for somebody new; never by name alone."""
        alike = people_kept(self.by).filter(name=row["name"])
        if row["phone"]:
            return self._by_phone(row, unit, post, alike)
        here = list(alike.filter(terms__post__unit=unit).distinct()[: NAMED + 1])
        if len(here) == 1:
            return here[0]
        others = here or list(alike[: NAMED + 1])
        if others:
            says = f"登记过的{row['name']}有{_named(others)}，只凭姓名分不清；请填手机"
            raise Wrong((PHONE, says))
        return None

    def _by_phone(
        self, row: dict[str, Any], unit: Unit, post: Post | None, alike: Any
    ) -> Person | None:
        number = row["phone"]
        found: list[Person] = list(alike.filter(phone=number)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong(
                (PHONE, f"手机和姓名都相同的{row['name']}登记了不止一位；请先到单位页面核对")
            )
        other = people_kept(self.by).filter(phone=number).exclude(name=row["name"]).first()
        if other:
            says = f"手机 {number} 登记的是{other.name}，不是{row['name']}；请核对姓名和号码"
            raise Wrong((PHONE, says))
        # The same name in the same unit, without a number until now; or in this very post since
        # this very day, with another number.
        bare = list(alike.filter(phone="", terms__post__unit=unit).distinct()[:2])
        same = [
            term.person for term in Term.objects.filter(post=post, since=row["since"])
            .filter(person__in=alike).select_related("person")[:2]
        ] if post and row["since"] else []  # fmt: skip
        chosen = same or bare
        if len(chosen) > 1:
            says = f"{unit.name}里叫{row['name']}的不止一位，分不清这个手机是谁的"
            raise Wrong((PHONE, f"{says}；请先到单位页面核对"))
        return chosen[0] if chosen else None

    def _term(self, row: dict[str, Any], post: Post, person: Person) -> Term | None:
        """Return the term a row speaks of: the one of its day, else the one that runs."""
        held = post.terms.filter(person=person).order_by("-since")
        if row["since"] and (same := held.filter(since=row["since"]).first()):
            return same
        running = held.filter(Q(until=None) | Q(until__gt=self.today)).first()
        if running and row["since"] and (running.until is None or row["since"] < running.until):
            says = f"{person.name}已自 {running.since} 任{post.title}；导入不改任职起，请写成一样"
            raise Wrong((SINCE, says))
        return None if row["since"] else running

    def _demand_same(self, held: Held, row: dict[str, Any]) -> None:
        """Refuse a row that says of a post, or of a term, what only a new one could be."""
        post, term, wrong = held.post, held.term, []
        if post is None:
            if not row["role"]:
                says = f"{held.unit.name}还没有“{row['post']}”岗位；新设岗位要填角色"
                raise Wrong((ROLE, says))
        else:
            facts = (("role", ROLE, post.role_id, post.role.title),
                     ("lead", LEAD, post.lead, post.get_lead_display()),
                     ("signs", SIGNS, post.signs, "是" if post.signs else "否"))  # fmt: skip
            wrong += [(heading, f"“{post.title}”现在是“{now}”；导入不改已有岗位，请写成一样或不填")
                      for key, heading, value, now in facts
                      if row[key] is not None and row[key] != value]  # fmt: skip
        if term and row["substitute"] is not None and row["substitute"] != term.substitute:
            now = "是" if term.substitute else "否"
            wrong.append((SUBSTITUTE, f"这一任职现在是“{now}”；导入不改，请先办理离任"))
        if not term and not row["since"]:
            wrong.append((SINCE, "新任职要填“任职起”"))
        if wrong:
            raise Wrong(*wrong)

    def _planned(self, held: Held, row: dict[str, Any]) -> Plan:
        changes: list[Change] = []
        if held.post is None:
            role = roles.ROLES[row["role"]]["title"]
            changes.append(Change(POST, "", f"{row['post']}（{role}）"))
        if held.person is None:
            changes.append(Change("人员", "", f"{row['name']} {row['phone'] or ''}".strip()))
        contact = self._contact(held.person, row)
        if held.person:
            changes += [Change(heading, getattr(held.person, key), contact[key])
                        for key, heading in (("phone", PHONE), ("email", MAIL))
                        if contact[key] != getattr(held.person, key)]  # fmt: skip
        if held.term is None:
            changes.append(Change("任职", "", _span(row["since"], row["until"])))
        elif row["until"] and row["until"] != held.term.until:
            changes.append(Change(UNTIL, str(held.term.until or ""), str(row["until"])))
        ends = any(change.title == UNTIL for change in changes)
        about = f"{row['name']} {held.unit.name} {row['post']}"
        acts = (lambda basis: self._do(held, row, contact, basis),) if changes else ()
        return Plan(about, tuple(changes), acts, new=held.term is None,
                    asks_basis=ends and not row["reason"])  # fmt: skip

    def _contact(self, person: Person | None, row: dict[str, Any]) -> dict[str, str]:
        known = {"phone": person.phone, "email": person.email} if person else {}
        return {key: row[key] or known.get(key, "") for key in ("phone", "email")}

    def _do(self, held: Held, row: dict[str, Any], contact: dict[str, str], basis: str) -> None:
        by, at = self.by, self.at
        post = held.post or terms.open_post(
            held.unit, row["post"], role=row["role"], lead=row["lead"] or "",
            signs=bool(row["signs"]), by=by, at=at,
        )  # fmt: skip
        person = held.person or people.enter(
            row["name"], **contact, unit=held.unit, by=by, at=at
        )  # fmt: skip
        if contact != {"phone": person.phone, "email": person.email}:
            people.set_contact(person, **contact, by=by, at=at)
        if held.term is None:
            terms.appoint(
                post=post, person=person, since=row["since"], until=row["until"],
                substitute=bool(row["substitute"]), reason=row["reason"] or "", by=by, at=at,
            )  # fmt: skip
        elif row["until"] and row["until"] != held.term.until:
            terms.end_term(held.term, on=row["until"], reason=row["reason"] or basis, by=by, at=at)


def _post_key(line: Line) -> tuple[str, str, str]:
    unit = _words(line, "credit_code") or units.spelling(_words(line, "unit"))
    place = _words(line, "place_code") or _words(line, "place")
    return (unit, place, _words(line, "post"))


def _words(line: Line, key: str) -> str:
    try:
        return str((phone if key == "phone" else cells.text)(line.cells.get(key)) or "")
    except cells.BadCell:
        return ""


def _leads(lines: Sequence[Line]) -> bool:
    """Say whether a post has one holder at a time, as far as its rows tell."""
    return any(_words(line, "lead") or _words(line, "signs") == "是" for line in lines)


def _named(found: Sequence[Person]) -> str:
    """Name people so that they can be told apart, without showing whole numbers."""
    shown = []
    for person in found[:NAMED]:
        held = person.terms.select_related("post__unit").order_by("-since").first()
        where = f"{held.post.unit.name} {held.post.title}" if held else "没有任职"
        tail = f"，手机尾号 {person.phone[-4:]}" if person.phone else ""
        shown.append(f"{where}{tail}")
    return f" {len(found)} 位（{'；'.join(shown)}）" if len(found) > 1 else f"（{shown[0]}）"


def _span(since: date, until: date | None) -> str:
    return f"{since} 起，到 {until}" if until else f"{since} 起"


def rows(by: Viewer, at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the terms that run, or will, in the units one may change, as rows of this sheet."""
    running = Q(until=None) | Q(until__gt=in_shanghai(at).date())
    held = Term.objects.filter(running, post__unit__in=units_kept(by).filter(until=None))
    held = held.select_related("person", "post__unit__place", "post__role")
    order = ("post__unit__place_path", "post__unit__name", "post__unit", "post", "since", "pk")
    for term in held.order_by(*order).iterator(chunk_size=1000):
        person, post, unit = term.person, term.post, term.post.unit
        yield (
            person.name, person.phone, person.email, unit.name, unit.credit_code, unit.place.name,
            unit.place.code, post.title, post.role.title, post.get_lead_display() or None,
            "是" if post.signs else "否", term.since, term.until,
            "是" if term.substitute else "否", term.reason,
        )  # fmt: skip


SHEET = Sheet(
    key="people",
    title="人员",
    says="谁从哪天起在哪个单位任哪个岗位，怎样联系。没有的岗位会新设，没有的人会登记。",
    may=roles.MANAGE_ORGS,
    columns=COLUMNS,
    read=PeopleReader,
    rows=rows,
)
