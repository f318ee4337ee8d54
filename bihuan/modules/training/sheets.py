"""The spreadsheets of training: rosters, hours, certificates, questions; out, filled in, and in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, unit_meant, values_of

from . import certificates, hours, questions, rosters, rules
from .models import Attendance, Certificate, Question, Trainee
from .papers import LETTERS

UNIT, NAME, PHONE = "单位名称", "姓名", "手机"
_CATEGORIES: Final = tuple(rules.CATEGORIES.values())
_PURPOSES: Final = tuple(rules.PURPOSES.values())
_KINDS: Final = tuple(title for _, title in rules.KIND_TITLES)


def _number(cell: Any) -> Decimal | None:
    words = cells.text(cell)
    if words is None:
        return None
    try:
        return Decimal(words.removesuffix("学时"))
    except InvalidOperation as error:
        raise BadCell(f"“{words}”不是数字；写成 8 或者 1.5 这样") from error


_UNIT = Column("unit", UNIT, "全称或统一社会信用代码；不填就是您的单位。", "海滨县塑料制品厂",
               also=("单位", "企业名称", "单位全称"))  # fmt: skip
_NAME = Column("name", NAME, "和身份证一致。", "陈某某", must=True, most=32)
_PHONE = Column("phone", PHONE, "同一单位重名的必须填。", "13800000000", also=("手机号", "电话"),
                read=cells.code, most=20)  # fmt: skip
ROSTER: Final = (
    _UNIT, _NAME, _PHONE,
    Column("category", "类别", f"{'、'.join(_CATEGORIES)}之一。", "从业人员", must=True,
           choices=_CATEGORIES, also=("人员类别",)),
    Column("work", "岗位（工种）", "如电工、注塑工。", "注塑工", also=("岗位", "工种")),
    Column("employer", "用工单位", "派遣、承包人员写派遣或承包单位。", "", also=("派遣单位",)),
    Column("joined", "到岗日期", "入职、进厂的日期。", "2024-03-01", read=cells.day,
           also=("入职日期",)),
    Column("working_since", "上岗日期", "已经上岗的填写；还在岗前培训的不填。", "2024-03-08",
           read=cells.day),
)  # fmt: skip
TAUGHT: Final = (
    _UNIT, _NAME, _PHONE,
    Column("purpose", "培训种类", f"{'、'.join(_PURPOSES)}之一。", _PURPOSES[0], must=True,
           choices=_PURPOSES),
    Column("course", "课程", "培训班或课程名称。", "三级安全教育", must=True, also=("培训内容",)),
    Column("on", "培训日期", "结束的那一天。", "2024-03-07", must=True, read=cells.day),
    Column("hours", "学时", "可以有小数。", "24", must=True, read=_number, also=("课时",)),
    Column("taught_by", "培训单位", "机构或授课人。", "本单位安全科", also=("授课人",)),
)  # fmt: skip
PAPERS: Final = (
    _UNIT, _NAME, _PHONE,
    Column("kind", "证书种类", f"{'、'.join(_KINDS)}之一。", _KINDS[0], must=True, choices=_KINDS),
    Column("work", "作业类别", "如低压电工作业、焊接与热切割作业。", "低压电工作业",
           also=("准操项目", "作业项目")),
    Column("number", "证书编号", "照证书填写。", "T441521199001010000", must=True, read=cells.code,
           also=("证号", "编号"), most=48),
    Column("issued_on", "发证日期", "初次领证或换证的日期。", "2023-05-20", must=True,
           read=cells.day, also=("初领日期",)),
    Column("until", "有效期止", "证书上印的；长期有效的不填。", "2029-05-19", read=cells.day),
    Column("recheck_on", "应复审日期", "证书上印的；没有印的不填，按规定推算。", "2026-05-19",
           read=cells.day, also=("复审日期",)),
    Column("issuer", "发证机关", "全称。", "广东省应急管理厅"),
)  # fmt: skip
BANK: Final = (
    Column("number", "题号", "本单位题库里不重复；同一题号再导入就是新的一版。", "A001", must=True,
           read=cells.code, most=24),
    Column("subject", "科目", "考试按科目抽题。", "通用", must=True, most=32),
    Column("kind", "题型", "单选、多选、判断之一。", "单选", must=True,
           choices=tuple(Question.Kind.labels)),
    Column("stem", "题干", "完整的一句话。", "发现重大事故隐患，应当向谁报告？", must=True,
           most=1000),
    *(Column(f"option_{letter}", f"选项{letter}", "判断题不填。", "", most=300)
      for letter in LETTERS[:6]),
    Column("answer", "答案", "选项的字母，多选连写；判断题写对或错。", "A", must=True, most=8),
    Column("source", "出处", "文件和条款。", "安全生产法第四十一条", must=True, most=200),
)  # fmt: skip

Judge = Callable[["Reader", dict[str, Any]], Plan]


class Reader:
    """Judges the rows of one file: each by its own function, once its cells are read."""

    def __init__(self, columns: Sequence[Column], judge: Judge, by: Viewer, at: datetime) -> None:
        self.columns, self.judge, self.by, self.at = columns, judge, by, at

    def before(self, line: Line) -> Sequence[Line]:
        """Return nothing: these rows do not wait for one another."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        row = values_of(line, self.columns)
        for column in self.columns:
            if column.must and row[column.key] is None:
                raise Wrong((column.heading, "要填"), about=str(row.get("name") or ""))
        try:
            return self.judge(self, row)
        except Invalid as refused:
            titles = {column.key: column.heading for column in self.columns}
            raise Wrong((titles.get(refused.field, ""), refused.says.rstrip("。"))) from refused

    def person(self, unit: Unit, row: dict[str, Any]) -> Person:
        """Return the person of a row, who stands on the unit's roster or in a post of it."""
        found = rosters.known(unit, row["name"], row["phone"] or "")
        if found is None:
            says = f"{unit.name}的花名册上没有“{row['name']}”；请先导入花名册"
            raise Wrong((NAME, says), about=str(row["name"]))
        return found


def _plan(about: str, known: Any, told: dict[str, tuple[str, Any]], act: Any) -> Plan:
    """Return a plan with what would change of a record, none where it is so already."""
    changes = tuple(
        Change(title, _shown(getattr(known, name, None)), _shown(value))
        for name, (title, value) in told.items()
        if value not in (None, "") and _shown(getattr(known, name, None)) != _shown(value)
    )
    return Plan(about, changes, (act,) if changes or known is None else (), new=known is None)


def _shown(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


def _trainee(reader: Reader, row: dict[str, Any]) -> Plan:
    unit = unit_meant(row["unit"], UNIT, reader.by)
    person = rosters.known(unit, row["name"], row["phone"] or "")
    category = dict(zip(_CATEGORIES, rules.CATEGORIES, strict=True))[row["category"]]
    known = Trainee.objects.filter(
        unit=unit, person=person, category=category, until=None
    ).first() if person else None  # fmt: skip
    joined = row["joined"] or (known.joined if known else None)
    if joined is None:
        raise Wrong(("到岗日期", "第一次登记的要填到岗日期"), about=row["name"])
    given = {"work": row["work"] or (known.work if known else ""), "joined": joined,
             "employer": row["employer"] or (known.employer if known else ""),
             "working_since": row["working_since"]}  # fmt: skip

    def act(_: str) -> None:
        rosters.enter(unit, row["name"], category=category, phone=row["phone"] or "",
                      by=reader.by, at=reader.at, **given)  # fmt: skip

    told = {"work": ("岗位（工种）", given["work"]), "joined": ("到岗日期", joined),
            "working_since": ("上岗日期", row["working_since"])}  # fmt: skip
    return _plan(f"{row['name']}（{row['category']}）", known, told, act)


def _taught(reader: Reader, row: dict[str, Any]) -> Plan:
    unit = unit_meant(row["unit"], UNIT, reader.by)
    person = reader.person(unit, row)
    purpose = dict(zip(_PURPOSES, rules.PURPOSES, strict=True))[row["purpose"]]
    key = {"course": row["course"], "on": row["on"], "purpose": purpose}
    known = Attendance.objects.filter(unit=unit, person=person, **key).first()

    def act(_: str) -> None:
        hours.enter(unit, person, hours=row["hours"], taught_by=row["taught_by"] or "",
                    by=reader.by, at=reader.at, **key)  # fmt: skip

    told = {"hours": ("学时", row["hours"]), "taught_by": ("培训单位", row["taught_by"])}
    return _plan(f"{row['name']} {row['on']} {row['course']}", known, told, act)


def _certificate(reader: Reader, row: dict[str, Any]) -> Plan:
    unit = unit_meant(row["unit"], UNIT, reader.by)
    person = reader.person(unit, row)
    kind = dict(zip(_KINDS, rules.KINDS, strict=True))[row["kind"]]
    known = Certificate.objects.filter(kind=kind, number=row["number"]).first()
    names = ("work", "issued_on", "until", "recheck_on", "issuer")
    given = {name: row[name] for name in names if row[name] is not None}

    def act(_: str) -> None:
        certificates.enter(person, unit, kind=kind, number=row["number"], by=reader.by,
                           at=reader.at, **given)  # fmt: skip

    titles = {column.key: column.heading for column in PAPERS}
    told = {name: (titles[name], value) for name, value in given.items()}
    return _plan(f"{row['name']} {row['kind']} {row['number']}", known, told, act)


def _question(reader: Reader, row: dict[str, Any]) -> Plan:
    kind = dict(zip(Question.Kind.labels, Question.Kind.values, strict=True))[row["kind"]]
    options = [row[f"option_{letter}"] for letter in LETTERS[:6] if row[f"option_{letter}"]]
    facts = {"subject": row["subject"], "kind": kind, "stem": row["stem"], "options": options,
             "answer": row["answer"], "source": row["source"]}  # fmt: skip
    good = questions.checked(facts)
    known = Question.objects.filter(
        unit=reader.by.unit_id, number=row["number"], until=None
    ).first()

    def act(_: str) -> None:
        questions.keep(row["number"], by=reader.by, at=reader.at, **facts)

    titles = {"subject": "科目", "kind": "题型", "stem": "题干", "options": "选项",
              "answer": "答案", "source": "出处"}  # fmt: skip
    told = {name: (titles[name], value) for name, value in good.items()}
    return _plan(f"第 {row['number']} 题", known, told, act)


def _read(columns: tuple[Column, ...], judge: Judge) -> Any:
    return lambda lines, by, at: Reader(columns, judge, by, at)


def _roster_rows(by: Viewer, _: datetime) -> Iterator[Sequence[Any]]:
    for row in rosters.listed(by).iterator(chunk_size=1000):
        yield (row.unit.name, row.person.name, row.person.phone, row.get_category_display(),
               row.work, row.employer, row.joined, row.working_since)  # fmt: skip


def _taught_rows(by: Viewer, _: datetime) -> Iterator[Sequence[Any]]:
    rows = Attendance.objects.filter(rosters.seen(by)).select_related("unit", "person")
    for row in rows.order_by("unit_id", "person_id", "on", "pk").iterator(chunk_size=1000):
        yield (row.unit.name, row.person.name, row.person.phone, row.get_purpose_display(),
               row.course, row.on, float(row.hours), row.taught_by)  # fmt: skip


def _certificate_rows(by: Viewer, _: datetime) -> Iterator[Sequence[Any]]:
    for row in certificates.listed(by).exclude(number="").iterator(chunk_size=1000):
        yield (row.unit.name, row.person.name, row.person.phone, row.get_kind_display(), row.work,
               row.number, row.issued_on, row.until, row.recheck_on, row.issuer)  # fmt: skip


def _bank_rows(by: Viewer, _: datetime) -> Iterator[Sequence[Any]]:
    for row in questions.usable(by).filter(unit=by.unit_id):
        judged = row.kind == Question.Kind.JUDGEMENT
        options = [] if judged else row.options
        answer = questions.JUDGEMENT["AB".index(row.answer)] if judged else row.answer
        yield (row.number, row.subject, row.get_kind_display(), row.stem,
               *(options[n] if n < len(options) else None for n in range(6)), answer,
               row.source)  # fmt: skip


MAY: Final = roles.MANAGE_ORGS
SHEETS: Final = (
    Sheet("trainees", "培训花名册", "各单位、各类别、各岗位的人员，没有账号的也登记。", MAY, ROSTER,
          _read(ROSTER, _trainee), _roster_rows),
    Sheet("trainings", "培训记录", "培训班以外的、系统使用以前的培训和学时。", MAY, TAUGHT,
          _read(TAUGHT, _taught), _taught_rows),
    Sheet("certificates", "人员证书", "特种作业操作证、考核合格证、执法证等。", MAY, PAPERS,
          _read(PAPERS, _certificate), _certificate_rows),
    Sheet("questions", "题库", "本单位的考试题，带出处；改了的题自动成为新的一版。", MAY, BANK,
          _read(BANK, _question), _bank_rows),
)  # fmt: skip
