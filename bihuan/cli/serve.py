"""``bihuan run``, ``serve`` and ``jobs``: an installation in one process, or its halves alone."""

from collections.abc import Callable

import click

from bihuan.cli.django import open_installation

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
PORT = click.option("--port", default=8000, show_default=True, type=int, help="端口")


@click.command("run", epilog="例：bihuan run --port 8080")
@HOST
@PORT
def run(host: str, port: int) -> None:
    """一个进程里同时提供网页和定时任务。"""
    open_installation()
    from bihuan.surfaces import server

    listen(server.run, host, port)


@click.command("serve", epilog="例：bihuan serve --host 0.0.0.0")
@HOST
@PORT
def serve(host: str, port: int) -> None:
    """只提供网页。"""
    open_installation()
    from bihuan.surfaces import server

    listen(server.serve, host, port)


@click.command("jobs", epilog="例：bihuan jobs")
def jobs() -> None:
    """只做定时任务：生成责任、巡查、送达、封存。"""
    open_installation()
    from bihuan.surfaces import server

    server.work()


def listen(serving: Callable[[str, int], None], host: str, port: int) -> None:
    """Say the address, and serve there until the process is told to stop."""
    from bihuan.surfaces.server import AddressTaken

    click.echo(f"http://{host}:{port}")
    try:
        serving(host, port)
    except AddressTaken as error:
        raise click.ClickException(str(error)) from error
