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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bihuan.kernel.flows import describe
    from bihuan.kernel.flows.flow import Flow
    from bihuan.kernel.flows.transfers import TransferFlow
    from bihuan.wiring import modules

    declared: list[type[Flow]] = [
        TransferFlow,
        *(flow for module in modules() for flow in module.flows),
    ]
    return "# Flows\n\n" + "\n".join(describe.page(flow) for flow in declared)


PAGES: dict[str, Callable[[Path], str]] = {
    "flows.md": flow_tables,
    "kernel-size.md": kernel_size,
    "import-layers.md": import_layers,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
