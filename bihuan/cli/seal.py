"""``bihuan seal``: the certificate of a sealed day, to be kept outside the installation."""

import json
from datetime import datetime
from pathlib import Path

import click

from bihuan.cli.django import open_installation


@click.command("seal", epilog="例：bihuan seal --day 2025-03-10 -o 封存凭证-2025-03-10.json")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天的封存；不写为最近一次")
@click.option("--sheet", is_flag=True, help="输出供打印存档的文字，不输出 JSON")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写入文件，不写到屏幕")
def command(day: datetime | None, *, sheet: bool, output: Path | None) -> None:
    """取出一天的封存凭证，另行保管；日后用 bihuan verify --seal 核对。"""
    open_installation()
    from bihuan.kernel.trace import seals
    from bihuan.kernel.trace.models import Seal

    chosen = Seal.objects.order_by("-day")
    made = (chosen.filter(day=day.date()) if day else chosen).first()
    if made is None:
        when = f"{day:%Y-%m-%d} " if day else ""
        raise click.ClickException(
            f"{when}还没有封存。每天零时后由 bihuan run 或 jobs 封存前一天。"
        )
    text = seals.sheet(made)
    if not sheet:
        text = json.dumps(seals.export(made), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists():
        raise click.ClickException(f"{output} 已经存在。请换一个文件名。")
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"无法写入“{output}”：{error.strerror}") from error
    click.echo(f"{made.day} 的封存凭证：{output}")
