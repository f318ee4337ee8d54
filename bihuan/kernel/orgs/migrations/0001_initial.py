import bihuan.kernel.orgs.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=32, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='手机')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('invented', models.BooleanField(default=False, verbose_name='虚构')),
            ],
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=32)),
                ('sees', models.CharField(max_length=16)),
                ('reads', models.BooleanField(default=True)),
                ('may', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('login', models.CharField(max_length=64, unique=True, verbose_name='登录名')),
                ('is_active', models.BooleanField(default=True)),
                ('epoch', models.PositiveIntegerField(default=0, verbose_name='会话批次')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='orgs.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', bihuan.kernel.orgs.fields.AsciiField(max_length=16, unique=True, verbose_name='区划代码')),
                ('name', models.CharField(max_length=64, verbose_name='名称')),
                ('level', models.CharField(choices=[('nation', '国家'), ('province', '省'), ('city', '市'), ('county', '县（市、区）'), ('town', '镇（街道）'), ('village', '村（社区）'), ('zone', '功能区')], max_length=16, verbose_name='层级')),
                ('path', bihuan.kernel.orgs.fields.AsciiField(max_length=120, unique=True, verbose_name='路径')),
                ('since', models.DateField(null=True, verbose_name='启用日期')),
                ('until', models.DateField(null=True, verbose_name='停用日期')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='orgs.place')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=48, verbose_name='岗位')),
                ('lead', models.CharField(blank=True, choices=[('', '—'), ('party', '党委主要负责人'), ('government', '政府主要负责人'), ('principal', '主要负责人'), ('portfolio', '分管负责人'), ('controller', '实际控制人'), ('safety', '安全管理负责人')], default='', max_length=16)),
                ('signs', models.BooleanField(default=False, verbose_name='签发文书')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.role')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='任职起')),
                ('until', models.DateField(null=True, verbose_name='任职止')),
                ('substitute', models.BooleanField(default=False, verbose_name='代理')),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='orgs.person')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='orgs.post')),
            ],
            options={
                'indexes': [models.Index(fields=['post', 'since'], name='term_post_since')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='term_ends_after')],
            },
        ),
        migrations.CreateModel(
            name='GlassBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=400)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.place')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.term')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=128, verbose_name='名称')),
                ('kind', models.CharField(max_length=32, verbose_name='类别')),
                ('place_path', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=120, verbose_name='区划路径')),
                ('credit_code', bihuan.kernel.orgs.fields.AsciiField(max_length=18, null=True, unique=True, verbose_name='统一社会信用代码')),
                ('industry', bihuan.kernel.orgs.fields.AsciiField(blank=True, default='', max_length=8, verbose_name='行业代码')),
                ('headcount', models.PositiveIntegerField(null=True, verbose_name='从业人数')),
                ('status', models.CharField(choices=[('operating', '正常'), ('stopped', '停产停业'), ('closed', '已关闭')], default='operating', max_length=16)),
                ('since', models.DateField(null=True, verbose_name='成立日期')),
                ('until', models.DateField(null=True, verbose_name='终止日期')),
                ('invented', models.BooleanField(default=False, verbose_name='虚构')),
                ('attributes', models.JSONField(blank=True, default=dict)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='orgs.place')),
                ('supervisor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'place_path'], name='unit_kind_place'), models.Index(fields=['supervisor'], name='unit_supervisor')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('name', 'place'), name='unit_name_in_place'), models.CheckConstraint(condition=models.Q(('supervisor', models.F('id')), _negated=True), name='unit_not_its_own_supervisor')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('renamed', '更名'), ('merged', '合并'), ('split', '拆分'), ('recoded', '变更代码'), ('moved', '变更属地'), ('transferred', '变更监管单位')], max_length=16)),
                ('on', models.DateField(verbose_name='生效日期')),
                ('before', models.CharField(blank=True, max_length=160, verbose_name='原值')),
                ('after', models.CharField(blank=True, max_length=160, verbose_name='新值')),
                ('rest', models.BooleanField(default=True)),
                ('takes', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=400, verbose_name='依据')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('new_place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='succeeds', to='orgs.place')),
                ('old_place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='orgs.place')),
                ('new_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='succeeds', to='orgs.unit')),
                ('old_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='orgs.unit')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('applied_at__isnull', True)), fields=['on'], name='succession_due')],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='orgs.unit'),
        ),
        migrations.CreateModel(
            name='UnitAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.CharField(max_length=128)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='orgs.place')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='orgs.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'alias'), name='alias_once_in_place')],
            },
        ),
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=128)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='orgs.unit')),
            ],
        ),
        migrations.CreateModel(
            name='UnitTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.CharField(max_length=48)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['tag', 'unit'], name='unit_tag')],
            },
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('unit', 'title'), name='post_in_unit'),
        ),
    ]
