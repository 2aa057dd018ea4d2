import cbp.core.models.programmes
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from decimal import Decimal
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
    SELECT state INTO kept FROM profiling_profile WHERE id = OLD.profile_id FOR SHARE;
    IF TG_OP = 'UPDATE' AND kept IS DISTINCT FROM 'validated' AND kept IS DISTINCT FROM 'superseded' THEN
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
CREATE FUNCTION profiling_rows_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    FOR kept IN
        SELECT state FROM profiling_profile WHERE id IN (SELECT profile_id FROM fresh) ORDER BY id FOR SHARE
    LOOP
        IF kept IN ('validated', 'superseded') THEN
            RAISE EXCEPTION 'A validated version of a profile stays as it is: % in % is refused.', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER profiling_profile_stays BEFORE UPDATE OR DELETE ON profiling_profile
    FOR EACH ROW EXECUTE FUNCTION profiling_profile_stays();
"""
CHILDREN = (
    "source", "populationtotal", "populationfigure", "displacementflow", "servicestatus", "profilefactor", "marketitem",
    "tenure", "hazard", "perception", "stakeholder", "ongoingwork", "localbody", "answer", "sectionnote", "warningreason",
)
# New rows are asked for once a statement: a sheet brings a quarter of a million of them.
ROWS_STAY = "".join(
    f"CREATE TRIGGER profiling_{table}_stays BEFORE UPDATE OR DELETE ON profiling_{table}"
    " FOR EACH ROW EXECUTE FUNCTION profiling_row_stays();\n"
    f"CREATE TRIGGER profiling_{table}_comes AFTER INSERT ON profiling_{table} REFERENCING NEW TABLE AS fresh"
    " FOR EACH STATEMENT EXECUTE FUNCTION profiling_rows_come();\n"
    for table in CHILDREN
)
LET_GO = "".join(f"DROP TRIGGER profiling_{table}_stays ON profiling_{table};\n" for table in ("profile", *CHILDREN))
LET_GO += "".join(f"DROP TRIGGER profiling_{table}_comes ON profiling_{table};\n" for table in CHILDREN)
LET_GO += "DROP FUNCTION profiling_rows_come(); DROP FUNCTION profiling_row_stays();"
LET_GO += "DROP FUNCTION profiling_profile_stays();"

# A decided assessment of a community is never changed, nor are its scores; to decide anew is another assessment.
DECIDED_STAYS = """
CREATE FUNCTION profiling_assessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'decided' THEN
        RAISE EXCEPTION 'A decided assessment of a community stays as it is: % is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION profiling_score_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO kept FROM profiling_selectionassessment WHERE id = OLD.assessment_id FOR SHARE;
    END IF;
    IF TG_OP <> 'DELETE' AND kept IS DISTINCT FROM 'decided' THEN
        SELECT state INTO kept FROM profiling_selectionassessment WHERE id = NEW.assessment_id FOR SHARE;
    END IF;
    IF kept = 'decided' THEN
        RAISE EXCEPTION 'A decided assessment of a community stays as it is: % of a score is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER profiling_assessment_stays BEFORE UPDATE OR DELETE ON profiling_selectionassessment
    FOR EACH ROW EXECUTE FUNCTION profiling_assessment_stays();
CREATE TRIGGER profiling_score_stays BEFORE INSERT OR UPDATE OR DELETE ON profiling_selectionscore
    FOR EACH ROW EXECUTE FUNCTION profiling_score_stays();
"""
LET_GO += """
DROP TRIGGER profiling_score_stays ON profiling_selectionscore;
DROP TRIGGER profiling_assessment_stays ON profiling_selectionassessment;
DROP FUNCTION profiling_score_stays(); DROP FUNCTION profiling_assessment_stays();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_core_begin'),
        ('partners', '0001_partners_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('columns', models.JSONField(default=dict)),
                ('values', models.JSONField(default=dict)),
                ('made_by_label', models.CharField(blank=True, editable=False, max_length=200)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='column_mappings', to='core.programme')),
            ],
            options={
                'verbose_name': 'reading of columns',
                'verbose_name_plural': 'readings of columns',
            },
        ),
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
                ('travel_mode', models.CharField(blank=True, choices=[('foot', 'On foot'), ('animal', 'With an animal or a cart'), ('two-wheels', 'Bicycle or motorcycle'), ('car', 'Car or bus'), ('truck', 'Truck or four-wheel drive'), ('boat', 'Boat'), ('air', 'By air alone')], max_length=12, verbose_name='how most people travel')),
                ('network', models.CharField(blank=True, choices=[('none', 'None'), ('spots', 'In some spots'), ('voice', 'Voice alone'), ('internet', 'Voice and internet')], max_length=10, verbose_name='telephone network')),
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
            name='PartSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=20, verbose_name='part')),
                ('is_on', models.BooleanField(default=True, verbose_name='asked')),
                ('classification', models.CharField(blank=True, choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], max_length=10, verbose_name='classification')),
                ('fields_off', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='part_settings', to='core.programme')),
            ],
            options={
                'verbose_name': 'setting of a part of profiles',
                'verbose_name_plural': 'settings of parts of profiles',
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
                ('closed_parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, editable=False, help_text='Parts that an earlier version kept restricted, in another programme: they stay so.', size=None)),
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
            name='ProfileSheet',
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
                ('step', models.CharField(choices=[('map', 'Columns'), ('check', 'Check'), ('apply', 'Apply'), ('undo', 'Undone'), ('discarded', 'Discarded')], default='map', max_length=9, verbose_name='step')),
                ('columns', models.JSONField(default=dict, editable=False)),
                ('values', models.JSONField(default=dict, editable=False)),
                ('head', models.JSONField(editable=False, null=True)),
                ('source_title', models.CharField(max_length=200, verbose_name='who says so')),
                ('source_method', models.CharField(choices=[('census', 'Census'), ('registration', 'Registration or register'), ('survey', 'Survey'), ('dtm', 'Displacement tracking'), ('key-informant', 'Key informant'), ('focus-group', 'Focus group or workshop'), ('observation', 'Observation'), ('estimate', 'Estimate')], max_length=20, verbose_name='how it was found out')),
                ('source_dated_on', models.DateField(verbose_name='date of the figures')),
                ('source_confidence', models.PositiveSmallIntegerField(choices=[(1, 'Low'), (2, 'Medium'), (3, 'High')], verbose_name='how far it can be trusted')),
                ('skip_faulty', models.BooleanField(default=False, editable=False)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=120), default=list, editable=False, size=None)),
                ('language', models.CharField(default='en', editable=False, max_length=5)),
                ('outcome', models.JSONField(editable=False, null=True)),
                ('applied_at', models.DateTimeField(editable=False, null=True)),
                ('applied_by_id', models.BigIntegerField(editable=False, null=True)),
                ('applied_by_label', models.CharField(blank=True, editable=False, max_length=200, verbose_name='applied by')),
                ('mapping', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiling.columnmapping')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'sheet of profiles',
                'verbose_name_plural': 'sheets of profiles',
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=20, verbose_name='part')),
                ('code', models.SlugField(max_length=30)),
                ('kind', models.CharField(choices=[('text', 'Words'), ('number', 'Number'), ('choice', 'One of several answers'), ('yes-no', 'Yes or no'), ('date', 'Date')], max_length=10, verbose_name='kind of answer')),
                ('labels', models.JSONField(default=dict, verbose_name='question')),
                ('options', models.JSONField(blank=True, default=list, verbose_name='answers')),
                ('unit', models.CharField(blank=True, max_length=30, verbose_name='unit')),
                ('counts_people', models.BooleanField(default=False, help_text='In papers and in files for others, small counts of people are hidden.', verbose_name='This number counts people')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, verbose_name='asked')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='core.programme')),
            ],
            options={
                'verbose_name': 'own question',
                'verbose_name_plural': 'own questions',
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
            name='SelectionAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('held_on', models.DateField(default=datetime.date.today, verbose_name='date of the assessment')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Proposed'), ('decided', 'Decided')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('outcome', models.CharField(blank=True, choices=[('selected', 'Selected'), ('reserve', 'Reserve'), ('not-selected', 'Not selected')], max_length=15, verbose_name='outcome')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='why')),
                ('return_reason', models.TextField(blank=True, editable=False, max_length=1000, verbose_name='why it was returned')),
                ('proposed_as', models.CharField(blank=True, choices=[('facilitator', 'Facilitator'), ('planner', 'Local government planner'), ('manager', 'Programme manager'), ('partner', 'Partner focal point'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], editable=False, max_length=100, verbose_name='as')),
                ('proposed_at', models.DateTimeField(editable=False, null=True)),
                ('decided_as', models.CharField(blank=True, choices=[('facilitator', 'Facilitator'), ('planner', 'Local government planner'), ('manager', 'Programme manager'), ('partner', 'Partner focal point'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], editable=False, max_length=100, verbose_name='as')),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='profiling.community')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
                ('proposed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assessment of a community',
                'verbose_name_plural': 'assessments of communities',
            },
        ),
        migrations.CreateModel(
            name='SelectionCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30)),
                ('labels', models.JSONField(default=dict, verbose_name='criterion')),
                ('hints', models.JSONField(blank=True, default=dict, verbose_name='what 0 and 3 mean')),
                ('weight', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                ('is_inverse', models.BooleanField(default=False, verbose_name='a high score speaks against')),
                ('is_restricted', models.BooleanField(default=False, verbose_name='the evidence is for the team alone')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='selection_criteria', to='core.programme')),
            ],
            options={
                'verbose_name': 'criterion of selection',
                'verbose_name_plural': 'criteria of selection',
            },
        ),
        migrations.CreateModel(
            name='SelectionScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('weight', models.DecimalField(decimal_places=2, help_text='As it was when it was scored.', max_digits=5)),
                ('is_inverse', models.BooleanField(default=False)),
                ('is_restricted', models.BooleanField(default=False)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3)], verbose_name='score (0 to 3)')),
                ('evidence', models.CharField(blank=True, max_length=500, verbose_name='evidence')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='profiling.selectionassessment')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='profiling.selectioncriterion')),
            ],
            options={
                'verbose_name': 'score of a criterion',
                'verbose_name_plural': 'scores of criteria',
            },
        ),
        migrations.CreateModel(
            name='SheetTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('community_is_new', models.BooleanField(default=False)),
                ('community_before', models.JSONField(null=True)),
                ('community_version', models.PositiveIntegerField(default=0)),
                ('profile_is_new', models.BooleanField(default=False)),
                ('before', models.JSONField(null=True)),
                ('profile_version', models.PositiveIntegerField(default=0)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='profiling.community')),
                ('profile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='profiling.profile')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='touches', to='profiling.profilesheet')),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Who says so: a register, a report, a meeting.', max_length=200, verbose_name='source')),
                ('method', models.CharField(choices=[('census', 'Census'), ('registration', 'Registration or register'), ('survey', 'Survey'), ('dtm', 'Displacement tracking'), ('key-informant', 'Key informant'), ('focus-group', 'Focus group or workshop'), ('observation', 'Observation'), ('estimate', 'Estimate')], max_length=20, verbose_name='how it was found out')),
                ('dated_on', models.DateField(verbose_name='date of the figures')),
                ('confidence', models.PositiveSmallIntegerField(choices=[(1, 'Low'), (2, 'Medium'), (3, 'High')], verbose_name='how far it can be trusted')),
                ('holder', models.CharField(blank=True, help_text='The office or organisation that is asked before they are passed on.', max_length=200, verbose_name='whose figures they are')),
                ('release', models.CharField(choices=[('anyone', 'Anyone, with the source named'), ('ask', 'Only after asking whose figures they are'), ('team', 'Nobody: for the team and the authorities alone')], default='team', max_length=10, verbose_name='who may publish them')),
                ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='profiling.profile')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
            },
        ),
        migrations.CreateModel(
            name='ProfileFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('driver', 'Drives people away'), ('barrier', 'Bars return and reintegration'), ('risk', 'Risk'), ('protective', 'Protects'), ('divider', 'Divides'), ('connector', 'Connects'), ('capacity', 'Capacity of the community'), ('livelihood', 'Livelihood')], max_length=12, verbose_name='what it does')),
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
                ('voters', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='registered voters')),
                ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='populationtotals', to='profiling.profile')),
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
                ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='populationfigures', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'population figure',
                'verbose_name_plural': 'population figures',
            },
        ),
        migrations.CreateModel(
            name='Perception',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('returnees', 'People who came back'), ('displaced', 'Displaced people'), ('hosts', 'The host community'), ('authorities', 'The authorities'), ('services', 'Services'), ('safety', 'Safety'), ('future', 'The future here'), ('other', 'Something else')], max_length=12, verbose_name='about whom or what')),
                ('question', models.CharField(max_length=300, verbose_name='question as it was asked')),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='who was asked')),
                ('very_good', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='very good')),
                ('good', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='good')),
                ('middling', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='neither good nor bad')),
                ('bad', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='bad')),
                ('very_bad', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='very bad')),
                ('not_said', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='did not say')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'perception',
                'verbose_name_plural': 'perceptions',
            },
        ),
        migrations.CreateModel(
            name='OngoingWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('actor', models.CharField(max_length=200, verbose_name='who does it')),
                ('title', models.CharField(max_length=300, verbose_name='what is done')),
                ('sector', models.CharField(blank=True, choices=[('14030', 'Basic water supply and sanitation'), ('14031', 'Drinking water'), ('14032', 'Sanitation and hygiene'), ('11220', 'Primary education'), ('11330', 'Vocational training'), ('12220', 'Basic health care'), ('12230', 'Health centres and equipment'), ('15112', 'Local government and decentralisation'), ('15150', 'Participation and civil society'), ('15180', 'Ending violence against women and girls'), ('15190', 'Migration'), ('15220', 'Peacebuilding and living together'), ('16010', 'Social protection'), ('16040', 'Low-cost housing'), ('21020', 'Roads and tracks'), ('23231', 'Solar energy away from the grid'), ('31120', 'Agriculture'), ('31140', 'Water for farming and irrigation'), ('31163', 'Livestock'), ('32130', 'Small businesses and markets'), ('41010', 'Environment'), ('43032', 'Urban development'), ('43042', 'Rural development'), ('43060', 'Disaster risk reduction'), ('72010', 'Relief goods and services'), ('73010', 'Reconstruction'), ('74020', 'Preparedness')], max_length=5, verbose_name='sector')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('persons', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons reached')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='registered organisation')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'work under way',
                'verbose_name_plural': 'works under way',
            },
        ),
        migrations.CreateModel(
            name='MarketItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('work', 'Work that employers and customers seek'), ('skill', 'Skill that people have'), ('land', 'Use of land, crop or herd'), ('price', 'Price on the market')], max_length=10, verbose_name='what it tells')),
                ('text', models.CharField(max_length=200, verbose_name='what it is')),
                ('persons', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons')),
                ('price', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='price')),
                ('currency', models.CharField(blank=True, max_length=3, validators=[cbp.core.models.programmes.known_currency], verbose_name='currency')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='for what quantity')),
                ('trend', models.CharField(blank=True, choices=[('stronger', 'Growing stronger'), ('same', 'Staying the same'), ('weaker', 'Growing weaker')], max_length=10, verbose_name='trend')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'work, skill or price',
                'verbose_name_plural': 'work, skills and prices',
            },
        ),
        migrations.CreateModel(
            name='LocalBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('development', 'Development committee'), ('water', 'Water committee'), ('school', 'Parents’ association'), ('health', 'Health committee'), ('women', 'Women’s association'), ('youth', 'Youth association'), ('peace', 'Peace or dispute committee'), ('disaster', 'Disaster committee'), ('savings', 'Savings group'), ('producers', 'Producers’ group'), ('other', 'Other committee')], max_length=12, verbose_name='kind of committee')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('women', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='women in it')),
                ('men', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='men in it')),
                ('since_year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='since which year')),
                ('is_active', models.BooleanField(blank=True, null=True, verbose_name='does it meet')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'committee of the community',
                'verbose_name_plural': 'committees of the community',
            },
        ),
        migrations.CreateModel(
            name='Hazard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('flood', 'Flood'), ('drought', 'Drought'), ('storm', 'Storm or strong wind'), ('fire', 'Fire'), ('erosion', 'Erosion or advancing sand'), ('landslide', 'Landslide'), ('earthquake', 'Earthquake'), ('pests', 'Pests or animal disease'), ('epidemic', 'Epidemic'), ('mines', 'Mines and explosive remnants'), ('other', 'Other hazard')], max_length=12, verbose_name='hazard')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='what happens')),
                ('months', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)]), blank=True, default=list, size=None, verbose_name='months in which it is feared')),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='year in which it struck last')),
                ('persons', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='persons hit')),
                ('strength', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='strength (1 to 3)')),
                ('trend', models.CharField(blank=True, choices=[('stronger', 'Growing stronger'), ('same', 'Staying the same'), ('weaker', 'Growing weaker')], max_length=10, verbose_name='trend')),
                ('measures', models.CharField(blank=True, max_length=500, verbose_name='what people do about it')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'hazard',
                'verbose_name_plural': 'hazards',
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
                ('intention', models.CharField(blank=True, choices=[('stay', 'Stay here'), ('return', 'Go back to where they came from'), ('elsewhere', 'Move on to another place'), ('undecided', 'Not decided')], max_length=10, verbose_name='what most of them want')),
                ('housing', models.CharField(blank=True, choices=[('own', 'Own house'), ('rented', 'Rented house'), ('hosted', 'With relatives'), ('hosted-others', 'With other families'), ('camp', 'Camp or planned site'), ('informal', 'Informal settlement'), ('school', 'School'), ('public', 'Other public building'), ('unfinished', 'Unfinished or abandoned building'), ('open', 'In the open')], max_length=15, verbose_name='where most of them live')),
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
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('text', models.CharField(blank=True, max_length=2000)),
                ('number', models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True)),
                ('option', models.CharField(blank=True, max_length=30)),
                ('yes', models.BooleanField(blank=True, null=True)),
                ('day', models.DateField(blank=True, null=True)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='profiling.question')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'answer to an own question',
                'verbose_name_plural': 'answers to own questions',
            },
        ),
        migrations.CreateModel(
            name='Stakeholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(help_text='The office or the group. No names of people.', max_length=200, verbose_name='who it is')),
                ('kind', models.CharField(choices=[('authority', 'Authority or state service'), ('custom', 'Customary leader'), ('faith', 'Religious leader or body'), ('association', 'Association or group'), ('women', 'Women’s group'), ('youth', 'Youth group'), ('ngo', 'NGO'), ('un', 'United Nations or international organisation'), ('business', 'Business or trader'), ('security', 'Security or defence force'), ('diaspora', 'People who live abroad'), ('other', 'Other stakeholder')], max_length=12, verbose_name='what it is')),
                ('level', models.CharField(blank=True, choices=[('individual', 'Person'), ('family', 'Family'), ('community', 'Community'), ('structure', 'Institutions and laws')], max_length=12, verbose_name='level')),
                ('importance', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='importance (1 to 5)')),
                ('closeness', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='closeness (1 to 5)')),
                ('effect', models.CharField(blank=True, choices=[('supports', 'Supports'), ('mixed', 'Both'), ('hinders', 'Hinders')], max_length=10, verbose_name='what it does for the community')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='registered organisation')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'stakeholder',
                'verbose_name_plural': 'stakeholders',
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
            name='ServiceStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('water', 'Water point'), ('latrines', 'Public latrines'), ('primary-school', 'Primary school'), ('secondary-school', 'Secondary school'), ('health', 'Health post or centre'), ('market', 'Market'), ('road', 'Road or track'), ('energy', 'Electricity'), ('phone', 'Telephone network'), ('police', 'Police or gendarmerie'), ('registry', 'Civil registry'), ('credit', 'Savings and credit'), ('other', 'Other service'), ('cases', 'Case management'), ('children', 'Child protection'), ('survivors', 'Care for survivors of violence'), ('safe-space', 'Safe space for women and girls'), ('psychosocial', 'Psychosocial support'), ('legal-aid', 'Legal aid and documents'), ('mines', 'Mine clearance and mine risk education'), ('complaints', 'Complaints and feedback')], max_length=20, verbose_name='service')),
                ('exists', models.BooleanField(blank=True, null=True, verbose_name='is there one')),
                ('functioning', models.CharField(blank=True, choices=[('yes', 'Works'), ('partly', 'Works in part'), ('no', 'Does not work'), ('building', 'Is being built')], max_length=10, verbose_name='does it work')),
                ('count', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='how many')),
                ('distance_km', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='distance (km)')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='how many people it can serve')),
                ('excluded_groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='groups that cannot use it')),
                ('fee', models.CharField(blank=True, max_length=200, verbose_name='what it costs to use it')),
                ('provider', models.CharField(blank=True, max_length=200, verbose_name='who runs it')),
                ('barriers', models.CharField(blank=True, max_length=500, verbose_name='who cannot use it, and why')),
                ('problem', models.CharField(blank=True, max_length=500, verbose_name='what is the problem')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
                ('quarter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiling.subcommunity', verbose_name='part of the community')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
            },
        ),
        migrations.CreateModel(
            name='Tenure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('owned', 'Owned'), ('customary', 'Held by custom'), ('rented', 'Rented'), ('lent', 'Lent or hosted without rent'), ('public', 'Allotted by the authorities'), ('occupied', 'Occupied without an agreement'), ('other', 'Held in another way')], max_length=10, verbose_name='how it is held')),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='group')),
                ('households', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='households')),
                ('document', models.CharField(blank=True, choices=[('title', 'A title or a deed'), ('local', 'A paper of the village, the chief or the mayor'), ('witnesses', 'Witnesses alone'), ('none', 'Nothing')], max_length=10, verbose_name='what most of them can show')),
                ('is_disputed', models.BooleanField(blank=True, null=True, verbose_name='are there disputes')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='profiling.profile')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='profiling.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'tenure',
                'verbose_name_plural': 'tenures',
            },
        ),
        migrations.CreateModel(
            name='WarningReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Names the warning and what it is about, such as sex-sum:idp.', max_length=60)),
                ('fingerprint', models.CharField(blank=True, editable=False, max_length=16)),
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
        migrations.AddConstraint(
            model_name='columnmapping',
            constraint=models.UniqueConstraint(fields=('programme', 'name'), name='column_mapping_once'),
        ),
        migrations.AddIndex(
            model_name='community',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('name'), function='CBP_FOLD'), name='gin_trgm_ops'), name='community_name_folded'),
        ),
        migrations.AddIndex(
            model_name='community',
            index=models.Index(models.Func(models.F('name'), function='CBP_FOLD'), models.F('id'), name='community_by_name'),
        ),
        migrations.AddConstraint(
            model_name='community',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('area'), models.F('kind'), condition=models.Q(('merged_into', None)), name='community_name_once', violation_error_message='A community of this kind with this name lies in this area already.'),
        ),
        migrations.AddConstraint(
            model_name='community',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180), models.Q(('latitude', 0), ('longitude', 0), _negated=True)), _connector='OR'), name='community_point_possible', violation_error_message='Give both coordinates or none. The point 0, 0 lies in the sea and is refused.'),
        ),
        migrations.AddIndex(
            model_name='communityname',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('text'), function='CBP_FOLD'), name='gin_trgm_ops'), name='community_name_text_folded'),
        ),
        migrations.AddConstraint(
            model_name='communityname',
            constraint=models.UniqueConstraint(fields=('community', 'language', 'text'), name='community_name_text_once'),
        ),
        migrations.AddConstraint(
            model_name='partsetting',
            constraint=models.UniqueConstraint(fields=('programme', 'section'), name='part_setting_once'),
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
        migrations.AddIndex(
            model_name='profilesheet',
            index=models.Index(fields=['state', 'rung_at'], name='profile_sheet_waiting'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('programme', 'code'), name='question_once', violation_error_message='Two questions have the same code.'),
        ),
        migrations.AddConstraint(
            model_name='sectionnote',
            constraint=models.UniqueConstraint(fields=('profile', 'section'), name='section_note_once'),
        ),
        migrations.AddConstraint(
            model_name='selectionassessment',
            constraint=models.UniqueConstraint(fields=('community', 'programme', 'number'), name='assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='selectionassessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'decided'), _negated=True), fields=('community', 'programme'), name='assessment_one_at_work', violation_error_message='An assessment of this community is being worked on already.'),
        ),
        migrations.AddConstraint(
            model_name='selectionassessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('decided_by__isnull', False), ('proposed_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True), models.Q(('proposed_as', ''), _negated=True), models.Q(('decided_as', ''), _negated=True), models.Q(('decided_as', models.F('proposed_as')), _negated=True)), _connector='OR'), name='assessment_two_people', violation_error_message='A selection is made by two people in two roles, with a reason.'),
        ),
        migrations.AddConstraint(
            model_name='selectioncriterion',
            constraint=models.UniqueConstraint(fields=('programme', 'code'), name='selection_criterion_once', violation_error_message='Two criteria have the same code.'),
        ),
        migrations.AddConstraint(
            model_name='selectioncriterion',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 100)), name='selection_weight'),
        ),
        migrations.AddConstraint(
            model_name='selectionscore',
            constraint=models.UniqueConstraint(fields=('assessment', 'criterion'), name='selection_score_once'),
        ),
        migrations.AddConstraint(
            model_name='selectionscore',
            constraint=models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', 3), _connector='OR'), name='selection_score_possible', violation_error_message='Scores lie between 0 and 3.'),
        ),
        migrations.AddConstraint(
            model_name='sheettouch',
            constraint=models.UniqueConstraint(fields=('sheet', 'community'), name='sheet_touch_once'),
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
            model_name='ongoingwork',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='work_period', violation_error_message='The period ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='marketitem',
            constraint=models.CheckConstraint(condition=models.Q(('price', None), models.Q(('price__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='market_price_has_currency', violation_error_message='A price needs its currency.'),
        ),
        migrations.AddConstraint(
            model_name='hazard',
            constraint=models.CheckConstraint(condition=models.Q(('strength', None), models.Q(('strength__gte', 1), ('strength__lte', 3)), _connector='OR'), name='hazard_strength', violation_error_message='The strength lies between 1 and 3.'),
        ),
        migrations.AddConstraint(
            model_name='displacementflow',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='flow_period', violation_error_message='The period ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('profile', 'question'), name='answer_once'),
        ),
        migrations.AddConstraint(
            model_name='stakeholder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('importance', None), models.Q(('importance__gte', 1), ('importance__lte', 5)), _connector='OR'), models.Q(('closeness', None), models.Q(('closeness__gte', 1), ('closeness__lte', 5)), _connector='OR')), name='stakeholder_scales', violation_error_message='Importance and closeness lie between 1 and 5.'),
        ),
        migrations.AddConstraint(
            model_name='subcommunity',
            constraint=models.UniqueConstraint(models.F('community'), django.db.models.functions.text.Lower('name'), name='sub_community_once', violation_error_message='Two parts of the community have the same name.'),
        ),
        migrations.AddConstraint(
            model_name='warningreason',
            constraint=models.UniqueConstraint(fields=('profile', 'code'), name='warning_reason_once'),
        ),
        migrations.RunSQL(VALIDATED_STAYS + ROWS_STAY + DECIDED_STAYS, LET_GO),
    ]
