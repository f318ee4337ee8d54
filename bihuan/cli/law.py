"""``bihuan policy load`` and ``coverage``: packs, and clauses held against the software."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from bihuan.cli.django import open_installation, set_up
from bihuan.lib import packfolders

PACKS = packfolders.ROOT
_FOLDER = click.option(
    "--packs",
    "folder",
    default=PACKS,
    show_default="随程序提供的政策包",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="政策包所在文件夹",
)


@click.command("load", epilog="例：bihuan policy load --packs packs")
@_FOLDER
def load(folder: Path) -> None:
    """校验并载入政策包；重复执行不会重复载入。"""
    open_installation()
    from bihuan.kernel.law.load import load_pack
    from bihuan.kernel.law.packs import BadPack, read_packs
    from bihuan.kernel.law.precedence import arrange
    from bihuan.surfaces import clock

    on = clock.now().date()
    try:
        files = read_packs(folder)
        with click.progressbar(files, label="载入政策包", item_show_func=_name) as bar:
            loaded = [load_pack(file, on=on) for file in bar]
    except BadPack as error:
        raise click.ClickException(str(error)) from error
    yielding = arrange(on)
    for one in loaded:
        new = "、".join(f"{kind} {count}" for kind, count in one.new.items()) or "无变化"
        click.echo(f"{one.document.title}：{new}")
    click.echo(f"从严让位的规则 {yielding} 条")


@click.command("coverage", epilog="例：bihuan policy coverage --json")
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")
def coverage(folder: Path, *, as_json: bool) -> None:
    """逐条列出各文件条款由什么落实、还缺什么。"""
    set_up()
    from bihuan.kernel.law.capabilities import provided
    from bihuan.kernel.law.packs import BadPack, read_packs
    from bihuan.modules.policy.coverage import cover, summary

    try:
        found = summary(cover(read_packs(folder), provided()))
    except BadPack as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: dict) -> Iterator[str]:  # type: ignore[type-arg]
    yield f"条款 {found['total']} 条，已落实 {found['real']} 条"
    for clause in found["clauses"]:
        mark = "✓" if clause["real"] else "—"
        yield f"{mark} {clause['document']} {clause['no']} {clause['heading']}"
        if clause["by"]:
            yield "    由：" + "；".join(clause["by"])
        if clause["missing"]:
            yield "    缺：" + "、".join(clause["missing"])


def _name(file: object) -> str:
    return file.path.name if file else ""  # type: ignore[attr-defined]
