"""The sheet of units: registering those that are new, changing what a row says otherwise."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from bihuan.kernel.orgs import roles, succession, units
from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Place, Unit, UnitAlias, UnitName, UnitTag
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import creditcodes
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, values_of

from .register import CODE, NAMED, PLACE, Register, borne, coded, credit_code
from .unit_cells import industry, kind_of, status_of

Status = Unit.Status
FIRM = "enterprise"
NAME, KIND, SUPERVISOR, STATUS, TAGS = "单位名称", "类别", "督办方", "状态", "类别标签"
#: Facts that are put right without a decision, and what their columns are called.
FACTS = {"credit_code": CODE, "industry": "行业代码", "headcount": "从业人数", "since": "成立日期"}
ATTRIBUTES = {name: a.title for name, a in KINDS[FIRM].attributes.items()}
_TURNS = {Status.STOPPED: units.stop, Status.OPERATING: units.resume, Status.CLOSED: units.close}

COLUMNS = (
    Column("name", NAME, "按批文或营业执照写全称。", "海滨县塑料制品厂", must=True,
           also=("单位", "单位全称", "企业名称", "企业全称", "公司名称", "机构名称", "部门名称",
                 "生产经营单位名称", "名称")),
    Column("credit_code", CODE, "18 位，对照营业执照；有代码的按代码认，没有的不填。",
           "91441521MA4UXY127T",
           also=("社会信用代码", "信用代码", "统一信用代码", "统一代码", "组织机构代码", "税号"),
           read=credit_code),
    Column("kind", KIND, "新登记的必填，从“选项”里选；“企业”就是生产经营单位。", "生产经营单位",
           also=("单位类别", "单位类型", "类型", "单位性质"), read=kind_of,
           choices=tuple(kind.title for kind in KINDS.values())),
    Column("place", PLACE, "所在的县、镇街或村；新登记的必填。只在您的辖区里找。",
           "海城镇", most=64,
           also=("属地", "所在区划", "所属镇街", "所属乡镇", "镇街", "乡镇", "镇", "所在地")),
    Column("place_code", "区划代码", "重名的区划写代码；分得清的不填。", "441521100",
           also=("行政区划代码", "属地代码"), read=cells.code, most=16),
    Column("supervisor", SUPERVISOR,
           "它不办时由谁知道。写全称、简称或信用代码；可以是本表里的单位。",
           "海滨县应急管理局",
           also=("主管单位", "监管单位", "监管部门", "主管部门", "行业主管部门", "上级单位")),
    Column("status", STATUS, "正常、停产停业或已关闭；不变的不填。", "正常",
           also=("经营状态", "生产状态", "运营状态"), read=status_of,
           choices=tuple(Status.labels)),
    Column("industry", FACTS["industry"], "国民经济行业分类代码。", "C2922",
           also=("行业", "国民经济行业代码"), read=industry, most=8),
    Column("headcount", FACTS["headcount"], "只写数字。", "35",
           also=("从业人员", "从业人员数", "职工人数", "员工人数", "人数"),
           read=cells.whole, most=1_000_000),
    Column("since", FACTS["since"], "写到日。", "2020-05-01",
           also=("成立时间", "注册日期", "开业日期"), read=cells.day),
    Column("tags", TAGS, "如非煤矿山、规模以上；几个用顿号隔开。只增不减。", "规模以上、涉氨制冷",
           also=("标签", "重点类别", "分类标签"), read=cells.words_of, most=48),
    Column("address", ATTRIBUTES["address"], "只有生产经营单位填。", "海城镇工业路 1 号",
           also=("详细地址", "单位地址", "经营地址", "注册地址", "生产地址"), most=200),
    Column("legal_representative", ATTRIBUTES["legal_representative"], "只有生产经营单位填。",
           "王五", also=("法人", "法人代表", "法定代表", "负责人"), most=64),
    Column("actual_controller", ATTRIBUTES["actual_controller"], "只有生产经营单位填。", "赵六",
           most=64),
    Column("phone", ATTRIBUTES["phone"], "只有生产经营单位填。", "0660-1234567",
           also=("电话", "联系方式", "单位电话", "手机", "手机号码"), most=40),
)  # fmt: skip
_HEADINGS = {column.key: column.heading for column in COLUMNS}


class UnitReader:
    """Judges the rows of a table of units; a supervisor may stand in another row of it."""

    def __init__(self, lines: Sequence[Line], by: Viewer, at: datetime) -> None:
        self.by, self.at, self.register = by, at, Register(by)
        self.named: dict[str, Line] = {}
        self.firsts: dict[tuple[str, str], int] = {}
        for line in lines:
            for key in _keys(line):
                self.firsts.setdefault(key, line.number)
            if name := _words(line, "name"):
                self.named.setdefault(units.spelling(name), line)
        # Most rows of a long table are of units nobody heard of: asked for together, not each.
        codes = {creditcodes.normalise(code) for kind, code in self.firsts if kind == CODE}
        self.borne, self.codes = borne(self.named), coded(codes)

    def before(self, line: Line) -> Sequence[Line]:
        """Return the rows whose units answer for this one and are not registered yet, from above.

        Raises :class:`Wrong` for units that answer for one another in a ring.
        """
        above: list[Line] = []
        here = line
        while (higher := self._above(here)) is not None:
            if higher is line or higher in above:
                says = f"和第 {higher.number} 行互相督办，绕成了一圈"
                raise Wrong((SUPERVISOR, says), about=_words(line, "name") or "")
            above.append(higher)
            here = higher
        return above[::-1]

    def _above(self, line: Line) -> Line | None:
        words = units.spelling(_words(line, "supervisor") or "")
        higher = self.named.get(words)
        return None if higher is None or self._known(words) else higher

    def _known(self, name: str) -> bool:
        kept = units_kept(self.by).filter(name=name, until=None)
        return name in self.borne and kept.exists()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        about = _words(line, "name") or ""
        try:
            row = values_of(line, COLUMNS)
            self._demand_once(line)
            place = self.register.place(row["place"], row["place_code"])
            if not row["name"]:
                raise Wrong((NAME, "还没有填写单位名称"))
            unit = self._match(row, place)
            made = self._changing(unit, row, place) if unit else self._registering(row, place)
        except Wrong as error:
            raise Wrong(*error.problems, about=about) from error
        return made

    def _demand_once(self, line: Line) -> None:
        for key in _keys(line):
            if (first := self.firsts[key]) != line.number:
                heading = CODE if key[0] == CODE else NAME
                raise Wrong((heading, f"和第 {first} 行是同一个单位；请只留一行"))

    def _match(self, row: dict[str, Any], place: Place | None) -> Unit | None:
        """Return the unit a row means, None for a new one. By name alone only where no code is."""
        name, code = units.spelling(row["name"]), row["credit_code"]
        if name not in self.borne and code not in self.codes:
            return None
        kept = units_kept(self.by).filter(until=None).select_related("place", "supervisor")
        if code and (coded := Unit.objects.filter(credit_code=code).first()):
            return self._coded(coded, kept)
        here = kept.filter(name=name, **({"place": place} if place else {}))
        alike = list(here.order_by("pk")[: NAMED + 1])
        if not alike:
            return self._unless_called(name, place)
        if code and (other := next((u for u in alike if u.credit_code), None)):
            says = f"{other.place.name}的{name}登记的代码是 {other.credit_code}；请对照营业执照"
            raise Wrong((CODE, says))
        if len(alike) > 1 or (not place and (code or alike[0].credit_code)):
            where = "、".join(f"{u.place.name} {u.credit_code or '无代码'}" for u in alike[:NAMED])
            says = f"已登记有“{name}”（{where}），只凭名称不认；请填区划或统一社会信用代码"
            raise Wrong((NAME, says))
        return alike[0]

    def _coded(self, coded: Unit, kept: Any) -> Unit:
        found: Unit | None = kept.filter(pk=coded.pk).first()
        if found is None:
            ended = f"已于 {coded.until} 终止" if coded.until else "不在您的管辖范围"
            raise Wrong((CODE, f"这个代码已由{coded.name}登记，它{ended}；请核对"))
        return found

    def _unless_called(self, name: str, place: Place | None) -> None:
        borne = UnitName.objects.filter(name=name)
        if not (UnitAlias.objects.filter(alias=name).exists() or borne.exists()):
            return
        spot = place or Place.objects.get(path=self.by.path)
        called = units.find(name, place=spot, on=self.by.on)
        if called and called.name != name:
            says = f"“{name}”是{called.name}的别名或曾用名；请写“{called.name}”或它的代码"
            raise Wrong((NAME, says))

    def _registering(self, row: dict[str, Any], place: Place | None) -> Plan:
        must = ((KIND, row["kind"]), (PLACE, place))
        needs = [(title, f"新登记的单位要填“{title}”") for title, given in must if not given]
        if row["status"] == Status.CLOSED:
            needs.append((STATUS, "还没有登记的单位不能写“已关闭”；已关闭的不用登记"))
        if needs or place is None:
            raise Wrong(*needs)
        attributes = _attributes(row, row["kind"])
        supervisor = self._supervisor(row["supervisor"], None)
        facts = {key: row[key] for key in ("credit_code", "headcount", "since")}

        def do(basis: str) -> None:
            self._note(row["name"], row["credit_code"])
            made = units.register(
                name=row["name"], kind=row["kind"], place=place, supervisor=supervisor,
                industry=row["industry"] or "", attributes=attributes, **facts,
                by=self.by, at=self.at,
            )  # fmt: skip
            self._tag(made, row["tags"] or ())
            if row["status"] == Status.STOPPED:
                units.stop(made, reason=basis, by=self.by, at=self.at)

        changes = tuple(
            Change(_HEADINGS[key], "", _shown(key, value)) for key, value in row.items()
            if value is not None and key != "place_code"
        )  # fmt: skip
        stops = row["status"] == Status.STOPPED
        return Plan(units.spelling(row["name"]), changes, (do,), new=True, asks_basis=stops)

    def _changing(self, unit: Unit, row: dict[str, Any], place: Place | None) -> Plan:
        if row["kind"] and row["kind"] != unit.kind:
            now = KINDS[unit.kind].title
            raise Wrong((KIND, f"{unit.name}登记的类别是“{now}”；导入不改类别，请改成一致"))
        decided = list(self._decided(unit, row, place))
        facts = {key: row[key] for key in FACTS
                 if row[key] is not None and row[key] != getattr(unit, key)}  # fmt: skip
        changes = [Change(FACTS[key], _shown(key, getattr(unit, key)), _shown(key, value))
                   for key, value in facts.items()]  # fmt: skip
        held = {k: v for k, v in _attributes(row, unit.kind).items() if unit.attributes.get(k) != v}
        changes += [Change(ATTRIBUTES[key], str(unit.attributes.get(key) or ""), value)
                    for key, value in held.items()]  # fmt: skip
        if held:
            facts["attributes"] = {**unit.attributes, **held}
        acts = [act for _, act in decided]
        if facts:
            acts.insert(0, lambda _: units.correct(unit, facts, by=self.by, at=self.at))
        new = self._new_tags(unit, row["tags"] or ())
        if new:
            changes.append(Change(TAGS, "", "、".join(new)))
            acts.append(lambda _: self._tag(unit, new))
        return Plan(
            unit.name, (*(change for change, _ in decided), *changes), tuple(acts),
            asks_basis=bool(decided),
        )  # fmt: skip

    def _decided(
        self, unit: Unit, row: dict[str, Any], place: Place | None
    ) -> Iterator[tuple[Change, Callable[[str], object]]]:
        """Yield the changes that need a basis: another name, place, supervisor or state."""
        name = units.spelling(row["name"])
        if name != unit.name:
            yield Change(NAME, unit.name, name), lambda basis: self._rename(unit, name, basis)
        if place and place != unit.place:
            yield (Change(PLACE, unit.place.name, place.name),
                   lambda basis: succession.move(unit, place, self._decision(basis)))  # fmt: skip
        above = self._supervisor(row["supervisor"], unit)
        if above and above.pk != unit.supervisor_id:
            change = Change(SUPERVISOR, unit.supervisor.name if unit.supervisor else "", above.name)
            yield change, lambda basis: succession.transfer([unit], above, self._decision(basis))
        if row["status"] and row["status"] != unit.status:
            turn = _TURNS[row["status"]]
            yield (Change(STATUS, unit.get_status_display(), Status(row["status"]).label),
                   lambda basis: turn(unit, reason=basis, by=self.by, at=self.at))  # fmt: skip

    def _rename(self, unit: Unit, name: str, basis: str) -> None:
        self._note(name, None)
        succession.rename(unit, name, self._decision(basis))

    def _note(self, name: str, code: str | None) -> None:
        """Keep in mind that from now on somebody bears this name and has this code."""
        self.borne.add(units.spelling(name))
        if code:
            self.codes.add(code)

    def _decision(self, basis: str) -> Decision:
        return Decision(in_shanghai(self.at).date(), basis, self.by, self.at)

    def _supervisor(self, words: str | None, unit: Unit | None) -> Unit | None:
        if not words:
            return None
        now = unit.supervisor if unit else None
        if now and units.spelling(words) == now.name:
            return now
        row = self.named.get(units.spelling(words))
        if row is None:
            return self.register.unit(words, SUPERVISOR)
        try:
            return self.register.unit_now(words, SUPERVISOR)
        except Wrong as error:
            says = f"“{words}”在第 {row.number} 行，那一行还不能登记；请先改好那一行"
            raise Wrong((SUPERVISOR, says)) from error

    def _new_tags(self, unit: Unit, words: Sequence[str]) -> list[str]:
        if not words:
            return []
        known = set(unit.tags.filter(until=None).values_list("tag", flat=True))
        return [word for word in words if word not in known]

    def _tag(self, unit: Unit, words: Sequence[str]) -> None:
        today = in_shanghai(self.at).date()
        for word in words:
            units.tag(unit, word, since=today, by=self.by, at=self.at)


def _keys(line: Line) -> Iterator[tuple[str, str]]:
    """Yield what a row is known by: its credit code, and its name in its place."""
    try:
        code = cells.code(line.cells.get("credit_code"))
    except BadCell:
        code = None
    if code:
        yield (CODE, code)
    elif name := _words(line, "name"):
        yield (NAME, f"{units.spelling(name)} {_words(line, 'place')} {_words(line, 'place_code')}")


def _words(line: Line, key: str) -> str | None:
    try:
        return cells.text(line.cells.get(key))
    except BadCell:
        return None


def _attributes(row: dict[str, Any], kind: str) -> dict[str, str]:
    given = {key: row[key] for key in ATTRIBUTES if row[key] is not None}
    known = KINDS[kind].attributes
    if wrong := [(ATTRIBUTES[key], "只有生产经营单位填这一列；请清空") for key in given
                 if key not in known]:  # fmt: skip
        raise Wrong(*wrong)
    return given


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if key == "kind":
        return KINDS[value].title
    if key == "status":
        return str(Status(value).label)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def rows(by: Viewer, at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the units one may change as rows of this sheet; ended ones are left out."""
    running = UnitTag.objects.filter(until=None).order_by("pk")
    kept = units_kept(by).filter(until=None).select_related("place", "supervisor")
    kept = kept.prefetch_related(Prefetch("tags", running)).order_by("place_path", "name", "pk")
    for unit in kept.iterator(chunk_size=1000):
        facts = unit.attributes
        yield (
            unit.name, unit.credit_code, KINDS[unit.kind].title, unit.place.name, unit.place.code,
            unit.supervisor.name if unit.supervisor else None, unit.get_status_display(),
            unit.industry, unit.headcount, unit.since,
            "、".join(tag.tag for tag in unit.tags.all()),
            *(facts.get(name) if unit.kind == FIRM else None for name in ATTRIBUTES),
        )  # fmt: skip


SHEET = Sheet(
    key="units",
    title="单位",
    says="单位、企业、镇街和村的名称、代码、区划、督办方、状态、类别标签。",
    may=roles.MANAGE_ORGS,
    columns=COLUMNS,
    read=UnitReader,
    rows=rows,
)
