"""``bihuan sweep`` and ``materialise``: what the jobs do every five minutes, once and by hand."""

import json
from datetime import datetime

import click

from bihuan.cli.django import open_installation
from bihuan.cli.progress import counter

_AT = click.option(
    "--at",
    "moment",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="计算到哪一刻（北京时间；只写日期为当日零时）；不写为现在",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")


@click.command("sweep", epilog="例：bihuan sweep --at 2025-03-12T09:00")
@_AT
@_JSON
def sweep(moment: datetime | None, *, as_json: bool) -> None:
    """巡查一次：找出该做没有做的，按阶梯提示、警示、督办；重复执行不会重复督办。"""
    open_installation()
    from bihuan.kernel.obligations.sweep import sweep as look

    at = _not_later_than_now(moment)
    done = look(at, counter("已升级"))
    if as_json:
        _print({"at": done.at, "moved": done.moved, "opened": done.opened, "letters": done.letters})
        return
    click.echo(
        f"巡查到 {at:%Y-%m-%d %H:%M}：升级 {done.moved} 项次，"
        f"新增督办责任 {done.opened} 项，拟出督办单 {done.letters} 份"
    )


@click.command("materialise", epilog="例：bihuan materialise --json")
@_AT
@_JSON
def materialise(moment: datetime | None, *, as_json: bool) -> None:
    """生成已开始的各档期应做的责任事项；重复执行不会重复生成。"""
    open_installation()
    from bihuan.kernel.obligations.materialise import materialise as fill

    at = _not_later_than_now(moment)
    done = fill(at, counter("已生成"))
    if as_json:
        _print({"at": done.at, "opened": done.opened, "ended": done.ended})
        return
    says = f"新增责任 {done.opened} 项，因单位或规则变化结束 {done.ended} 项"
    click.echo(f"档期生成到 {at:%Y-%m-%d %H:%M}：{says}")


def _not_later_than_now(moment: datetime | None) -> datetime:
    """Return the moment meant. One in the future is refused: nobody has missed anything by then."""
    from bihuan.lib.clocks import SHANGHAI
    from bihuan.surfaces import clock

    now = clock.now()
    at = now if moment is None else moment.replace(tzinfo=SHANGHAI)
    if at > now:
        raise click.ClickException(f"--at {at:%Y-%m-%d %H:%M} 还没有到。请写不晚于现在的时间。")
    return at


def _print(facts: dict[str, object]) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, default=str, indent=1))
