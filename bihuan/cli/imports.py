"""``bihuan import``: the preview of the pages, and what follows, for a file on the server."""

from pathlib import Path

import click

from bihuan.cli.django import open_installation
from bihuan.cli.progress import share

SHOWN = 20


@click.command(
    "import", epilog="例：bihuan import units 单位.xlsx --as wangwu --dry-run"
)  # fmt: skip
@click.argument("sheet", type=click.Choice(["units", "people", "tasks"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "login", required=True, help="以谁的账号导入；能导入什么和他在页面上一样")
@click.option("--dry-run", is_flag=True, help="只核对，不导入")
@click.option("--but-wrong", is_flag=True, help="有错的行不导入，其余都导入；不写就一行也不导入")
@click.option("--basis", default="", help="更名、变更、改状态、离任、指定单位的依据")
def command(  # noqa: PLR0913 - a command has its options
    sheet: str, file: Path, login: str, *, dry_run: bool, but_wrong: bool, basis: str
) -> None:
    """核对 FILE（xlsx、xls 或 csv）里的单位（units）、人员（people）或任务（tasks），再导入。"""
    open_installation()
    from bihuan.kernel.orgs import terms
    from bihuan.kernel.orgs.models import Account
    from bihuan.kernel.orgs.refusals import Refused
    from bihuan.modules.imports import intake
    from bihuan.surfaces import clock

    account = Account.objects.filter(login=login).first()
    by = terms.viewer_on(account, clock.now()) if account else None
    if by is None:
        raise click.ClickException(f"没有登录名“{login}”，或他现在没有任职。")
    try:
        made = intake.receive(
            intake.sheet(sheet), file.name, file.read_bytes(), by=by, at=clock.now()
        )
        _work("已核对", made.pk)
        made.refresh_from_db()
        _preview(made.pk)
        if dry_run or not intake.counts(made).takes:
            intake.drop(made, by=by, at=clock.now())
            click.echo("没有导入。")
            return
        intake.take(made, but_wrong=but_wrong, basis=basis, by=by, at=clock.now())
        _work("已导入", made.pk)
    except Refused as error:
        raise click.ClickException(error.says) from error
    outcomes = intake.counts(made).outcomes
    refused = outcomes.get("refused", 0)
    click.echo(f"导入了 {outcomes.get('taken', 0)} 行，没有导入 {refused} 行。")
    raise SystemExit(bool(refused))


def _work(label: str, pk: int) -> None:
    from bihuan.modules.imports import intake, work
    from bihuan.modules.imports.models import Import
    from bihuan.surfaces import clock

    draw, found = share(label), Import.objects.get(pk=pk)
    judging = found.state == Import.State.JUDGING
    while work.carry_on(pk, clock.now(), most=100):
        counted = intake.counts(found)
        if draw:
            draw(*((counted.judged, found.total) if judging else (counted.done, counted.takes)))


def _preview(pk: int) -> None:
    from bihuan.modules.imports import intake
    from bihuan.modules.imports.models import Import, ImportRow

    found = Import.objects.get(pk=pk)
    if found.says:
        raise click.ClickException(found.says)
    verdicts = intake.counts(found).verdicts
    click.echo("，".join(
        f"{title} {verdicts.get(verdict, 0)} 行"
        for verdict, title in ImportRow.Verdict.choices if verdict
    ))  # fmt: skip
    wrong = found.rows.filter(verdict=ImportRow.Verdict.WRONG).order_by("number")
    for row in wrong[:SHOWN]:
        for heading, says in row.problems:
            click.echo(f"第 {row.number} 行 {heading}：{says}" if heading else
                       f"第 {row.number} 行：{says}")  # fmt: skip
    more = wrong.count() - SHOWN
    if more > 0:
        click.echo(f"还有 {more} 行有错，在网页的“导入”里可以下载。")
