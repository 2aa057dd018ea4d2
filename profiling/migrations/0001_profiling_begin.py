import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


# A validated version is never changed: only its state moves on, to superseded. Its rows stay as they are.
# The version is read FOR SHARE, so that no row slips in while it is being validated.
VALIDATED_STAYS = """
CREATE FUNCTION profiling_profile_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('validated', 'superseded') THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'validated' AND NEW.state = 'superseded'
        AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A validated version of a profile stays as it is: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION profiling_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO kept FROM profiling_profile WHERE id = OLD.profile_id FOR SHARE;
    END IF;
    IF TG_OP <> 'DELETE' AND kept IS DISTINCT FROM 'validated' AND kept IS DISTINCT FROM 'superseded' THEN
        SELECT state INTO kept FROM profiling_profile WHERE id = NEW.profile_id FOR SHARE;
    END IF;
    IF kept IN ('validated', 'superseded') THEN
        RAISE EXCEPTION 'A validated version of a profile stays as it is: % in % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER profiling_profile_stays BEFORE UPDATE OR DELETE ON profiling_profile
    FOR EACH ROW EXECUTE FUNCTION profiling_profile_stays();
"""
CHILDREN = (
    "source", "populationtotal", "populationfigure", "displacementflow", "servicestatus", "profilefactor",
    "sectionnote", "warningreason",
)
ROWS_STAY = "".join(
    f"CREATE TRIGGER profiling_{table}_stays BEFORE INSERT OR UPDATE OR DELETE ON profiling_{table}"
    " FOR EACH ROW EXECUTE FUNCTION profiling_row_stays();\n"
    for table in CHILDREN
)
LET_GO = "".join(f"DROP TRIGGER profiling_{table}_stays ON profiling_{table};\n" for table in ("profile", *CHILDREN))
LET_GO += "DROP FUNCTION profiling_row_stays(); DROP FUNCTION profiling_profile_stays();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_core_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('village', 'Village'), ('neighbourhood', 'Urban neighbourhood'), ('ward', 'Ward'), ('camp', 'Camp'), ('informal', 'Informal site'), ('collective-centre', 'Collective centre')], default='village', max_length=20, verbose_name='kind of site')),
                ('definition', models.TextField(blank=True, help_text='In the words of the community: which quarters, camps or hamlets are part of it, and which are not.', max_length=2000, verbose_name='who belongs to it, and where it ends')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('precision', models.CharField(blank=True, choices=[('exact', 'Measured on the spot'), ('approximate', 'About there'), ('area', 'Middle of the area')], max_length=12, verbose_name='how exact the point is')),
                ('is_location_sensitive', models.BooleanField(default=False, help_text='The point then stays with the team and leaves in no paper and no export.', verbose_name='do not show where it lies')),
                ('spoken_languages', models.CharField(blank=True, max_length=200, verbose_name='languages spoken')),
                ('road', models.CharField(blank=True, max_length=200, verbose_name='main road or way')),
                ('distance_km', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='distance to the main town (km)')),
                ('travel_minutes', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(20000)], verbose_name='time to the main town (minutes)')),
                ('blocked_months', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)]), blank=True, default=list, size=None, verbose_name='months in which the way is blocked')),
                ('is_active', models.BooleanField(default=True, verbose_name='takes part in planning')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communities', to='core.area', verbose_name='area')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='profiling.community')),
                ('programmes', models.ManyToManyField(blank=True, related_name='communities', to='core.programme', verbose_name='programmes that work here')),
            ],
            options={
                'verbose_name': 'community',
                'verbose_name_plural': 'communities',
            },
        ),
        migrations.CreateModel(
            name='CommunityName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], max_length=5, verbose_name='language')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='profiling.community')),
            ],
            options={
                'verbose_name': 'name of a community',
                'verbose_name_plural': 'names of communities',
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in-review', 'In review'), ('validated', 'Validated'), ('superseded', 'Superseded')], default='draft', max_length=12, verbose_name='state')),
                ('as_of', models.DateField(default=datetime.date.today, verbose_name='as of')),
                ('age_bands', models.CharField(editable=False, help_text='As the programme had them when the version began; never mixed.', max_length=200)),
                ('submitted_at', models.DateTimeField(editable=False, null=True)),
                ('validated_at', models.DateTimeField(editable=False, null=True)),
                ('return_reason', models.TextField(blank=True, editable=False, max_length=1000, verbose_name='why it was returned')),
                ('begun_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='profiling.community')),
                ('previous', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='profiling.profile')),
                ('programme', models.ForeignKey(help_text='Its age bands and population groups are used.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('validated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'profile',
                'verbose_name_plural': 'profiles',
            },
        ),
        migrations.CreateModel(
            name='SectionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('section', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='in words')),
                ('is_unknown', models.BooleanField(default=False, help_text='Say in a few words why.', verbose_name='nothing is known about this yet')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='profiling.profile')),
            ],
            options={
                'verbose_name': 'note on a part of a profile',
                'verbose_name_plural': 'notes on parts of a profile',
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Who says so: a register, a report, a meeting.', max_length=200, verbose_name='source')),
                ('method', models.CharField(choices=[('census', 'Census'), ('registration', 'Registration or register'), ('survey', 'Survey'), ('dtm', 'Displacement tracking'), ('key-informant', 'Key informant'), ('focus-group', 'Focus group or workshop'), ('observation', 'Observation'), ('estimate', 'Estimate')], max_length=20, verbose_name='how it was found out')),
                ('dated_on', models.DateField(verbose_name='date of the figures')),
                ('confidence', models.PositiveSmallIntegerField(choices=[(1, 'Low'), (2, 'Medium'), (3, 'High')], verbose_name='how far it can be trusted')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='profiling.profile')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
            },
        ),
        migrations.CreateModel(
            name='ServiceStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('water', 'Water point'), ('latrines', 'Public latrines'), ('primary-school', 'Primary school'), ('secondary-school', 'Secondary school'), ('health', 'Health post or centre'), ('market', 'Market'), ('road', 'Road or track'), ('energy', 'Electricity'), ('phone', 'Telephone network'), ('police', 'Police or gendarmerie'), ('registry', 'Civil registry'), ('credit', 'Savings and credit'), ('other', 'Other service')], max_length=20, verbose_name='service')),
                ('exists', models.BooleanField(blank=True, null=True, verbose_name='is there one')),
                ('functioning', models.CharField(blank=True, choices=[('yes', 'Works'), ('partly', 'Works in part'), ('no', 'Does not work'), ('building', 'Is being built')], max_length=10, verbose_name='does it work')),
                ('count', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='how many')),
                ('distance_km', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='distance (km)')),
                ('provider', models.CharField(blank=True, max_length=200, verbose_name='who runs it')),
                ('barriers', models.CharField(blank=True, max_length=500, verbose_name='who cannot use it, and why')),
                ('problem', models.CharField(blank=True, max_length=500, verbose_name='what is the problem')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
            },
        ),
        migrations.CreateModel(
            name='ProfileFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('driver', 'Drives people away'), ('barrier', 'Bars return and reintegration'), ('risk', 'Risk'), ('protective', 'Protects'), ('divider', 'Divides'), ('connector', 'Connects'), ('hazard', 'Natural hazard'), ('capacity', 'Capacity of the community'), ('livelihood', 'Livelihood')], max_length=12, verbose_name='what it does')),
                ('text', models.CharField(max_length=500, verbose_name='what it is')),
                ('level', models.CharField(blank=True, choices=[('individual', 'Person'), ('family', 'Family'), ('community', 'Community'), ('structure', 'Institutions and laws')], max_length=12, verbose_name='level')),
                ('strength', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='strength (1 to 3)')),
                ('trend', models.CharField(blank=True, choices=[('stronger', 'Growing stronger'), ('same', 'Staying the same'), ('weaker', 'Growing weaker')], max_length=10, verbose_name='trend')),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'factor',
                'verbose_name_plural': 'factors',
            },
        ),
        migrations.CreateModel(
            name='PopulationTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='group')),
                ('persons', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons')),
                ('females', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='women and girls')),
                ('males', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='men and boys')),
                ('households', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='households')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'population total',
                'verbose_name_plural': 'population totals',
            },
        ),
        migrations.CreateModel(
            name='PopulationFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='group')),
                ('sex', models.CharField(choices=[('f', 'Women and girls'), ('m', 'Men and boys'), ('x', 'Other or not said')], max_length=1, verbose_name='sex')),
                ('lower', models.PositiveSmallIntegerField()),
                ('upper', models.PositiveSmallIntegerField(null=True)),
                ('persons', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'population figure',
                'verbose_name_plural': 'population figures',
            },
        ),
        migrations.CreateModel(
            name='DisplacementFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('arrival', 'Arrived here, displaced'), ('return', 'Came back'), ('departure', 'Left')], max_length=10, verbose_name='what happened')),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='group')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('origin', models.CharField(blank=True, max_length=200, verbose_name='from where, or to where')),
                ('reason', models.CharField(blank=True, choices=[('conflict', 'Conflict'), ('insecurity', 'Insecurity'), ('disaster', 'Natural disaster'), ('other', 'Other reason'), ('none', 'No reason reported')], max_length=12, verbose_name='reason')),
                ('persons', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons')),
                ('households', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='households')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'movement of people',
                'verbose_name_plural': 'movements of people',
            },
        ),
        migrations.CreateModel(
            name='SubCommunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('leader', models.CharField(blank=True, help_text='The office, such as chief of the quarter. No name.', max_length=120, verbose_name='who leads it')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sub_communities', to='profiling.community')),
            ],
            options={
                'verbose_name': 'part of a community',
                'verbose_name_plural': 'parts of a community',
            },
        ),
        migrations.CreateModel(
            name='WarningReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Names the warning and what it is about, such as sex-sum:idp.', max_length=60)),
                ('reason', models.CharField(max_length=500, verbose_name='why this is so')),
                ('by_label', models.CharField(editable=False, max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='profiling.profile')),
            ],
            options={
                'verbose_name': 'reason of a warning',
                'verbose_name_plural': 'reasons of warnings',
            },
        ),
        migrations.AddIndex(
            model_name='community',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('name'), name='gin_trgm_ops'), name='community_name_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='community',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('area'), models.F('kind'), name='community_name_once', violation_error_message='A community of this kind with this name lies in this area already.'),
        ),
        migrations.AddConstraint(
            model_name='community',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180), models.Q(('latitude', 0), ('longitude', 0), _negated=True)), _connector='OR'), name='community_point_possible', violation_error_message='Give both coordinates or none. The point 0, 0 lies in the sea and is refused.'),
        ),
        migrations.AddIndex(
            model_name='communityname',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('text'), name='gin_trgm_ops'), name='community_other_name_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='communityname',
            constraint=models.UniqueConstraint(fields=('community', 'language', 'text'), name='community_name_text_once'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(fields=('community', 'number'), name='profile_version_once'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'in-review'])), fields=('community',), name='profile_one_at_work', violation_error_message='A version of this profile is being worked on already.'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'validated')), fields=('community',), name='profile_one_validated'),
        ),
        migrations.AddConstraint(
            model_name='sectionnote',
            constraint=models.UniqueConstraint(fields=('profile', 'section'), name='section_note_once'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('profile', 'title', 'method', 'dated_on'), name='source_once'),
        ),
        migrations.AddConstraint(
            model_name='profilefactor',
            constraint=models.CheckConstraint(condition=models.Q(('strength', None), models.Q(('strength__gte', 1), ('strength__lte', 3)), _connector='OR'), name='factor_strength', violation_error_message='The strength lies between 1 and 3.'),
        ),
        migrations.AddConstraint(
            model_name='profilefactor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['divider', 'connector']), _negated=True), ('classification__in', ['restricted', 'strict']), _connector='OR'), name='factor_conflict_is_restricted', violation_error_message='What divides and what connects is restricted.'),
        ),
        migrations.AddConstraint(
            model_name='populationtotal',
            constraint=models.UniqueConstraint(fields=('profile', 'group'), name='population_total_once'),
        ),
        migrations.AddConstraint(
            model_name='populationtotal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('persons', None), ('persons__lte', 50000000), _connector='OR'), models.Q(('households', None), ('households__lte', 50000000), _connector='OR')), name='population_total_possible'),
        ),
        migrations.AddConstraint(
            model_name='populationfigure',
            constraint=models.UniqueConstraint(fields=('profile', 'group', 'sex', 'lower'), name='population_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='populationfigure',
            constraint=models.CheckConstraint(condition=models.Q(('persons__lte', 50000000)), name='population_figure_possible'),
        ),
        migrations.AddConstraint(
            model_name='displacementflow',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='flow_period', violation_error_message='The period ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='subcommunity',
            constraint=models.UniqueConstraint(models.F('community'), django.db.models.functions.text.Lower('name'), name='sub_community_once', violation_error_message='Two parts of the community have the same name.'),
        ),
        migrations.AddConstraint(
            model_name='warningreason',
            constraint=models.UniqueConstraint(fields=('profile', 'code'), name='warning_reason_once'),
        ),
        migrations.RunSQL(VALIDATED_STAYS + ROWS_STAY, LET_GO),
    ]
