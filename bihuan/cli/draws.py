"""``bihuan replay-draw``: do a published draw again; needs the file alone, no installation."""

from pathlib import Path

import click


@click.command("replay-draw", epilog="例：bihuan replay-draw CQ-2025-130802-000001.txt")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--commitment", default="", help="抽取前公布的承诺，一并核对")
def command(file: Path, *, commitment: str) -> None:
    """用公开的抽取结果文件重做一遍双随机抽取。结果一字不差时返回 0，不一致时返回 1。"""
    import json

    from bihuan.modules.inspections import rules

    try:
        content = file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"无法读取“{file}”：{error.strerror}") from error
    try:
        again = rules.replay(content)
    except rules.BadFile as error:
        raise click.ClickException(f"“{file}”：{error}") from error
    said = json.loads(again)
    if commitment and commitment.strip() != said["commitment"]:
        raise click.ClickException(f"种子和名单与抽取前公布的承诺不符，应为 {said['commitment']}。")
    if again != content:
        raise click.ClickException("重做的结果与文件不一致：文件被改过，或者不是这样抽出来的。")
    drawn = len(said["drawn"])
    click.echo(f"重做的结果与文件一字不差：{len(said['pool']['targets'])} 家里抽出 {drawn} 家。")
