import cbp.accounts.models
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_core_begin'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language')),
                ('time_zone', models.CharField(default='UTC', max_length=60, validators=[cbp.accounts.models.known_time_zone], verbose_name='time zone')),
                ('is_active', models.BooleanField(default=True, verbose_name='account is open')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined at')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='This address has an account already.')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('facilitator', 'Facilitator'), ('planner', 'Local government planner'), ('manager', 'Programme manager'), ('partner', 'Partner focal point'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('is_endorser', models.BooleanField(default=False, verbose_name='Endorses plans for the authority')),
                ('is_psea_focal_point', models.BooleanField(default=False, verbose_name='Focal point for protection from sexual exploitation and abuse')),
                ('is_screening_officer', models.BooleanField(default=False, verbose_name='Decides on matches with sanctions lists')),
                ('is_data_protection_focal_point', models.BooleanField(default=False, verbose_name='Focal point for data protection')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language')),
                ('nonce', models.CharField(editable=False, max_length=32)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted at')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.area', verbose_name='area')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('facilitator', 'Facilitator'), ('planner', 'Local government planner'), ('manager', 'Programme manager'), ('partner', 'Partner focal point'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('is_endorser', models.BooleanField(default=False, verbose_name='Endorses plans for the authority')),
                ('is_psea_focal_point', models.BooleanField(default=False, verbose_name='Focal point for protection from sexual exploitation and abuse')),
                ('is_screening_officer', models.BooleanField(default=False, verbose_name='Decides on matches with sanctions lists')),
                ('is_data_protection_focal_point', models.BooleanField(default=False, verbose_name='Focal point for data protection')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended at')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.area', verbose_name='area')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='assignment_period', violation_error_message='The role ends before it begins.')],
            },
        ),
    ]
