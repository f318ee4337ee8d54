"""The database of an installation: laid out at once while it is empty, else brought up to date.

To go through all migrations one by one, each with the models as they were then, takes most of a
minute; an empty database needs only what they come to (docs/adr/0013).
"""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder


def bring_up_to_date() -> None:
    """Give the database every table, index and trigger of this version; run again, it does nothing.

    A database with nothing of ours in it is laid out from the models in one transaction; the queue
    of jobs makes its own tables, on PostgreSQL in the same database and before this.
    """
    ours: set[Any] = {MigrationRecorder.Migration, *apps.get_models()}
    if {model._meta.db_table for model in ours}.isdisjoint(connection.introspection.table_names()):
        _lay_out()
    call_command("migrate", verbosity=0)


def _lay_out() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    applied: Any = executor.recorder.Migration
    present: Any = apps
    with connection.schema_editor() as editor:
        for model in (applied, *apps.get_models()):
            editor.create_model(model)
        for migration, _ in plan:
            # What no model says, such as a trigger.
            for operation in migration.operations:
                if isinstance(operation, RunPython):
                    operation.code(present, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)
