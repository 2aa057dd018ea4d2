import cbp.core.models.programmes
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


# The table of the database cache, as `createcachetable` makes it: log-in and throttles do not depend on the broker.
CACHE = """
CREATE TABLE cbp_cache (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX cbp_cache_expires ON cbp_cache (expires);
"""

# Names as they are compared: lower case, without accents, Arabic letters levelled (alif with hamza, alif maqsura, ta
# marbuta), vowel signs and the stretching sign left out. IMMUTABLE is true as long as the dictionary `unaccent` stays as
# it came: indexes of trigrams are made of it.
FOLD = """
CREATE FUNCTION cbp_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, translate(words,
        E'\\u0623\\u0625\\u0622\\u0671\\u0649\\u0629\\u0624\\u0626\\u064b\\u064c\\u064d\\u064e\\u064f\\u0650\\u0651\\u0652\\u0670\\u0640',
        E'\\u0627\\u0627\\u0627\\u0627\\u064a\\u0647\\u0648\\u064a')))
$$;
"""

# History is append-only: the database itself refuses to change, delete or empty it.
APPEND_ONLY = """
CREATE FUNCTION core_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is append-only: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_event_stays_rows BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION core_event_stays();
CREATE TRIGGER core_event_stays_whole BEFORE TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION core_event_stays();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CACHE, "DROP TABLE cbp_cache"),
        migrations.RunSQL(FOLD, "DROP FUNCTION cbp_fold(text)"),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('country', models.CharField(help_text='ISO 3166 code of three letters.', max_length=3, verbose_name='country')),
                ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(4)], verbose_name='level')),
                ('pcode', models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9._-]*\\Z', 'A P-code has only letters without accents, digits, points and hyphens.')], verbose_name='P-code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('path', models.CharField(editable=False, max_length=120, unique=True)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='core.area', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
            },
        ),
        migrations.CreateModel(
            name='AreaName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('name', 'Name'), ('code', 'Code')], default='name', max_length=4)),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='core.area')),
            ],
            options={
                'verbose_name': 'area name',
                'verbose_name_plural': 'area names',
            },
        ),
        migrations.CreateModel(
            name='FormerPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('until', models.DateField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_paths', to='core.area')),
            ],
            options={
                'verbose_name': 'former place in the tree',
                'verbose_name_plural': 'former places in the tree',
            },
        ),
        migrations.CreateModel(
            name='DisplacementFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=100, verbose_name='source')),
                ('operation', models.CharField(blank=True, max_length=200, verbose_name='operation')),
                ('round', models.PositiveIntegerField(verbose_name='round')),
                ('reported_on', models.DateField(verbose_name='reported on')),
                ('reason', models.CharField(choices=[('conflict', 'Conflict'), ('insecurity', 'Insecurity'), ('disaster', 'Natural disaster'), ('other', 'Other reason'), ('none', 'No reason reported')], max_length=12, verbose_name='reason')),
                ('assessment', models.CharField(choices=[('BA', 'Baseline assessment'), ('SA', 'Site assessment')], max_length=2, verbose_name='assessment type')),
                ('origin', models.CharField(blank=True, max_length=200, verbose_name='origin')),
                ('persons', models.PositiveIntegerField(verbose_name='displaced persons')),
                ('males', models.PositiveIntegerField(blank=True, null=True, verbose_name='men and boys')),
                ('females', models.PositiveIntegerField(blank=True, null=True, verbose_name='women and girls')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='displacement', to='core.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'displacement figure',
                'verbose_name_plural': 'displacement figures',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('verb', models.CharField(choices=[('area.loaded', 'loaded places'), ('area.created', 'created the area'), ('area.changed', 'changed the area'), ('programme.created', 'created the programme'), ('programme.changed', 'changed the programme'), ('programme.lists', 'changed the age bands or groups of the programme'), ('programme.logo', 'changed the emblem of the programme'), ('displacement.loaded', 'loaded displacement figures'), ('displacement.entered', 'entered displacement figures'), ('words.translated', 'translated'), ('organisation.created', 'registered the organisation'), ('organisation.changed', 'changed the organisation'), ('organisation.contact', 'changed a contact of the organisation'), ('engagement.added', 'noted an engagement with the organisation'), ('engagement.ended', 'ended an engagement with the organisation'), ('community.created', 'added the community'), ('community.changed', 'changed the community'), ('community.enrolled', 'took the community into a programme'), ('profile.begun', 'began a version of the profile'), ('profile.filled', 'filled a part of the profile'), ('profile.moved', 'moved the profile on'), ('profile.explained', 'explained a warning of the profile'), ('profile.layout', 'changed what the profiles of the programme ask'), ('community.merged', 'merged another record into the community'), ('selection.criteria', 'changed the criteria of selection'), ('selection.scored', 'assessed the community for selection'), ('selection.moved', 'moved the assessment of the community on'), ('profile.sheet', 'applied a sheet of profiles'), ('profile.sheet_undone', 'undid a sheet of profiles'), ('cycle.started', 'started the planning cycle'), ('cycle.changed', 'changed the planning cycle'), ('cycle.moved', 'moved the planning cycle'), ('gate.waived', 'waived a check of a gate'), ('cycle.partner', 'tied a partner to the planning cycle'), ('programme.steps', 'changed the steps of the programme'), ('programme.rules', 'changed the rules of inclusion of the programme'), ('cycle.members', 'changed the communities of the cluster'), ('cycle.steps', 'chose the steps of the planning cycle'), ('cycle.rule_reason', 'said why a rule of inclusion was not kept'), ('milestone.changed', 'changed the work plan'), ('body.formed', 'registered the body'), ('body.changed', 'changed the body'), ('body.members', 'changed the named members of the body'), ('session.planned', 'planned the session'), ('session.changed', 'changed the session'), ('session.attendance', 'entered the attendance of the session'), ('session.tool', 'recorded a tool of the session'), ('session.moved', 'moved the session on'), ('session.amended', 'amended the verified session'), ('action.agreed', 'noted an action point'), ('action.changed', 'changed an action point'), ('photo.added', 'added a picture or a recording'), ('photo.changed', 'changed a picture or a recording'), ('photo.removed', 'removed a picture or a recording'), ('session.kit', 'composed the printable kit'), ('page.filed', 'filed a page of the kit'), ('calendar.opened', 'made a calendar address'), ('calendar.closed', 'withdrew a calendar address'), ('profile.confirmed', 'noted that the community confirmed its profile'), ('need.raised', 'registered the need'), ('need.changed', 'changed the need'), ('need.moved', 'decided on the need'), ('ranking.set_up', 'set the ranking up'), ('ranking.changed', 'changed the ranking'), ('ranking.opened', 'opened the ranking'), ('ranking.entered', 'entered votes'), ('ranking.closed', 'closed the ranking'), ('ranking.reopened', 'reopened the ranking'), ('plan.begun', 'began an edition of the plan'), ('plan.changed', 'changed the plan'), ('plan.item_added', 'added an item to the plan'), ('plan.item_changed', 'changed an item of the plan'), ('plan.item_removed', 'took an item out of the plan'), ('plan.signed', 'recorded a signature under the plan'), ('plan.validated', 'recorded that the community validated the plan'), ('plan.submitted', 'submitted the plan'), ('plan.returned', 'returned the plan with remarks'), ('plan.answered', 'answered a remark on the plan'), ('plan.endorsed', 'endorsed the plan'), ('plan.withdrawn', 'withdrew the plan'), ('sheet.uploaded', 'uploaded a sheet'), ('sheet.discarded', 'discarded an uploaded sheet'), ('list.exported', 'exported a list'), ('report.asked', 'asked for a paper'), ('report.cancelled', 'cancelled a paper'), ('report.downloaded', 'downloaded a paper'), ('person.invited', 'invited a person'), ('invitation.withdrawn', 'withdrew an invitation'), ('person.joined', 'accepted an invitation'), ('person.changed', 'changed own settings'), ('role.given', 'gave a role'), ('role.ended', 'ended a role'), ('person.sign_in', 'changed password or second factor'), ('person.closed', 'closed an account'), ('person.reopened', 'reopened an account'), ('person.logged_in', 'logged in'), ('person.refused', 'was refused at log-in'), ('try.refused', 'tried something and was refused')], max_length=30, verbose_name='what')),
                ('thing_type', models.CharField(blank=True, max_length=60)),
                ('thing_id', models.BigIntegerField(null=True)),
                ('thing_label', models.CharField(blank=True, max_length=200, verbose_name='of what')),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_label', models.CharField(blank=True, max_length=200, verbose_name='by whom')),
                ('programme_id', models.BigIntegerField(null=True)),
                ('area_path', models.CharField(blank=True, max_length=120)),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'line of history',
                'verbose_name_plural': 'history',
                'indexes': [models.Index(fields=['thing_type', 'thing_id', '-at'], name='event_of_thing'), models.Index(fields=['-at', '-id'], name='event_latest'), models.Index(fields=['by_id', '-at'], name='event_by_person')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
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
                ('to', models.TextField()),
                ('subject', models.CharField(max_length=500)),
                ('body', models.TextField()),
                ('html', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'rung_at'], name='letter_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9._-]*\\Z', 'A code has only letters without accents, digits, points and hyphens.')], verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('donors', models.CharField(blank=True, help_text='Who pays, separated by commas.', max_length=300, verbose_name='donors')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('currency', models.CharField(help_text='ISO 4217 code of three letters, such as XAF or USD.', max_length=3, validators=[cbp.core.models.programmes.known_currency], verbose_name='currency')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], max_length=5), help_text='The languages in which this programme makes its papers.', size=None, verbose_name='languages')),
                ('safe_contact', models.TextField(blank=True, help_text='Whom to call about abuse or exploitation, so that nobody writes the story down.', max_length=1000, verbose_name='safe contact for reports of abuse')),
                ('disclosure_threshold', models.PositiveSmallIntegerField(default=5, help_text='In anything shared, smaller counts of people are hidden.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(50)], verbose_name='smallest number shown')),
                ('figures_age_months', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)], verbose_name='figures are old after (months)')),
                ('needs_ministry', models.BooleanField(default=False, help_text='Otherwise the district endorses alone.', verbose_name='plans also need the endorsement of a ministry')),
                ('country', models.ForeignKey(limit_choices_to={'level': 0}, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='core.area', verbose_name='country')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
            },
        ),
        migrations.CreateModel(
            name='PopulationGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9._-]*\\Z', 'A code has only letters without accents, digits, points and hyphens.')], verbose_name='code')),
                ('labels', models.JSONField(default=dict, help_text='Of an own group, the label in each language: {language: text}.', verbose_name='labels')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='A group that was counted once stays readable.', verbose_name='in use')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='population_groups', to='core.programme')),
            ],
            options={
                'verbose_name': 'population group',
                'verbose_name_plural': 'population groups',
            },
        ),
        migrations.CreateModel(
            name='AgeBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lower', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(120)], verbose_name='from (years)')),
                ('upper', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='to (years)')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='age_bands', to='core.programme')),
            ],
            options={
                'verbose_name': 'age band',
                'verbose_name_plural': 'age bands',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeLogo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('stored_as', models.CharField(editable=False, max_length=80, unique=True)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='logo', to='core.programme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('stored_as', models.CharField(editable=False, max_length=80, unique=True)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
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
                ('kind', models.CharField(choices=[('places', 'Places (P-codes)'), ('displacement', 'Displacement figures')], max_length=12, verbose_name='what it holds')),
                ('step', models.CharField(choices=[('check', 'Check'), ('apply', 'Apply'), ('discarded', 'Discarded')], default='check', max_length=9, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='source')),
                ('skip_faulty', models.BooleanField(default=False, editable=False)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=120), default=list, editable=False, size=None)),
                ('outcome', models.JSONField(editable=False, null=True)),
                ('applied_by_id', models.BigIntegerField(editable=False, null=True)),
                ('applied_by_label', models.CharField(blank=True, editable=False, max_length=200, verbose_name='applied by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'indexes': [models.Index(fields=['state', 'rung_at'], name='import_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('person_id', models.BigIntegerField()),
                ('path', models.CharField(max_length=300)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person_id', 'key', 'path'), name='submission_once')],
            },
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(django.contrib.postgres.indexes.OpClass(models.F('path'), name='varchar_pattern_ops'), name='area_path_prefix'),
        ),
        migrations.AddIndex(
            model_name='area',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('name'), function='CBP_FOLD'), name='gin_trgm_ops'), name='area_name_folded'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(models.F('country'), models.F('level'), django.db.models.functions.text.Upper('pcode'), name='area_pcode_once', violation_error_message='This P-code is used already.'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 0), ('parent', None)), models.Q(('level__gt', 0), ('parent__isnull', False)), _connector='OR'), name='area_country_has_no_parent', violation_error_message='A country has no parent; every other area has one.'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('level__lte', 4)), name='area_level_known', violation_error_message='Levels go from 0 to 4.'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='area_valid_period', violation_error_message='The end of validity lies before its beginning.'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180), models.Q(('latitude', 0), ('longitude', 0), _negated=True)), _connector='OR'), name='area_point_possible', violation_error_message='Give both coordinates or none. The point 0, 0 lies in the sea and is refused.'),
        ),
        migrations.AddIndex(
            model_name='areaname',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('text'), function='CBP_FOLD'), name='gin_trgm_ops'), name='area_other_name_folded'),
        ),
        migrations.AddConstraint(
            model_name='areaname',
            constraint=models.UniqueConstraint(fields=('area', 'kind', 'language', 'text'), name='area_name_once'),
        ),
        migrations.AddConstraint(
            model_name='formerpath',
            constraint=models.UniqueConstraint(fields=('area', 'path'), name='former_path_once'),
        ),
        migrations.AddConstraint(
            model_name='displacementfigure',
            constraint=models.UniqueConstraint(fields=('area', 'source', 'operation', 'round', 'reason', 'assessment', 'origin'), name='displacement_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='displacementfigure',
            constraint=models.CheckConstraint(condition=models.Q(('persons__lte', 50000000)), name='displacement_persons_possible', violation_error_message='A count of people is at most 50,000,000.'),
        ),
        migrations.AddConstraint(
            model_name='displacementfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('males', None), ('males__lte', models.F('persons')), _connector='OR'), models.Q(('females', None), ('females__lte', models.F('persons')), _connector='OR')), name='displacement_part_not_above_whole', violation_error_message='One sex cannot count more people than both together.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('code'), name='programme_code_once', violation_error_message='A programme with this code exists already.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programme_period', violation_error_message='The programme ends before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('languages__len__gte', 1)), name='programme_has_a_language', violation_error_message='Choose at least one language.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('disclosure_threshold__gte', 2), ('disclosure_threshold__lte', 50)), name='programme_threshold', violation_error_message='The smallest number shown lies between 2 and 50.'),
        ),
        migrations.AddConstraint(
            model_name='populationgroup',
            constraint=models.UniqueConstraint(fields=('programme', 'code'), name='population_group_once', violation_error_message='Two population groups have the same code.'),
        ),
        migrations.AddConstraint(
            model_name='ageband',
            constraint=models.UniqueConstraint(fields=('programme', 'lower'), name='age_band_once'),
        ),
        migrations.AddConstraint(
            model_name='ageband',
            constraint=models.CheckConstraint(condition=models.Q(('upper', None), ('upper__gte', models.F('lower')), _connector='OR'), name='age_band_order', violation_error_message='An age band ends before it begins.'),
        ),
        migrations.CreateModel(
            name='InclusionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('share', 'Share of the participations in mixed sessions, of a hundred'), ('sessions', 'Verified sessions of the group alone'), ('participations', 'Participations of the group'), ('body-share', 'Share of the members of each body, of a hundred')], max_length=14, verbose_name='what is counted')),
                ('group', models.CharField(default='women', max_length=30, verbose_name='group')),
                ('minimum', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='at least')),
                ('holds_up', models.BooleanField(default=False, help_text='Otherwise it warns, and a reason is written.', verbose_name='holds the cycle up')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inclusion_rules', to='core.programme')),
            ],
            options={
                'verbose_name': 'rule of inclusion',
                'verbose_name_plural': 'rules of inclusion',
                'constraints': [models.UniqueConstraint(fields=('programme', 'kind', 'group'), name='inclusion_rule_once', violation_error_message='There is a rule of this kind for this group already.'), models.CheckConstraint(condition=models.Q(('minimum__gte', 1), models.Q(models.Q(('kind__in', ['share', 'body-share']), _negated=True), ('minimum__lte', 100), _connector='OR')), name='inclusion_rule_possible', violation_error_message='A share lies between 1 and 100.')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION core_event_stays() CASCADE"),
    ]
