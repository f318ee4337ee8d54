"""``bihuan run``, ``serve`` and ``jobs``: an installation in one process, or its halves alone."""

import click

from bihuan.cli.django import set_up

_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
_PORT = click.option("--port", default=8000, show_default=True, type=int, help="端口")


@click.command("run", epilog="例：bihuan run --port 8080")
@_HOST
@_PORT
def run(host: str, port: int) -> None:
    """一个进程里同时提供网页和定时任务。"""
    set_up()
    from bihuan.surfaces import server

    click.echo(f"http://{host}:{port}")
    server.run(host, port)


@click.command("serve", epilog="例：bihuan serve --host 0.0.0.0")
@_HOST
@_PORT
def serve(host: str, port: int) -> None:
    """只提供网页。"""
    set_up()
    from bihuan.surfaces import server

    click.echo(f"http://{host}:{port}")
    server.serve(host, port)


@click.command("jobs", epilog="例：bihuan jobs")
def jobs() -> None:
    """只做定时任务：生成责任、巡查、送达、封存。"""
    set_up()
    from bihuan.surfaces import server

    server.work()
