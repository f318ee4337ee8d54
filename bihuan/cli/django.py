"""Starting Django for a command, once; what stands in its way is one plain line."""

import gc
import os

import click


def set_up() -> None:
    """Make models and settings usable in this process.

    Raises :class:`click.ClickException` with one line when a setting of the installation is wrong
    or its job queue cannot reach PostgreSQL.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    if apps.ready:
        return
    # What a program is made of stays: to look through it for garbage takes a quarter of the start.
    gc.disable()
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error
    except _unreachable() as error:
        raise _away(error) from error
    finally:
        gc.freeze()
        gc.enable()


def open_installation() -> None:
    """Like :func:`set_up`, and refuse a database that is away or has no up-to-date tables."""
    set_up()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise _away(error) from error
    if pending:
        raise click.ClickException("数据库还没有建表，或表结构需要更新。请先运行 bihuan setup。")


def _unreachable() -> type[Exception]:
    # Asked when something went wrong: an installation on SQLite starts without the other's driver.
    from psycopg import OperationalError

    return OperationalError


def _away(error: Exception) -> click.ClickException:
    says = " ".join(str(error).split())
    return click.ClickException(f"连不上数据库：{says} 请检查 BIHUAN_DATABASE。")
