"""``bihuan policy``: compile a policy document without a database."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from bihuan.cli.law import coverage, load


@click.group("policy", epilog="例：bihuan policy compile 实施方案.docx")
def command() -> None:
    """编译政策文件，查看条款落实情况。"""


@command.command(
    "compile", epilog="例：bihuan policy compile 实施方案.docx --json -o 实施方案.json"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件，不写到屏幕")
def compile_file(file: Path, *, as_json: bool, output: Path | None) -> None:
    """读取 FILE（.txt、.html、.docx 或 .pdf），列出条款、责任单位和期限。"""
    from bihuan.compiler import Unreadable, compile

    try:
        document = compile(file)
    except Unreadable as error:
        _refuse(str(error))
    if as_json:
        text = json.dumps(document.as_json(), ensure_ascii=False, indent=1)
    else:
        from bihuan.cli.summary import summarize

        text = summarize(document)
    if output is None:
        sys.stdout.buffer.write((text + "\n").encode("utf-8"))
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        _refuse(f"无法写入“{output}”：{error.strerror}")


command.add_command(load)
command.add_command(coverage)


def _refuse(message: str) -> NoReturn:
    line = " ".join(message.split())
    sys.stderr.buffer.write((line + "\n").encode("utf-8"))
    raise SystemExit(2)
