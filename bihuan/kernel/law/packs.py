"""Reading packs from disk: parsed, validated, every quotation found in the text it cites."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import ValidationError

from bihuan.compiler import compile as compile_text
from bihuan.compiler.document import Clause as CompiledClause
from bihuan.compiler.document import Document as CompiledDocument

from .schema import Cited, Pack

_BLANK = re.compile(r"\s+")
_FOLD = str.maketrans("，：；（）！？", ",:;()!?")
_PLACE = re.compile(r"[a-z_]+|\d+")
_SHOWN = 40
#: What is wrong with a value, by the kind of mistake.
_SAYS = {
    "value_error": "{error}",
    "missing": "没有写这一项",
    "extra_forbidden": "没有这一项，请核对写法",
    "literal_error": "“{given}”不在可用的值里：{expected}",
    "greater_than_equal": "“{given}”太小，至少是 {ge}",
    "less_than_equal": "“{given}”太大，至多是 {le}",
    "too_short": "至少要有 {min_length} 项",
    "int_parsing": "“{given}”不是整数",
    "int_type": "“{given}”不是整数",
    "string_type": "“{given}”不是文字，请加引号",
    "string_pattern_mismatch": "“{given}”写法不对",
    "list_type": "应写成列表",
    "date_from_datetime_parsing": "“{given}”不是日期，应如 2025-03-12",
}


class BadPack(ValueError):
    """A pack that cannot be used; the message names the file and the place in it."""


@dataclass(frozen=True)
class PackFile:
    """A pack with its path and, where it carries the whole document, the compiled text."""

    path: Path
    pack: Pack
    compiled: CompiledDocument | None

    @cached_property
    def references(self) -> dict[str, CompiledClause]:
        """Map every spelling a pack may use for a clause to the compiled clause."""
        found: dict[str, CompiledClause] = {}
        for clause in self.compiled.clauses if self.compiled else ():
            for name in (str(clause.no or ""), clause.id, spell(clause.path)):
                found.setdefault(name, clause)
        return found

    def clause(self, reference: str) -> CompiledClause:
        """Return the compiled clause a pack calls ``reference`` (``5`` or ``四(三)``).

        Raises :class:`BadPack` when the document has no such clause.
        """
        clause = self.references.get(reference) or self.references.get(spell((reference,)))
        if clause is None:
            raise BadPack(f"{self.path.name}：文件里没有条款“{reference}”")
        return clause

    def words(self, reference: str) -> str:
        """Return the words of a clause, from the text or from the pack's own ``clauses``."""
        for spec in self.pack.clauses:
            if spec.clause == reference and spec.text:
                return spec.text
        return self.clause(reference).text


def spell(path: tuple[str, ...]) -> str:
    """Return a printed path the way packs write it: ``四(三)`` for ``四、`` and ``（三）``.

    >>> spell(("四、", "（三）"))
    '四(三)'
    """
    return "".join(path).translate(_FOLD).replace("、", "").replace(".", "").replace(" ", "")


def squeeze(text: str) -> str:
    """Return ``text`` without blanks and with half-width marks, for comparing quotations."""
    return _BLANK.sub("", text).translate(_FOLD)


def read_pack(path: Path) -> PackFile:
    """Return the validated pack of a file. Raises :class:`BadPack` with one clear message."""
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise BadPack(f"{path.name}：读不了这个文件（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise BadPack(f"{path.name}：不是 UTF-8 文本") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "某处"
        raise BadPack(f"{path.name}：{where}不是合法的 YAML") from error
    if not isinstance(raw, dict):
        raise BadPack(f"{path.name}：应以 document: 开头")
    try:
        pack = Pack.model_validate(raw)
    except ValidationError as error:
        raise BadPack(f"{path.name}：{_first(error)}") from error
    file = PackFile(path, pack, _compiled(path, pack))
    _check_quotations(file)
    _check_ladders(file)
    return file


def read_packs(root: Path) -> list[PackFile]:
    """Return all packs below ``root`` in an order to load them in.

    National ones first, since places refer to their ladders; among those the ones with ladders.
    """
    files = [read_pack(path) for path in sorted(root.glob("*/*.yaml"))]
    return sorted(files, key=lambda f: (f.path.parent.name != "CN", not f.pack.ladders))


def _compiled(path: Path, pack: Pack) -> CompiledDocument | None:
    if not pack.document.text:
        return None
    source = path.parent / pack.document.text
    if not source.is_file():
        raise BadPack(f"{path.name}：找不到原文 {pack.document.text}")
    return compile_text(source)


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    # Which of several readings of a value failed is the schema's affair, not a place in the file.
    path = [str(part) for part in problem["loc"] if _PLACE.fullmatch(str(part))]
    facts = {**problem.get("ctx", {}), "given": str(problem["input"])[:_SHOWN]}
    said = _SAYS.get(problem["type"], "“{given}”不能用在这里").format_map(facts)
    return f"{'.'.join(path) or '整个文件'}：{said.replace(' or ', '、').replace(', ', '、')}"


def _cited(pack: Pack) -> list[Cited]:
    return [*pack.sets, *pack.rules, *pack.tasks, *pack.numbers, *pack.provisions]


def _check_quotations(file: PackFile) -> None:
    """Refuse a pack whose quotation is not in the clause it cites."""
    for item in _cited(file.pack):
        if squeeze(item.says) not in squeeze(file.words(item.clause)):
            name = getattr(item, "id", None) or getattr(item, "key", "")
            raise BadPack(f"{file.path.name}：{name} 引用的“{item.says}”不在条款 {item.clause} 里")
    for ladder in file.pack.ladders:
        if ladder.says and squeeze(ladder.says) not in squeeze(file.words(ladder.clause)):
            where = f"阶梯 {ladder.key} 引用的“{ladder.says}”不在条款 {ladder.clause} 里"
            raise BadPack(f"{file.path.name}：{where}")
    for clause in file.pack.clauses:
        if not clause.text:
            file.clause(clause.clause)


def _check_ladders(file: PackFile) -> None:
    """Refuse rungs out of order and ladders opened but not defined here or nationally."""
    for ladder in file.pack.ladders:
        hours = [hours_of(step.after) for step in ladder.steps]
        if hours != sorted(hours):
            raise BadPack(f"{file.path.name}：阶梯 {ladder.key} 的各级没有按先后排列")


def hours_of(offset: str) -> int:
    """Return the hours of an offset of a rung: ``-7d`` is -168, ``12h`` is 12."""
    amount = int(offset[:-1])
    return amount * 24 if offset.endswith("d") else amount
