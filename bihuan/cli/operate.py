"""``bihuan backup``, ``restore``, ``doctor`` and ``createadmin``: keeping an installation well."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import click

from bihuan.cli.django import open_installation, set_up
from bihuan.cli.progress import counter


@click.command("backup", epilog="例：bihuan backup bihuan-2025-03-12.tar")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")
def backup(target: Path, *, as_json: bool) -> None:
    """把数据库、佐证和密钥备份成一个文件；运行中也可以备份。"""
    open_installation()
    from bihuan.surfaces import backups

    try:
        made = backups.backup(target, seen=_counting("已写入文件"))
    except backups.BadBackup as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        facts = {"path": str(made.path), "files": made.files, "size": made.size}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    click.echo(f"已备份 {made.files} 个文件，{made.size:,} 字节：{made.path}")


@click.command("restore", epilog="例：BIHUAN_DATA=新文件夹 bihuan restore bihuan-2025-03-12.tar")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path) -> None:
    """从备份恢复到空的数据文件夹。"""
    set_up()
    from bihuan.surfaces import backups

    try:
        files = backups.restore(source, seen=_counting("已读出文件"))
    except backups.BadBackup as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已恢复 {files} 个文件。请运行 bihuan verify 核对痕迹和佐证。")


@click.command("doctor", epilog="例：bihuan doctor --json")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")
def doctor(*, as_json: bool) -> None:
    """检查安装是否正常，不正常时说明怎样修复。"""
    set_up()
    from bihuan.surfaces import checkup

    findings = checkup.look()
    if as_json:
        rows = [{"ok": f.ok, "about": f.about, "says": f.says, "mend": f.mend} for f in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.about}：{finding.says}")
            if finding.mend:
                click.echo(f"    {finding.mend}")
    if not all(finding.ok for finding in findings):
        raise SystemExit(1)


@click.command("createadmin", epilog="例：bihuan createadmin --place 441521 --name 王五 admin")
@click.argument("login")
@click.option("--place", "code", required=True, help="区划代码")
@click.option("--name", required=True, help="姓名")
@click.password_option(prompt="密码", confirmation_prompt="再输一次", help="省略时在屏幕上输入")
def createadmin(login: str, code: str, name: str, password: str) -> None:
    """建立一个系统管理员账号（管账号和单位，看不到事项内容）。"""
    open_installation()
    from bihuan.kernel.orgs.refusals import Refused
    from bihuan.surfaces import checkup

    try:
        says = checkup.create_administrator(login, code=code, name=name, password=password)
    except Refused as error:
        raise click.ClickException(error.says) from error
    click.echo(says)


def _counting(label: str) -> Callable[[str], None]:
    """Return what counts the files gone by, on a terminal."""
    numbers, draw = itertools.count(1), counter(label)
    return lambda name: draw(next(numbers)) if draw else None
