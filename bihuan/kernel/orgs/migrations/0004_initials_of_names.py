"""Initials of the names there are; those written from now on come with theirs."""

from django.db import migrations

from bihuan.kernel.orgs.initials import initials

BATCH = 1_000


def write(apps, schema_editor):
    for name in ("Unit", "Person"):
        model = apps.get_model("orgs", name)
        while batch := list(model.objects.filter(initials="").exclude(name="").order_by("pk")[:BATCH]):
            for row in batch:
                # A name without a letter to find it by is not asked again.
                row.initials = initials(row.name) or "-"
            model.objects.bulk_update(batch, ["initials"])


class Migration(migrations.Migration):

    dependencies = [
        ("orgs", "0003_initials"),
    ]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
