import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_core_begin'),
        ('partners', '0001_partners_begin'),
        ('profiling', '0001_profiling_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number of the cycle')),
                ('phase', models.CharField(choices=[('draft', 'Draft'), ('preparing', 'Preparing'), ('assessing', 'Assessing'), ('planning', 'Planning'), ('validating', 'Validating'), ('implementing', 'Implementing'), ('reviewing', 'Reviewing'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=12, verbose_name='phase')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('planned_end_on', models.DateField(blank=True, null=True, verbose_name='plan expected by')),
                ('government_plan', models.CharField(blank=True, help_text='Name and years, such as: Plan de développement local 2026–2030.', max_length=200, verbose_name='government plan that it feeds')),
                ('budget_call_on', models.DateField(blank=True, null=True, verbose_name='next call for the budget')),
                ('agreement_note', models.TextField(blank=True, max_length=2000, verbose_name='how it was agreed with the authorities and the community')),
                ('end_reason', models.CharField(blank=True, editable=False, max_length=500)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='profiling.community', verbose_name='community')),
                ('counterpart', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='counterpart in government')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_cycles', to='partners.organisation', verbose_name='lead organisation')),
                ('previous', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='cycles.cycle')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='core.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'planning cycle',
                'verbose_name_plural': 'planning cycles',
            },
        ),
        migrations.CreateModel(
            name='CyclePartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=200, verbose_name='what it does in this cycle')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='cycles.cycle')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='partners.engagement', verbose_name='engagement')),
            ],
            options={
                'verbose_name': 'partner of a cycle',
                'verbose_name_plural': 'partners of a cycle',
            },
        ),
        migrations.CreateModel(
            name='GatePassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gate', models.CharField(choices=[('agreed', 'The preparation is agreed'), ('known', 'The community is known'), ('chosen', 'The priorities are chosen'), ('endorsed', 'The plan is endorsed'), ('delivered', 'The plan is carried out'), ('reviewed', 'The cycle is reviewed')], max_length=12)),
                ('check_code', models.CharField(max_length=40)),
                ('outcome', models.CharField(choices=[('passed', 'Fulfilled'), ('waived', 'Waived')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='cycles.cycle')),
            ],
            options={
                'verbose_name': 'check of a gate',
                'verbose_name_plural': 'checks of gates',
            },
        ),
        migrations.AddIndex(
            model_name='cycle',
            index=models.Index(fields=['phase', 'planned_end_on'], name='cycle_board'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('programme', 'community', 'number'), name='cycle_number_once'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(condition=models.Q(('phase__in', ['closed', 'cancelled']), _negated=True), fields=('programme', 'community'), name='cycle_one_running', violation_error_message='This community already has a running cycle in this programme.'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('planned_end_on', None), ('starts_on', None), ('planned_end_on__gte', models.F('starts_on')), _connector='OR'), name='cycle_period', violation_error_message='The plan is expected before the cycle starts.'),
        ),
        migrations.AddConstraint(
            model_name='cyclepartner',
            constraint=models.UniqueConstraint(fields=('cycle', 'engagement'), name='cycle_partner_once', violation_error_message='This engagement is tied to the cycle already.'),
        ),
        migrations.AddConstraint(
            model_name='gatepassage',
            constraint=models.UniqueConstraint(fields=('cycle', 'gate', 'check_code'), name='gate_passage_once'),
        ),
        migrations.AddConstraint(
            model_name='gatepassage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'waived'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='gate_waived_with_a_reason', violation_error_message='Say why this check is waived.'),
        ),
    ]
