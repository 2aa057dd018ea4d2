import cbp.core.sealing
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
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
                ('title', models.CharField(blank=True, help_text='Where several communities plan together. Empty for one community.', max_length=150, verbose_name='name of the cluster')),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('humanitarian', 'Humanitarian'), ('development', 'Development'), ('peace', 'Peace'), ('protection', 'Protection of migrants'), ('reintegration', 'Reintegration'), ('climate', 'Climate and disasters')], max_length=16), blank=True, default=list, size=None, verbose_name='what it is for')),
                ('phase', models.CharField(choices=[('draft', 'Draft'), ('preparing', 'Preparing'), ('assessing', 'Assessing'), ('planning', 'Planning'), ('validating', 'Validating'), ('implementing', 'Implementing'), ('reviewing', 'Reviewing'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=12, verbose_name='phase')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('planned_end_on', models.DateField(blank=True, null=True, verbose_name='plan expected by')),
                ('government_plan', models.CharField(blank=True, help_text='Name and years, such as: Plan de développement local 2026–2030.', max_length=200, verbose_name='government plan that it feeds')),
                ('plan_from', models.DateField(blank=True, null=True, verbose_name='that plan runs from')),
                ('plan_until', models.DateField(blank=True, null=True, verbose_name='that plan runs until')),
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
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('facilitation', 'Core facilitation team'), ('action-group', 'Community action group'), ('monitoring', 'Monitoring and evaluation'), ('procurement', 'Procurement'), ('finance', 'Finance'), ('upkeep', 'Operations and maintenance'), ('audit', 'Social audit'), ('disputes', 'Dispute resolution'), ('grievance', 'Grievances'), ('other', 'Another body')], max_length=16, verbose_name='kind of body')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('formed_on', models.DateField(blank=True, null=True, verbose_name='formed on')),
                ('how', models.CharField(blank=True, choices=[('election', 'Elected by ballot'), ('assembly', 'Chosen in an assembly'), ('consensus', 'Agreed by consensus'), ('appointment', 'Appointed'), ('existing', 'It existed already')], max_length=12, verbose_name='how it was formed')),
                ('turnout', models.PositiveSmallIntegerField(blank=True, help_text='Of those who could vote or come, so many did.', null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='turn-out of a hundred')),
                ('term_ends_on', models.DateField(blank=True, null=True, verbose_name='term ends on')),
                ('dissolved_on', models.DateField(editable=False, null=True, verbose_name='dissolved on')),
                ('dissolved_because', models.CharField(blank=True, editable=False, max_length=500, verbose_name='dissolved, because')),
                ('members_stated', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='members, as stated')),
                ('women', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='men')),
                ('others', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='other or not said')),
                ('youth', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='youth')),
                ('displaced', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='displaced or returned')),
                ('disability', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='people with disabilities')),
                ('minority', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='members of minorities')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('renews', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewed_by', to='cycles.body', verbose_name='renews')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='cycles.cycle')),
            ],
            options={
                'verbose_name': 'body',
                'verbose_name_plural': 'bodies',
            },
        ),
        migrations.CreateModel(
            name='CycleCommunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cluster_places', to='profiling.community', verbose_name='community')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='cycles.cycle')),
            ],
            options={
                'verbose_name': 'community of a cluster',
                'verbose_name_plural': 'communities of a cluster',
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
        migrations.CreateModel(
            name='RuleReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rule_reasons', to='cycles.cycle')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.inclusionrule')),
            ],
            options={
                'verbose_name': 'reason why a rule was not kept',
                'verbose_name_plural': 'reasons why rules were not kept',
            },
        ),
        migrations.CreateModel(
            name='StepTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('ready', models.CharField(blank=True, choices=[('components', 'Three components of community-based planning'), ('thirteen', 'Thirteen steps of community action planning'), ('sixteen', 'Sixteen steps of community empowerment')], editable=False, max_length=12)),
                ('labels', models.JSONField(default=dict, verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered for new cycles')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='step_templates', to='core.programme')),
            ],
            options={
                'verbose_name': 'list of steps',
                'verbose_name_plural': 'lists of steps',
            },
        ),
        migrations.AddField(
            model_name='cycle',
            name='template',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='cycles.steptemplate', verbose_name='steps'),
        ),
        migrations.CreateModel(
            name='TemplateStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('station', models.CharField(choices=[('prepare', 'Prepare'), ('profile', 'Profile'), ('workshops', 'Workshops'), ('priorities', 'Priorities'), ('plan', 'Plan'), ('delivery', 'Delivery'), ('review', 'Review')], max_length=12, verbose_name='station')),
                ('labels', models.JSONField(default=dict, verbose_name='name')),
                ('guidance', models.JSONField(default=dict, verbose_name='guidance')),
                ('session_kind', models.CharField(blank=True, choices=[('information', 'Information meeting'), ('training', 'Training of facilitators'), ('dialogue', 'Dialogue'), ('assembly', 'Community assembly'), ('focus-group', 'Focus group'), ('key-informants', 'Talks with key informants'), ('mapping', 'Mapping'), ('prioritisation', 'Choice of priorities'), ('validation', 'Validation'), ('feedback', 'Feedback to the community'), ('launch', 'Launch'), ('review', 'Review'), ('forum', 'Forum of several communities')], max_length=16, verbose_name='kind of session')),
                ('agenda', models.JSONField(default=dict, verbose_name='agenda')),
                ('after_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='planned after (days)')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cycles.steptemplate')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('station', models.CharField(choices=[('prepare', 'Prepare'), ('profile', 'Profile'), ('workshops', 'Workshops'), ('priorities', 'Priorities'), ('plan', 'Plan'), ('delivery', 'Delivery'), ('review', 'Review')], max_length=12, verbose_name='station')),
                ('labels', models.JSONField(default=dict, verbose_name='name')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('responsible', models.CharField(blank=True, max_length=150, verbose_name='responsible')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('left_out', models.CharField(blank=True, max_length=300, verbose_name='left out, because')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='cycles.cycle')),
                ('step', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='milestones', to='cycles.templatestep')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
            },
        ),
        migrations.CreateModel(
            name='BodyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('chair', 'Chair'), ('deputy', 'Deputy'), ('secretary', 'Secretary'), ('treasurer', 'Treasurer'), ('contact', 'Contact'), ('member', 'Member')], max_length=10, verbose_name='role')),
                ('sex', models.CharField(blank=True, choices=[('f', 'Women and girls'), ('m', 'Men and boys'), ('x', 'Other or not said')], max_length=1, verbose_name='sex')),
                ('name', cbp.core.sealing.SealedTextField(max_length=120, verbose_name='name')),
                ('contact', cbp.core.sealing.SealedTextField(blank=True, max_length=200, verbose_name='telephone or address')),
                ('purpose', models.CharField(max_length=200, verbose_name='what the name is needed for')),
                ('has_consent', models.BooleanField(default=False, verbose_name='the person agreed that the name is kept')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='cycles.body')),
            ],
            options={
                'verbose_name': 'named member of a body',
                'verbose_name_plural': 'named members of bodies',
                'constraints': [models.CheckConstraint(condition=models.Q(('has_consent', True)), name='body_member_agreed', violation_error_message='A name is kept only when the person agreed.')],
            },
        ),
        migrations.AddIndex(
            model_name='body',
            index=models.Index(fields=['term_ends_on'], name='body_term_ends'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('term_ends_on', None), ('formed_on', None), ('term_ends_on__gte', models.F('formed_on')), _connector='OR'), name='body_term', violation_error_message='The term ends before the body was formed.'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('dissolved_on', None), ('formed_on', None), ('dissolved_on__gte', models.F('formed_on')), _connector='OR'), name='body_dissolved_after', violation_error_message='A body is dissolved after it was formed.'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('turnout', None), ('turnout__lte', 100), _connector='OR'), name='body_turnout', violation_error_message='The turn-out lies between 0 and 100.'),
        ),
        migrations.AddConstraint(
            model_name='cyclecommunity',
            constraint=models.UniqueConstraint(fields=('cycle', 'community'), name='cycle_community_once', violation_error_message='This community belongs to the cluster already.'),
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
        migrations.AddConstraint(
            model_name='rulereason',
            constraint=models.UniqueConstraint(fields=('cycle', 'rule'), name='rule_reason_once'),
        ),
        migrations.AddConstraint(
            model_name='steptemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('ready', ''), _negated=True), fields=('programme', 'ready'), name='step_template_ready_once'),
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
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('plan_until', None), ('plan_from', None), ('plan_until__gte', models.F('plan_from')), _connector='OR'), name='cycle_plan_period', violation_error_message='The government’s plan ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='templatestep',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('template', 'position'), name='template_step_place'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(fields=['cycle', 'position'], name='milestone_of_cycle'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('left_out', ''), _connector='OR'), name='milestone_done_or_left_out', violation_error_message='A step is done, or it is left out.'),
        ),
    ]
