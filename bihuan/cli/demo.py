"""``bihuan demo`` and ``bihuan setup``: an installation to look at, one to work with."""

import os
import time
from datetime import date
from pathlib import Path

import click

from bihuan.cli.django import set_up
from bihuan.cli.law import PACKS
from bihuan.cli.serve import HOST, PORT, listen


@click.command("demo", epilog="例：bihuan demo --no-serve --data 演示")
@click.option("--no-serve", is_flag=True, help="只建立数据，不打开网页")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据文件夹")
@HOST
@PORT
def command(*, no_serve: bool, data: Path | None, host: str, port: int) -> None:
    """建立五地演示数据（几个月的历史由真实功能生成）并打开网页。"""
    if data is not None:
        os.environ["BIHUAN_DATA"] = str(data)
    set_up()
    from bihuan.surfaces import clock

    if clock.is_demonstration():
        click.echo("演示数据已经建好。")
    else:
        _build()
    if no_serve:
        return
    from bihuan.surfaces import server

    listen(server.run, host, port)


def _build() -> None:
    from bihuan.demo import history, signins, world
    from bihuan.demo.acting import at_hour
    from bihuan.kernel.law.packs import read_packs
    from bihuan.kernel.orgs.models import Place
    from bihuan.modules.hazards import criteria
    from bihuan.surfaces import clock, database, rounds

    began = time.monotonic()
    database.bring_up_to_date()
    if Place.objects.exists():
        raise click.ClickException("数据文件夹里已有数据，不是空的。请用 --data 另指一个文件夹。")
    steps = len(history.days()) + len(world.PLACES)
    with click.progressbar(length=steps + 10, label="建立演示数据") as bar:
        builder = world.Builder(at_hour(history.FIRST_DAY, 8))
        world.build(builder)
        signins.open_accounts(builder)
        bar.update(10)
        criteria.load_shipped()
        history.live(read_packs(PACKS), lambda name: bar.update(1))
    now = at_hour(history.TODAY, 9, 6)
    clock.start_demonstration(now)
    click.echo(rounds.make(now).says)
    click.echo(f"用时 {time.monotonic() - began:.0f} 秒。")


@click.command("setup", epilog="例：bihuan setup")
def setup() -> None:
    """建表、导入区划和角色、载入政策包；重复执行无害。"""
    set_up()
    from bihuan.kernel.law.load import load_pack
    from bihuan.kernel.law.packs import BadPack, read_packs
    from bihuan.kernel.law.precedence import arrange
    from bihuan.kernel.orgs import places
    from bihuan.kernel.orgs.roles import load_roles
    from bihuan.lib.tables import Table
    from bihuan.modules.hazards import criteria
    from bihuan.surfaces import clock, database

    database.bring_up_to_date()
    load_roles()
    criteria.load_shipped()
    added = places.load_places(Table("divisions").rows)
    on: date = clock.now().date()
    try:
        national = [one for one in read_packs(PACKS) if one.path.parent.name == "CN"]
        for one in national:
            load_pack(one, on=on)
    except BadPack as error:
        raise click.ClickException(str(error)) from error
    arrange(on)
    click.echo(
        f"区划新增 {added:,} 个，全国性政策包 {len(national)} 个。下一步：bihuan createadmin"
    )
