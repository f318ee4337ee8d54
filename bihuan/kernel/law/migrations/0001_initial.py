import bihuan.kernel.orgs.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=64, unique=True, verbose_name='标识')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('number', models.CharField(blank=True, max_length=64, verbose_name='文号')),
                ('issuer_name', models.CharField(blank=True, max_length=128, verbose_name='发文机关')),
                ('level', models.CharField(max_length=16, verbose_name='层级')),
                ('dated', models.DateField(null=True, verbose_name='成文日期')),
                ('status', models.CharField(choices=[('draft', '草案'), ('reviewing', '审阅中'), ('in_force', '施行'), ('repealed', '废止')], default='draft', max_length=16)),
                ('in_force_from', models.DateField(null=True, verbose_name='施行日期')),
                ('in_force_until', models.DateField(null=True, verbose_name='废止日期')),
                ('text', models.TextField(verbose_name='原文')),
                ('sha256', bihuan.kernel.orgs.fields.AsciiField(max_length=64)),
                ('compiled', models.JSONField(default=dict, verbose_name='编译结果')),
                ('issuer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='orgs.unit')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='orgs.place')),
            ],
            options={
                'base_manager_name': 'unread',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unread', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('no', models.CharField(blank=True, max_length=24, verbose_name='条号')),
                ('heading', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('chapter', models.CharField(blank=True, max_length=200, verbose_name='章')),
                ('text', models.TextField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField(verbose_name='顺序')),
                ('version', models.PositiveIntegerField(default=1)),
                ('in_force_from', models.DateField(null=True)),
                ('in_force_until', models.DateField(null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='law.document')),
            ],
            options={
                'ordering': ['document', 'position'],
                'constraints': [models.UniqueConstraint(fields=('document', 'path', 'version'), name='clause_version')],
            },
        ),
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=96, unique=True)),
                ('title', models.CharField(max_length=64)),
                ('derived', models.CharField(blank=True, max_length=200, verbose_name='文件未规定的部分')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='law.clause')),
            ],
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('after_hours', models.IntegerField()),
                ('stage', models.PositiveSmallIntegerField()),
                ('tells', models.JSONField(default=list)),
                ('letter', models.CharField(blank=True, max_length=32)),
                ('opens_hours', models.PositiveIntegerField(null=True)),
                ('ladder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='law.ladder')),
                ('opens_ladder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opened_by', to='law.ladder')),
            ],
            options={
                'ordering': ['ladder', 'position'],
                'constraints': [models.UniqueConstraint(fields=('ladder', 'position'), name='ladder_position'), models.CheckConstraint(condition=models.Q(('stage__lte', 4)), name='ladder_stage')],
            },
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=96, unique=True)),
                ('says', models.CharField(max_length=400)),
                ('value', models.JSONField()),
                ('unit', models.CharField(blank=True, max_length=24)),
                ('use', models.CharField(max_length=24, verbose_name='用途')),
                ('confidence', models.CharField(default='H', max_length=1)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='law.clause')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.place')),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=96)),
                ('version', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=200, verbose_name='责任事项')),
                ('says', models.CharField(max_length=400, verbose_name='原文')),
                ('selects', models.JSONField(default=dict)),
                ('per', models.CharField(blank=True, max_length=16, verbose_name='周期')),
                ('every', models.PositiveSmallIntegerField(default=1)),
                ('times', models.PositiveSmallIntegerField(null=True, verbose_name='次数')),
                ('at_least', models.BooleanField(default=True, verbose_name='至少')),
                ('lead', models.CharField(blank=True, max_length=16, verbose_name='岗位')),
                ('slots', models.JSONField(default=list)),
                ('due_days', models.SmallIntegerField(default=0)),
                ('cut_off_days', models.PositiveSmallIntegerField(default=0)),
                ('joins', models.CharField(default='next', max_length=16, verbose_name='期中加入')),
                ('proof', models.JSONField(default=list)),
                ('zero_allowed', models.BooleanField(default=False, verbose_name='可零报告')),
                ('event', models.CharField(blank=True, max_length=48, verbose_name='触发事件')),
                ('in_force_from', models.DateField(null=True)),
                ('in_force_until', models.DateField(null=True)),
                ('transition', models.CharField(default='finish', max_length=16, verbose_name='修订时')),
                ('duty', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=48, verbose_name='责任种类')),
                ('derived', models.JSONField(default=dict, verbose_name='文件未规定的部分')),
                ('yields_to', bihuan.kernel.orgs.fields.AsciiField(blank=True, max_length=96, verbose_name='从严规则')),
                ('why', models.CharField(blank=True, max_length=400, verbose_name='适用说明')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='law.clause')),
                ('ladder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='law.ladder')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='rule_version')],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', bihuan.kernel.orgs.fields.AsciiField(max_length=128)),
                ('field', models.CharField(max_length=24)),
                ('value', models.JSONField()),
                ('reason', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.place')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'field', 'at'], name='setting_subject')],
            },
        ),
        migrations.CreateModel(
            name='WorkdayOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('works', models.BooleanField(verbose_name='工作日')),
                ('name', models.CharField(blank=True, max_length=32)),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
            ],
        ),
    ]
