import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# A verified session stays as it was verified, with its attendance, roles and tools: the database itself refuses.
# Translations may be added, for they leave the words alone. Amendments and confirmations may be added, and then stay.
# The lock makes whoever adds a part wait for whoever verifies at that moment.
VERIFIED_STAYS = """
CREATE FUNCTION workshops_session_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'verified' THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'A verified session stays: DELETE is refused.' USING ERRCODE = 'restrict_violation';
        ELSIF to_jsonb(NEW) - ARRAY['translations', 'version'] <> to_jsonb(OLD) - ARRAY['translations', 'version'] THEN
            RAISE EXCEPTION 'A verified session stays: UPDATE is refused.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION workshops_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owners bigint[];
    stays boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        owners := ARRAY[NEW.session_id];
    ELSIF TG_OP = 'DELETE' THEN
        owners := ARRAY[OLD.session_id];
    ELSE
        owners := ARRAY[OLD.session_id, NEW.session_id];
        IF to_jsonb(NEW) - ARRAY['translations', 'version'] = to_jsonb(OLD) - ARRAY['translations', 'version'] THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT bool_or(owner.state = 'verified') INTO stays
        FROM (SELECT state FROM workshops_session WHERE id = ANY (owners) FOR SHARE) AS owner;
    IF stays THEN
        RAISE EXCEPTION 'A verified session stays: % of a part is refused.', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workshops_session_stays BEFORE UPDATE OR DELETE ON workshops_session
    FOR EACH ROW EXECUTE FUNCTION workshops_session_stays();
CREATE TRIGGER workshops_attendance_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_attendancecell
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_role_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_sessionrole
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_tool_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_toolrecord
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_amendment_stays BEFORE UPDATE OR DELETE ON workshops_amendment
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_confirmation_stays BEFORE UPDATE OR DELETE ON workshops_profileconfirmation
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
"""
ANYTHING_GOES = (
    "DROP FUNCTION workshops_session_stays() CASCADE; DROP FUNCTION workshops_part_stays() CASCADE;"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cycles', '0001_cycles_begin'),
        ('profiling', '0001_profiling_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('information', 'Information meeting'), ('assembly', 'Community assembly'), ('focus-group', 'Focus group'), ('key-informants', 'Talks with key informants'), ('mapping', 'Mapping'), ('prioritisation', 'Choice of priorities'), ('validation', 'Validation'), ('feedback', 'Feedback to the community'), ('launch', 'Launch'), ('review', 'Review'), ('forum', 'Forum of several communities')], max_length=16, verbose_name='kind of session')),
                ('group', models.CharField(default='mixed', help_text='Whose meeting it is.', max_length=30, verbose_name='group')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('draft', 'Being recorded'), ('recorded', 'Recorded'), ('verified', 'Verified'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=10, verbose_name='state')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='date')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('spoken_in', models.CharField(blank=True, max_length=120, verbose_name='language of the meeting')),
                ('has_interpreter', models.BooleanField(default=False, verbose_name='somebody interpreted')),
                ('aim', models.TextField(blank=True, max_length=1000, verbose_name='aim')),
                ('summary', models.TextField(blank=True, max_length=6000, verbose_name='main points')),
                ('decisions', models.TextField(blank=True, help_text='One on each line.', max_length=4000, verbose_name='decisions')),
                ('went_well', models.TextField(blank=True, max_length=2000, verbose_name='what went well')),
                ('was_difficult', models.TextField(blank=True, max_length=2000, verbose_name='what was difficult')),
                ('missing', models.TextField(blank=True, max_length=2000, verbose_name='who was missing, and why')),
                ('attendance_stated', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='total as it was counted at the door')),
                ('households_present', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='households present')),
                ('left_early', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='people who left early')),
                ('recorded_at', models.DateTimeField(editable=False, null=True)),
                ('verified_at', models.DateTimeField(editable=False, null=True)),
                ('return_reason', models.CharField(blank=True, editable=False, max_length=500)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='cycles.cycle')),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sub_community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiling.subcommunity', verbose_name='part of the community')),
                ('verified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
            },
        ),
        migrations.CreateModel(
            name='ProfileConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('remarks', models.TextField(blank=True, max_length=2000, verbose_name='what the community corrected or added')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='profiling.profile')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='workshops.session')),
            ],
            options={
                'verbose_name': 'confirmation of a profile',
                'verbose_name_plural': 'confirmations of profiles',
            },
        ),
        migrations.CreateModel(
            name='AttendanceCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sex', models.CharField(choices=[('f', 'Women and girls'), ('m', 'Men and boys'), ('x', 'Other or not said')], max_length=1, verbose_name='sex')),
                ('lower', models.PositiveSmallIntegerField(null=True)),
                ('upper', models.PositiveSmallIntegerField(null=True)),
                ('group', models.CharField(blank=True, max_length=30, verbose_name='group')),
                ('people', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='people')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='workshops.session')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='what is to be corrected, and how')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='workshops.session')),
            ],
            options={
                'verbose_name': 'amendment',
                'verbose_name_plural': 'amendments',
            },
        ),
        migrations.CreateModel(
            name='SessionRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('facilitator', 'Facilitator'), ('note-taker', 'Note-taker'), ('interpreter', 'Interpreter'), ('authority', 'Authority present'), ('observer', 'Observer')], max_length=12, verbose_name='role')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name, where it is needed')),
                ('body', models.CharField(blank=True, max_length=150, verbose_name='organisation or office')),
                ('sex', models.CharField(blank=True, choices=[('f', 'Women and girls'), ('m', 'Men and boys'), ('x', 'Other or not said')], max_length=1, verbose_name='sex')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='workshops.session')),
            ],
            options={
                'verbose_name': 'role in a session',
                'verbose_name_plural': 'roles in a session',
            },
        ),
        migrations.CreateModel(
            name='ToolRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('tool', models.CharField(choices=[('problem-tree', 'Problem tree'), ('seasonal-calendar', 'Seasonal calendar')], max_length=20, verbose_name='tool')),
                ('schema', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('payload', models.JSONField(default=dict)),
                ('story', models.TextField(blank=True, max_length=4000, verbose_name='what it tells, in words')),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tools', to='workshops.session')),
            ],
            options={
                'verbose_name': 'record of a tool',
                'verbose_name_plural': 'records of tools',
            },
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['cycle', 'held_on'], name='session_of_cycle'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('verified_by', None), ('recorded_by', None), models.Q(('verified_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='session_verified_by_another', violation_error_message='Whoever recorded a session does not verify it.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('starts_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='session_times', violation_error_message='The session ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='profileconfirmation',
            constraint=models.UniqueConstraint(fields=('session', 'profile'), name='profile_confirmation_once', violation_error_message='This session confirmed this version already.'),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.UniqueConstraint(fields=('session', 'group', 'sex', 'lower'), name='attendance_cell_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group', ''), ('lower__isnull', False)), models.Q(models.Q(('group', ''), _negated=True), ('lower', None), ('upper', None)), _connector='OR'), name='attendance_band_or_group'),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.CheckConstraint(condition=models.Q(('people__lte', 100000)), name='attendance_possible'),
        ),
        migrations.AddConstraint(
            model_name='toolrecord',
            constraint=models.UniqueConstraint(fields=('session', 'tool', 'title'), name='tool_record_once', violation_error_message='This tool is recorded already. Give the second one a title of its own.'),
        ),
        migrations.RunSQL(VERIFIED_STAYS, ANYTHING_GOES),
    ]
