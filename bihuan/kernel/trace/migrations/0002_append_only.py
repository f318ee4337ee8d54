"""The database itself refuses to change or remove entries, evidence and seals."""

from django.db import migrations

TABLES = ("trace_entry", "trace_evidence", "trace_seal")
ACTS = ("UPDATE", "DELETE")


def protect(connection):
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION trace_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
            )
        for table in TABLES:
            for act in ACTS:
                cursor.execute(_trigger(connection.vendor, table, act))
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION trace_refuse()"
                )


def release(connection):
    """Drop the triggers: to undo the migration, and to empty a test database."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in TABLES:
            for act in (*ACTS, *(("TRUNCATE",) if on_postgresql else ())):
                of = f" ON {table}" if on_postgresql else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}{of}")


def _trigger(vendor, table, act):
    head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW"
    if vendor == "postgresql":
        return f"{head} EXECUTE FUNCTION trace_refuse()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection),
            lambda apps, editor: release(editor.connection),
        )
    ]
