import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PaperFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('stored_as', models.CharField(editable=False, max_length=80, unique=True)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
                ('key', models.CharField(editable=False, max_length=64, unique=True)),
                ('pages', models.PositiveIntegerField(verbose_name='pages')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Being made'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Expired')], default='queued', max_length=10, verbose_name='state')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='try')),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('heartbeat_at', models.DateTimeField(editable=False, null=True, verbose_name='last sign of life')),
                ('rung_at', models.DateTimeField(editable=False, null=True)),
                ('percent', models.PositiveSmallIntegerField(default=0, verbose_name='percent done')),
                ('stage', models.CharField(blank=True, max_length=40, verbose_name='stage')),
                ('refusal', models.CharField(blank=True, max_length=500, verbose_name='why it failed')),
                ('refusal_values', models.JSONField(default=dict, editable=False)),
                ('requested_by_id', models.BigIntegerField(null=True)),
                ('requested_by_label', models.CharField(blank=True, max_length=200, verbose_name='asked for by')),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for at')),
                ('started_at', models.DateTimeField(editable=False, null=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('paper', models.CharField(max_length=40, verbose_name='paper')),
                ('subject_id', models.BigIntegerField()),
                ('subject_label', models.CharField(max_length=200, verbose_name='subject')),
                ('programme_id', models.BigIntegerField(editable=False, null=True)),
                ('area_path', models.CharField(blank=True, editable=False, max_length=120)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], max_length=5, verbose_name='language')),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], max_length=10, verbose_name='classification')),
                ('options', models.JSONField(default=dict)),
                ('snapshot', models.JSONField(editable=False)),
                ('data_as_of', models.DateTimeField(editable=False, null=True, verbose_name='data as of')),
                ('data_hash', models.CharField(editable=False, max_length=64)),
                ('template_hash', models.CharField(editable=False, max_length=64)),
                ('expires_at', models.DateTimeField(editable=False, null=True, verbose_name='kept until')),
                ('downloads', models.PositiveIntegerField(default=0, editable=False)),
                ('file', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='reports.paperfile')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(fields=['requested_by_id', '-queued_at'], name='report_of_person'), models.Index(fields=['state', 'rung_at'], name='report_waiting')],
            },
        ),
    ]
