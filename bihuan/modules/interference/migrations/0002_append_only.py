"""The database itself refuses to change or remove what was written down."""

from django.db import migrations

ROW, ADDITION = "interference_interference", "interference_addition"
#: The head of a record's chain moves; nothing else of it does.
WRITTEN = (
    *("number", "place_id", "office_id", "recorder_id", "who", "who_post", "happened_on", "how"),
    *("concerned", "said", "discipline_id", "leader_id", "digest", "recorded_at"),
)
ACTS = (
    (ROW, f"UPDATE OF {', '.join(WRITTEN)}", "update"),
    (ROW, "DELETE", "delete"),
    (ADDITION, "UPDATE", "update"),
    (ADDITION, "DELETE", "delete"),
)


def protect(connection):
    """Create the triggers; on PostgreSQL they call the function of the trace."""
    with connection.cursor() as cursor:
        for table, act, name in ACTS:
            head = f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} FOR EACH ROW"
            refuse = (
                "EXECUTE FUNCTION trace_refuse()"
                if connection.vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            cursor.execute(f"{head} {refuse}")


def release(connection):
    """Drop the triggers, to undo the migration."""
    with connection.cursor() as cursor:
        for table, _, name in ACTS:
            of = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}{of}")


class Migration(migrations.Migration):
    dependencies = [("interference", "0001_initial"), ("trace", "0002_append_only")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection),
            lambda apps, editor: release(editor.connection),
        )
    ]
