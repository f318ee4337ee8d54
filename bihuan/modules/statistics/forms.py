"""Statistical forms, as the packs declare them (``packs/*/forms/*.toml``), checked when read.

A form that is declared wrongly is refused in one sentence that names file, place and what is right.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, Final

from bihuan.kernel.flows.flow import flows
from bihuan.lib import packfolders
from bihuan.lib.counting import Axis, Source

from . import rules

PERIODS: Final = {"week": "周", "month": "月", "quarter": "季", "half": "半年", "year": "年"}
SHAPES: Final = ("number", "percent", "money")
STOCKS: Final = ("start", "end")
#: The folder of the packs that hold everywhere.
NATION: Final = "CN"
#: The way to draw rows that takes those a form declares itself.
GROUPS: Final = "groups"
_SOURCES: dict[str, Source] = {}


class BadForm(ValueError):
    """A form that cannot be counted, in one sentence."""


@dataclass(frozen=True)
class Column:
    """One column: what it counts, sums, or is computed from.

    ``when`` names a moment that lies in the period, ``since_january`` one that lies between the
    year's first day and the period's end; ``at`` asks for the stock at its start or end. ``where``
    and ``without`` are conditions of the source. ``once`` counts what stands in that field once
    each. ``signal`` marks a number that tells how far a rate can be trusted.
    """

    key: str
    title: str
    group: str = ""
    count: str = ""
    when: str = ""
    since_january: str = ""
    at: str = ""
    where: tuple[tuple[str, Any], ...] = ()
    without: tuple[tuple[str, Any], ...] = ()
    once: str = ""
    sum: str = ""
    formula: str = ""
    shape: str = "number"
    signal: bool = False
    note: str = ""

    @property
    def heading(self) -> str:
        """The heading in one line: group and title."""
        return f"{self.group}·{self.title}" if self.group else self.title


@dataclass(frozen=True)
class Group:
    """A row that a form draws itself: its title and the keys of the axis it takes in.

    A key that ends in ``*`` takes all that begin so. ``rest`` takes what no other row takes.
    """

    title: str
    of: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True)
class Form:
    """One statistical form of one version: what it is called, who asks for it, what it counts.

    ``document`` and ``clause`` are those that demand it, empty where a practice is followed
    (``source``). ``by`` are the ways its rows may be drawn, the first one first. ``groups`` are
    rows drawn by the form, along ``grouped``; it counts ``only`` these keys and ``never`` those.
    ``duty`` names the duty that a return of it meets. ``waits`` are the keys of columns whose
    records no module keeps yet. ``place`` is the code of the place whose pack declares it, "" for
    everywhere.
    """

    key: str
    title: str
    source: str
    counted: str
    periods: tuple[str, ...]
    by: tuple[str, ...]
    columns: tuple[Column, ...]
    version: int = 1
    since: date = date(2000, 1, 1)
    until: date | None = None
    document: str = ""
    clause: str = ""
    duty: str = ""
    note: str = ""
    confidence: str = ""
    signs: tuple[str, ...] = ("单位负责人", "填表人")
    grouped: str = ""
    groups: tuple[Group, ...] = ()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    place: str = ""

    def used_in(self, path: str) -> bool:
        """Say whether a place with this path uses the form: all use those of the nation."""
        return not self.place or self.place in path.split("/")

    def column(self, key: str) -> Column | None:
        """Return a column by its key."""
        return next((one for one in self.columns if one.key == key), None)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The titles of the columns whose records no module keeps yet; they stay empty."""
        waiting = (one for one in self.columns if one.count and source_of(one) is None)
        return tuple(one.title for one in waiting)


def offer(*sources: Source) -> None:
    """Let forms count a module's records. For ``bihuan.wires``."""
    from .kept import complete

    _SOURCES.update({one.key: complete(one) for one in sources})
    forms.cache_clear()


def source_of(column: Column) -> Source | None:
    """Return what a column counts; None for a formula, or while no module offers it.

    A kind of matter is offered once its flow is there.
    """
    asked = dict(column.where).get("flow", ())
    known = {flow.key for flow in flows()}
    if not known.issuperset(asked if isinstance(asked, tuple) else (asked,)):
        return None
    return _SOURCES.get(column.count)


def sources() -> Mapping[str, Source]:
    """Return all that forms may count, by key."""
    return dict(_SOURCES)


def axis_of(form: Form, by: str) -> Axis:
    """Return how the rows of a form read, told apart ``by`` one of its ways."""
    by = form.grouped if by == GROUPS else by
    for column in form.columns:
        one = source_of(column)
        if one and by in one.axes:
            return one.axes[by]
    return Axis(by, by)


@cache
def forms() -> Mapping[str, Form]:
    """Return every form of every pack by its key, in the order of their files.

    Raises :class:`BadForm` for one that is declared wrongly.
    """
    found: dict[str, Form] = {}
    for path in packfolders.paths("forms"):
        one = read_form(path.read_text("utf-8"), path.name, found)
        if one.key in found:
            raise BadForm(f"{path.name}：表号 {one.key} 已经有了。")
        folder = path.parents[1].name
        found[one.key] = one if folder == NATION else replace(one, place=folder)
    return found


def read_form(text: str, name: str, known: Mapping[str, Form] | None = None) -> Form:
    """Return the form that a file declares. Raises :class:`BadForm` saying what is wrong where.

    One that is ``like`` another, which is ``known``, has its columns.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadForm(f"{name}：不是 TOML（{error}）。") from error
    columns = [_made(Column, one, f"{name} 第 {n} 列") for n, one in
               enumerate(data.pop("columns", ()), 1)]  # fmt: skip
    if like := data.pop("like", ""):
        if like not in (known or {}):
            raise BadForm(f"{name}：没有 {like} 这张表，不能照它的列。")
        columns = [*(known or {})[like].columns, *columns]
    groups = [_made(Group, one, f"{name} 第 {n} 行") for n, one in
              enumerate(data.pop("rows", ()), 1)]  # fmt: skip
    form: Form = _made(Form, {**data, "columns": columns, "groups": groups}, name)
    for problem in _problems(form):
        raise BadForm(f"{name}：{problem}")
    return form


def _made(kind: type[Any], given: Mapping[str, Any], where: str) -> Any:
    known = {one.name for one in fields(kind)}
    if unknown := sorted(set(given) - known):
        raise BadForm(f"{where}：不认识“{unknown[0]}”。可以写 {'、'.join(sorted(known))}。")
    try:
        return kind(**{key: _frozen(value) for key, value in given.items()})
    except TypeError as error:
        missing = str(error).rpartition(": ")[2]
        raise BadForm(f"{where}：还没有写 {missing}。") from error


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(sorted((key, _frozen(one)) for key, one in value.items()))
    return tuple(value) if isinstance(value, list) else value


def _problems(form: Form) -> Iterator[str]:
    if not form.columns:
        yield "还没有列。"
    if (GROUPS in form.by) != bool(form.groups and form.grouped):
        yield "自己画行的表，by 里写 groups，并写 rows 和 grouped（按什么分）。"
    if (form.only or form.never) and not form.grouped:
        yield "写 only 或 never 的表，要写 grouped（按什么分）。"
    if unknown := [one for one in form.periods if one not in PERIODS]:
        yield f"没有“{unknown[0]}”这种期，可以写 {'、'.join(PERIODS)}。"
    seen: list[str] = []
    for n, column in enumerate(form.columns, 1):
        if column.key in seen:
            yield f"第 {n} 列 {column.key}：这个 key 用过了。"
        yield from (f"第 {n} 列 {column.key}：{says}" for says in _wrong(form, column, seen))
        seen.append(column.key)


def _wrong(form: Form, column: Column, before: list[str]) -> Iterator[str]:
    """Say what is wrong with a column; one that counts what no module keeps must say it waits."""
    if bool(column.count) == bool(column.formula):
        yield "count（数什么）和 formula（公式）写一个，也只写一个。"
    if column.shape not in SHAPES:
        yield f"没有“{column.shape}”这种数，可以写 {'、'.join(SHAPES)}。"
    if column.at and column.at not in STOCKS:
        yield f"at 写 {' 或 '.join(STOCKS)}。"
    if column.formula:
        yield from _bad_formula(column.formula, before)
        return
    source = source_of(column)
    if source is not None:
        yield from _unknown(form, column, source)
    elif column.key not in form.waits:
        yield f"没有“{column.count}”这种记录；等别的模块登记的，在 waits 里写上这一列。"


def _bad_formula(formula: str, before: list[str]) -> Iterator[str]:
    try:
        asked = list(rules.names(formula))
    except rules.BadFormula as error:
        yield str(error)
        return
    if lacking := [one for one in asked if one not in before]:
        yield f"公式里的 {lacking[0]} 不是前面的列。"


def _unknown(form: Form, column: Column, source: Source) -> Iterator[str]:
    """Say which words of a column its source does not know."""
    for what, asked, there in (
        ("时间", [w for w in (column.when, column.since_january) if w], source.moments),
        ("条件", [key for key, _ in (*column.where, *column.without)], source.facts),
        ("合计项", [column.sum] if column.sum else [], source.sums),
        ("按什么去重", [column.once] if column.once else [], source.once),
        ("分行方式", _ways(form), source.axes),
    ):
        for one in asked:
            if one not in there:
                known = "、".join(there) or "（无）"
                yield f"“{source.title}”没有“{one}”这个{what}，可以写 {known}。"
    if column.at and not source.stock[0]:
        yield f"“{source.title}”没有存量，不能写 at。"


def _ways(form: Form) -> list[str]:
    """Return the ways to tell rows apart that every source of a form must know."""
    own = [form.grouped] if form.grouped else []
    return [*(by for by in form.by if by != GROUPS), *own]
