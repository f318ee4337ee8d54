"""The house rules a machine can check. Each yields one line for every breach, naming file and line.

Each takes the files to look at, so that `test_rules` can plant a breach and see it found.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from docs.generate import ROOT, code_lines
from tests.architecture.sources import Source

FILE_LINES = 400
FUNCTION_LINES = 40
LARGE_BYTES = 600_000

# A module named like this takes in whatever nobody found a place for.
HOMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "constants", "extras", "tools"}

CLOCKS = {"now", "utcnow", "today", "localtime", "localdate", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "dt", "timezone", "time"}
CLOCK_FIELDS = {"auto_now", "auto_now_add"}
DATABASE_CLOCK = re.compile(r"\b(?:CURRENT_TIMESTAMP|CURRENT_DATE|datetime\('now)")
GUARD_SWITCHES = re.compile(r"^(?:force|skip_\w+|skip|silent|ignore_\w+|no_check|unsafe)$")

TRACE_MODELS = {"Entry", "Seal", "Evidence"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update"}
WRITES |= {"delete", "acreate", "aupdate", "adelete"}

PLACES = ("七台河", "海丰", "德阳", "青岛", "双桥")
# "+7 天" moves a demonstration's clock; it is no period of a document.
DAYS_WRITTEN = re.compile(r"(?<![+\d])\d+\s*(?:个工作日|个?自然日|工作日|日内|天)")

INPUT = re.compile(r"<input[^>]*")
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style\b|<script(?![^>]*\s(?:src=|type=.application/json))"
    r"|javascript:|\shx-on[:=-]|\shx-(?:vals|headers)=['\"]?js:"
)

#: Folders of people on any machine, and the folder this copy of the project lies in.
MACHINE_PATH = re.compile(
    rf"(?<![\w.])(?:/(?:home|root|Users)/\w|{re.escape(str(ROOT))}\b)|C:\\Users"
)
REGISTRY = re.compile(
    r"(?:pypi|npmjs|npmmirror|pythonhosted|anaconda|crates|yarnpkg|jsdelivr|unpkg|cdnjs|docker)"
    r"\.(?:org|com|io|cloudflare)|--(?:extra-)?index-url[ =]\S*:"
)
REGISTRY_EXEMPT = ("tests/architecture/rules.py", "tests/architecture/test_rules.py")
FOREIGN_NAME = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third_party|site-packages)/"
    r"|\.min\.(?:js|css)$|\.(?:woff2?|ttf|otf|eot|whl|jar|so|dll|exe|pyc|gz|zip|tgz)$"
)
# A bundle has lines no person wrote.
MACHINE_LINE = 2_000


def long_files(sources: Iterable[Source]) -> Iterator[str]:
    """A file nobody can hold in the head."""
    for source in sources:
        if (lines := len(source.text.splitlines())) > FILE_LINES:
            yield f"{source.path}: {lines} lines, at most {FILE_LINES}: split it by noun"


def long_functions(sources: Iterable[Source]) -> Iterator[str]:
    """A function that does more than one thing."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield (
                        f"{source.path}:{node.lineno}: {node.name} has {lines} lines, "
                        f"at most {FUNCTION_LINES}"
                    )


def total_code(sources: Iterable[Source]) -> int:
    """Return the lines of code of all files together."""
    return sum(code_lines(source.text) for source in sources)


def homeless_names(sources: Iterable[Source]) -> Iterator[str]:
    """A module or package named after no noun."""
    for source in sources:
        for part in source.parts:
            if part.removesuffix(".py") in HOMELESS:
                yield f"{source.path}: a module is named after what it holds, not {part}"
                break


def clock_reads(sources: Iterable[Source]) -> Iterator[str]:
    """Domain code that asks what time it is instead of being told."""
    for source in sources:
        for node in ast.walk(source.tree):
            if (read := _clock_read(node)) is not None:
                yield f"{source.path}:{node.lineno}: {read}: take `at` as an argument"  # type: ignore[attr-defined]


def _clock_read(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if name in CLOCK_OWNERS:
            return f"{name}.{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Now":
        return "Now()"
    if isinstance(node, ast.Attribute) and node.attr == "time" and _is_name(node.value, "time"):
        return "time.time"
    if isinstance(node, ast.keyword) and node.arg in CLOCK_FIELDS:
        return node.arg
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = DATABASE_CLOCK.search(node.value)
        return found.group() if found else None
    return None


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def signals(sources: Iterable[Source]) -> Iterator[str]:
    """A signal: an effect nobody reading the cause can see."""
    for source in sources:
        for node in ast.walk(source.tree):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if re.match(r"django\.(?:dispatch|(?:\w+\.)*signals)\b", name):
                    yield f"{source.path}:{node.lineno}: {name}: call it, or wire it"  # type: ignore[attr-defined]


def save_overrides(sources: Iterable[Source]) -> Iterator[str]:
    """A `save` with logic: a change of state with no name."""
    for source in sources:
        for owner in ast.walk(source.tree):
            for node in owner.body if isinstance(owner, ast.ClassDef) else ():
                if isinstance(node, ast.FunctionDef) and node.name == "save":
                    yield f"{source.path}:{node.lineno}: {owner.name}.save: name the act instead"  # type: ignore[attr-defined]


def guard_switches(sources: Iterable[Source]) -> Iterator[str]:
    """A parameter that switches a guard off."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                for argument in given:
                    if GUARD_SWITCHES.match(argument.arg):
                        yield f"{source.path}:{node.lineno}: {node.name}({argument.arg}=…)"


def trace_writes(sources: Iterable[Source]) -> Iterator[str]:
    """A line of the trace, a seal or a piece of evidence written past the trace's own functions."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and (written := _trace_write(node.func)):
                yield f"{source.path}:{node.lineno}: {written}: call bihuan.kernel.trace"


def _trace_write(called: ast.expr) -> str | None:
    if isinstance(called, ast.Name):
        return f"{called.id}()" if called.id in TRACE_MODELS else None
    if not isinstance(called, ast.Attribute) or called.attr not in WRITES:
        return None
    root: ast.AST = called
    while isinstance(root, ast.Attribute | ast.Call):
        root = root.func if isinstance(root, ast.Call) else root.value
    if isinstance(root, ast.Name) and root.id in TRACE_MODELS:
        return f"{root.id}.{called.attr}()"
    return None


def place_names(sources: Iterable[Source]) -> Iterator[str]:
    """A place in the code: what is true in one place belongs into that place's pack."""
    for source in sources:
        for where, line in source.lines():
            for place in PLACES:
                if place in line:
                    yield f"{where}: {place} belongs into a pack"


def days_in_templates(sources: Iterable[Source]) -> Iterator[str]:
    """A period typed into a page: it is a number of a document, which may change."""
    for source in sources:
        for where, line in source.lines():
            if (found := DAYS_WRITTEN.search(line)) is not None:
                yield f"{where}: {found.group()} is typed in: take it from the rule"


def bare_inputs(sources: Iterable[Source]) -> Iterator[str]:
    """A field without a kind looks like no other; a browser's own calendar is in its language."""
    for source in sources:
        for where, line in source.lines():
            for found in INPUT.findall(line):
                if "type=" not in found or 'type="date' in found:
                    yield f"{where}: {found[:60]}: say its type; a day is a text with data-day"


def inline_code(sources: Iterable[Source]) -> Iterator[str]:
    """Script or style written into a page: the browser is told to refuse it."""
    for source in sources:
        for where, line in source.lines():
            if (found := INLINE.search(line)) is not None:
                yield f"{where}: {found.group()}: move it to frontend/src"


def machine_paths(sources: Iterable[Source]) -> Iterator[str]:
    """A path of somebody's machine, or the address of a package registry."""
    for source in sources:
        if source.path in REGISTRY_EXEMPT:
            continue
        for where, line in source.lines():
            for pattern in (MACHINE_PATH, REGISTRY):
                if (found := pattern.search(line)) is not None:
                    yield f"{where}: {found.group()}"


def foreign_files(sources: Iterable[Source]) -> Iterator[str]:
    """A file somebody else wrote, or a machine: it is installed or built, not committed."""
    for source in sources:
        if FOREIGN_NAME.search(source.path):
            yield f"{source.path}: is installed or built, not committed"
        elif len(source.content) > LARGE_BYTES:
            yield f"{source.path}: {len(source.content)} bytes, at most {LARGE_BYTES}"
        elif source.suffix in (".js", ".mjs", ".css") and _longest(source) > MACHINE_LINE:
            yield f"{source.path}: looks like a bundle"


def _longest(source: Source) -> int:
    return max((len(line) for line in source.text.splitlines()), default=0)
