import bihuan.kernel.orgs.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('law', '0001_initial'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('trail_count', models.PositiveIntegerField(default=0)),
                ('trail_head', bihuan.kernel.orgs.fields.AsciiField(default='', max_length=64)),
                ('name', bihuan.kernel.orgs.fields.AsciiField(max_length=24, primary_key=True, serialize=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('series', bihuan.kernel.orgs.fields.AsciiField(max_length=64, primary_key=True, serialize=False)),
                ('last', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('count', models.PositiveBigIntegerField()),
                ('root', bihuan.kernel.orgs.fields.AsciiField(max_length=64)),
                ('previous', bihuan.kernel.orgs.fields.AsciiField(max_length=64)),
                ('signature', bihuan.kernel.orgs.fields.AsciiField(max_length=128)),
                ('key_id', bihuan.kernel.orgs.fields.AsciiField(max_length=16)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=24)),
                ('kind', models.CharField(max_length=48, verbose_name='材料')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=64)),
                ('happened_at', models.DateTimeField(null=True, verbose_name='发生时间')),
                ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='trace.evidence')),
            ],
            options={
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_count', models.PositiveIntegerField(default=0)),
                ('trail_head', bihuan.kernel.orgs.fields.AsciiField(default='', max_length=64)),
                ('number', bihuan.kernel.orgs.fields.AsciiField(max_length=40, unique=True, verbose_name='编号')),
                ('flow', models.CharField(max_length=48)),
                ('title', models.CharField(max_length=240, verbose_name='标题')),
                ('place_path', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=120)),
                ('state', models.CharField(max_length=32)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='law.clause')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='trace.matter')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.place')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='orgs.unit')),
            ],
            options={
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['flow', 'state'], name='matter_flow_state')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=16)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='trace.matter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'matter'], name='party_unit')],
                'constraints': [models.UniqueConstraint(fields=('matter', 'unit', 'part'), name='party_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', bihuan.kernel.orgs.fields.AsciiField(max_length=24)),
                ('seq', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=160)),
                ('verb', models.CharField(max_length=48)),
                ('body', models.TextField(default='{}')),
                ('previous', bihuan.kernel.orgs.fields.AsciiField(max_length=64)),
                ('digest', bihuan.kernel.orgs.fields.AsciiField(max_length=64)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='entry_in_chain')],
            },
        ),
    ]
