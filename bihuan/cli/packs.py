"""``bihuan packs check``: every pack valid, every quotation found in its document."""

from pathlib import Path

import click

from bihuan.cli.law import PACKS


@click.group("packs", epilog="例：bihuan packs check")
def command() -> None:
    """政策包。"""


@command.command("check", epilog="例：bihuan packs check packs")
@click.argument("folder", default=PACKS, type=click.Path(path_type=Path, exists=True))
def check(folder: Path) -> None:
    """校验一个文件夹里的全部政策包。"""
    from bihuan.kernel.law.packs import BadPack, read_packs

    try:
        files = read_packs(folder)
    except BadPack as error:
        raise click.ClickException(str(error)) from error
    rules = sum(len(file.pack.rules) for file in files)
    click.echo(f"{len(files)} 个政策包，{rules} 条规则，引文全部与原文一致")
