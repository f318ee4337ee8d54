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
            name='Base',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_count', models.PositiveIntegerField(default=0)),
                ('trail_head', bihuan.kernel.orgs.fields.AsciiField(default='', max_length=64)),
                ('period', bihuan.kernel.orgs.fields.AsciiField(max_length=24)),
                ('per', models.CharField(max_length=16, verbose_name='周期')),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('cut_off', models.DateField(verbose_name='截止日')),
                ('made_at', models.DateTimeField()),
                ('frozen_at', models.DateTimeField(null=True)),
                ('checked_on', models.DateField(null=True, verbose_name='最近核对日')),
                ('size', models.PositiveIntegerField(default=0)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='law.rule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rule', 'period'), name='base_once')],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='obligations.base')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('base', 'unit'), name='excluded_once')],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trail_count', models.PositiveIntegerField(default=0)),
                ('trail_head', bihuan.kernel.orgs.fields.AsciiField(default='', max_length=64)),
                ('kind', models.CharField(choices=[('periodic', '周期责任'), ('step', '事项环节'), ('supervise', '督办责任'), ('sign', '签发')], max_length=16)),
                ('title', models.CharField(max_length=240, verbose_name='责任事项')),
                ('late_joiner', models.BooleanField(default=False, verbose_name='期中加入')),
                ('step', models.CharField(blank=True, max_length=32, verbose_name='环节')),
                ('place_path', bihuan.kernel.orgs.fields.AsciiField(max_length=120)),
                ('period', bihuan.kernel.orgs.fields.AsciiField(blank=True, max_length=24, verbose_name='期次')),
                ('slot', models.CharField(blank=True, max_length=16)),
                ('times_needed', models.PositiveSmallIntegerField(default=1)),
                ('times_done', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField(verbose_name='产生时间')),
                ('legal_due', models.DateTimeField(null=True, verbose_name='法定期限')),
                ('current_due', models.DateTimeField(null=True, verbose_name='现行期限')),
                ('rung', models.SmallIntegerField(default=-1)),
                ('stage', models.PositiveSmallIntegerField(default=0, verbose_name='阶段')),
                ('next_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True, verbose_name='暂停')),
                ('done_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                ('outcome', models.CharField(blank=True, choices=[('', '未办结'), ('on_time', '按期'), ('late', '逾期办结'), ('excused', '经批准免责'), ('void', '规则变更失效'), ('lapsed', '事由消除')], default='', max_length=16)),
                ('mode', models.CharField(blank=True, default='', max_length=16, verbose_name='办结方式')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='obligations.base')),
                ('clause', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='law.clause')),
                ('holder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owes', to='orgs.unit')),
                ('ladder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='law.ladder')),
                ('matter', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='trace.matter')),
                ('parent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='obligations.obligation')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owes', to='orgs.post')),
                ('rule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='law.rule')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerned_by', to='orgs.unit')),
                ('supervisor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='orgs.unit')),
            ],
            options={
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='obligation_next'), models.Index(models.OrderBy(models.F('stage'), descending=True), models.F('current_due'), models.F('id'), condition=models.Q(('done_at__isnull', True)), name='obligation_worst'), models.Index(models.F('place_path'), models.OrderBy(models.F('stage'), descending=True), models.F('current_due'), models.F('id'), condition=models.Q(('done_at__isnull', True)), name='obligation_place'), models.Index(models.F('holder'), models.OrderBy(models.F('stage'), descending=True), models.F('current_due'), models.F('id'), condition=models.Q(('done_at__isnull', True)), name='obligation_holder'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['holder', 'done_at'], name='obligation_done'), models.Index(models.F('supervisor'), models.OrderBy(models.F('stage'), descending=True), models.F('current_due'), models.F('id'), condition=models.Q(('done_at__isnull', True)), name='obligation_supervisor'), models.Index(condition=models.Q(('done_at__isnull', True), ('post__isnull', False)), fields=['post'], name='obligation_post'), models.Index(condition=models.Q(('matter__isnull', False)), fields=['matter'], name='obligation_matter')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('rule__isnull', False)), fields=('rule', 'subject', 'period', 'slot'), name='obligation_once_a_period'), models.UniqueConstraint(condition=models.Q(('parent__isnull', False)), fields=('parent', 'kind', 'period'), name='obligation_once_a_rung'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('outcome', '')), models.Q(('done_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='obligation_done_has_outcome'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('next_at__isnull', True), _connector='OR'), name='obligation_done_is_quiet')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held', to='orgs.post')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held', to='orgs.unit')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='obligations.obligation')),
            ],
        ),
        migrations.CreateModel(
            name='Fulfilment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('findings', '有发现'), ('zero', '零报告'), ('done', '已完成'), ('proxy', '代报')], max_length=16)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('record', models.JSONField(default=dict)),
                ('proxy_reason', models.CharField(blank=True, max_length=200, verbose_name='代报原因')),
                ('led_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led', to='orgs.person')),
                ('led_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led', to='orgs.post')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recorded', to='orgs.person')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfilments', to='obligations.obligation')),
            ],
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_due', models.DateTimeField()),
                ('to_due', models.DateTimeField()),
                ('reason', models.CharField(max_length=400)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('granted', models.BooleanField(null=True)),
                ('opinion', models.CharField(blank=True, max_length=400)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions_asked', to='orgs.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.person')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='obligations.obligation')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('reason', models.CharField(max_length=400)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='orgs.unit')),
            ],
        ),
        migrations.CreateModel(
            name='SweepRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=16)),
                ('at', models.DateTimeField(verbose_name='计算时间')),
                ('started', models.DateTimeField()),
                ('finished', models.DateTimeField(null=True)),
                ('checked', models.PositiveBigIntegerField(default=0)),
                ('moved', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['job', '-at'], name='run_latest')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_path', bihuan.kernel.orgs.fields.AsciiField(max_length=120)),
                ('kind', models.CharField(max_length=16)),
                ('stage', models.PositiveSmallIntegerField()),
                ('n', models.BigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'indexes': [models.Index(fields=['place_path', 'kind', 'stage'], include=('n',), name='tally_place')],
            },
        ),
    ]
