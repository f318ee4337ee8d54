"""On PostgreSQL: indexes of the pairs of characters in names, numbers and titles.

A word of two characters, as most Chinese words are, is then found within a name without reading
all names. SQLite serves smaller installations, where reading them is fast enough.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION bihuan_pairs(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(said, i, 2)) FROM generate_series(1, length(said) - 1) AS i
$$
"""
INDEXES = {
    "unit_words": ("orgs_unit", "name || ' ' || initials"),
    "person_words": ("orgs_person", "name || ' ' || initials"),
    "matter_words": ("trace_matter", "number || ' ' || title"),
    "letter_words": ("letters_letter", "number || ' ' || title"),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
    for name, (table, said) in INDEXES.items():
        schema_editor.execute(
            f"CREATE INDEX {name} ON {table} USING gin "
            f"(bihuan_pairs(lower(({said}) COLLATE \"C\")))",
            params=None,
        )


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX {name}", params=None)
    schema_editor.execute("DROP FUNCTION bihuan_pairs(text)", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("workbench", "0001_initial"),
        ("orgs", "0004_initials_of_names"),
        ("trace", "0002_append_only"),
        ("letters", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make, unmake),
    ]
