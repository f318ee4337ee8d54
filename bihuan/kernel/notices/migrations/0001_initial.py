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
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=96, unique=True)),
                ('chain', bihuan.kernel.orgs.fields.AsciiField(db_index=True, max_length=24)),
                ('template', models.CharField(max_length=32)),
                ('subject', models.CharField(max_length=240)),
                ('facts', models.JSONField(default=dict)),
                ('due', models.DateTimeField(null=True)),
                ('stage', models.PositiveSmallIntegerField(default=0)),
                ('urgent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('routed_at', models.DateTimeField(null=True)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='orgs.post')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='orgs.unit')),
            ],
            options={
                'base_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['unit', 'created_at'], name='notice_unit'), models.Index(condition=models.Q(('routed_at__isnull', True)), fields=['created_at'], name='notice_unrouted')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', bihuan.kernel.orgs.fields.AsciiField(max_length=128, unique=True)),
                ('channel', models.CharField(max_length=16)),
                ('address', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=240)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('queued', '待发'), ('sending', '发送中'), ('sent', '已送达'), ('failed', '发送失败'), ('uncertain', '送达存疑')], default='queued', max_length=16)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
                ('notices', models.ManyToManyField(related_name='deliveries', to='notices.notice')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['not_before'], name='delivery_due')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channels', models.JSONField(default=list)),
                ('digest_hour', models.PositiveSmallIntegerField(default=8)),
                ('quiet_from', models.PositiveSmallIntegerField(null=True)),
                ('quiet_until', models.PositiveSmallIntegerField(null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preference', to='orgs.person')),
            ],
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='notices.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='orgs.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='read_once')],
            },
        ),
    ]
