import bihuan.kernel.orgs.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('law', '0001_initial'),
        ('orgs', '0001_initial'),
        ('trace', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=160, verbose_name='文号')),
                ('kind', models.CharField(max_length=32)),
                ('title', models.CharField(max_length=240)),
                ('chain', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=24)),
                ('place_path', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=120)),
                ('state', models.CharField(choices=[('draft', '待签发'), ('signed', '已签发'), ('served', '已送达'), ('cancelled', '已作废')], default='draft', max_length=16)),
                ('body', models.JSONField(default=dict)),
                ('digest', bihuan.kernel.orgs.fields.AsciiField(blank=True, max_length=64)),
                ('drawn_up_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('reply_due', models.DateTimeField(null=True)),
                ('cancelled_because', models.CharField(blank=True, max_length=400)),
                ('cause', bihuan.kernel.orgs.fields.AsciiField(max_length=96, unique=True, verbose_name='起因')),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters_received', to='orgs.unit')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='law.clause')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters_issued', to='orgs.unit')),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='trace.matter')),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('signer_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
            ],
            options={
                'base_manager_name': 'unscoped',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='LetterCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='letters.letter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.unit')),
            ],
            options={
                'verbose_name_plural': 'letter copies',
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('year', models.PositiveSmallIntegerField()),
                ('prefix', models.CharField(max_length=140, verbose_name='字头')),
                ('last', models.PositiveIntegerField(default=0)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.unit')),
            ],
            options={
                'verbose_name_plural': 'series',
                'constraints': [models.UniqueConstraint(fields=('issuer', 'kind', 'year'), name='series_once')],
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='letters.series'),
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=48, verbose_name='签收人')),
                ('at', models.DateTimeField(verbose_name='送达时间')),
                ('refused', models.BooleanField(default=False, verbose_name='拒收')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='letters.letter')),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='trace.evidence')),
                ('server', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served', to='orgs.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('series', 'n'), name='letter_number'),
        ),
    ]
