"""Write `docs/generated`: what can be read off the code is never written by hand.

A generator is a function that takes the root of the repository and returns the text of one page;
it is listed in `PAGES` under the page's file name.

Usage: python -m docs.generate [--check]
"""

import ast
import io
import os
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import django

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "docs" / "generated"
KERNEL_BUDGET = 7500
ROUND_TO = 100
LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
}
SUBJECTS = ("modules", "source_modules")


def main(arguments: list[str]) -> int:
    """Write every page; with `--check`, write nothing and return 1 if one is out of date."""
    stale = []
    for name, page in PAGES.items():
        path, text = GENERATED / name, page(ROOT)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"docs/generated is out of date ({', '.join(stale)}): run `make docs` and commit.")
        return 1
    return 0


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def lines_of_code(package: Path) -> int:
    """Return the lines of code below `package`: no migrations, no blanks, comments, docstrings."""
    files = (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    return sum(code_lines(path.read_text(encoding="utf-8")) for path in files)


def code_lines(source: str) -> int:
    """Return how many lines of a Python file hold code; prose is not what a budget should cut."""
    tree = ast.parse(source)
    prose: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            text = node.body[0]
            prose.update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - prose)


def purpose(package: Path) -> str:
    """Return the first line of a package's docstring, or a dash."""
    source = package / "__init__.py"
    text = ast.get_docstring(ast.parse(source.read_text("utf-8"))) if source.exists() else None
    return text.splitlines()[0] if text else "—"


def kernel_size(root: Path) -> str:
    """The size of each kernel package against the budget of the whole."""
    layers = _contract(root, "kernel")["layers"]
    sizes = {name: lines_of_code(root / "bihuan" / "kernel" / name) for name in layers}

    def rounded(lines: int) -> str:
        return str(-(-lines // ROUND_TO) * ROUND_TO)

    rows = [
        (f"`{name}`", purpose(root / "bihuan" / "kernel" / name), rounded(lines))
        for name, lines in reversed(sizes.items())
    ]
    rows.append(("all", "", f"{rounded(sum(sizes.values()))} of {KERNEL_BUDGET}"))
    return (
        "# Size of the kernel\n\n"
        f"Lines of code (no migrations, comments or docstrings), rounded up to {ROUND_TO}; "
        "the innermost package first.\n\n" + table(("package", "what it gives", "lines"), rows)
    )


def import_layers(root: Path) -> str:
    """What may import what, from the contracts the checks enforce."""
    rows = []
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    for contract in contracts["contracts"]:
        rows.append((contract["name"], _in_words(contract)))
    return (
        "# Who may import whom\n\n"
        "Each line is enforced by `make check`; `→` reads *may import*.\n\n"
        + table(("rule", "between"), rows)
    )


def _in_words(contract: dict[str, list[str]]) -> str:
    if "layers" in contract:
        return " → ".join(f"`{layer.strip('()')}`" for layer in contract["layers"])
    subjects = [f"`{name}`" for key in SUBJECTS for name in contract.get(key, [])]
    forbidden = [f"`{name}`" for name in contract.get("forbidden_modules", [])]
    return ", ".join(subjects) + (f" not {', '.join(forbidden)}" if forbidden else "")


def _contract(root: Path, name: str) -> dict[str, list[str]]:
    linter = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    found: dict[str, list[str]] = next(c for c in linter["contracts"] if c["id"] == name)
    return found


def flow_tables(root: Path) -> str:
    """Every flow as a table of its steps, for review by a lawyer, and as a diagram."""
    _start()
    from bihuan.kernel.flows.flow import Flow
    from bihuan.kernel.flows.transfers import TransferFlow
    from bihuan.surfaces import flow_sheet
    from bihuan.wiring import modules

    declared: list[type[Flow]] = [
        TransferFlow,
        *(flow for module in modules() for flow in module.flows),
    ]
    return "# Flows\n\n" + "\n".join(flow_sheet.page(flow) for flow in declared)


def clause_coverage(root: Path) -> str:
    """Every clause of the documents shipped, what makes it real here, and what is missing."""
    _start()
    from bihuan.kernel.law.capabilities import provided
    from bihuan.kernel.law.packs import read_packs
    from bihuan.modules.policy.coverage import ClauseCoverage, cover

    files = read_packs(root / "packs")
    words = tomllib.loads((root / "packs" / "capabilities.toml").read_text("utf-8"))
    clauses = cover(files, provided())
    head = ("条", "标题", "由什么落实", "还缺")

    def row(clause: ClauseCoverage) -> tuple[str, ...]:
        missing = "、".join(words.get(word, word) for word in clause.missing)
        by = "；".join(text.replace("|", "／") for text in clause.by)
        return (clause.no, clause.heading.replace("|", "／") or "—", by or "—", missing or "无")

    text = (
        "# Clauses held against the software\n\n"
        f"{sum(c.real for c in clauses)} of {len(clauses)} clauses need nothing more; what the "
        "others still lack stands in the last column. Also `bihuan policy coverage`.\n"
    )
    for file in files:
        mine = [clause for clause in clauses if clause.document == file.pack.document.key]
        if mine:
            real = sum(clause.real for clause in mine)
            text += f"\n## {file.pack.document.title}\n\n{real} of {len(mine)}.\n\n"
            text += table(head, map(row, mine))
    return text


def command_reference(root: Path) -> str:
    """Every command with its help, as the terminal shows it."""
    from bihuan.cli import main as bihuan

    wide = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    text = "# Commands\n"

    def describe(command: click.Command, above: click.Context | None, name: str) -> str:
        context = click.Context(command, above, name, terminal_width=100, **wide)  # type: ignore[arg-type]
        page = f"\n## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                page += describe(found, context, inner) if found else ""
        return page

    return text + describe(bihuan, None, "bihuan")


def _start() -> None:
    """Load the product, so that its modules have declared themselves."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


PAGES: dict[str, Callable[[Path], str]] = {
    "commands.md": command_reference,
    "coverage.md": clause_coverage,
    "flows.md": flow_tables,
    "kernel-size.md": kernel_size,
    "import-layers.md": import_layers,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
