import cbp.core.sealing
import django.contrib.postgres.fields
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
        ELSIF to_jsonb(NEW) - ARRAY['translations', 'version', 'milestone_id', 'reminded_on']
            <> to_jsonb(OLD) - ARRAY['translations', 'version', 'milestone_id', 'reminded_on'] THEN
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
CREATE FUNCTION workshops_action_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    after_all text[] := ARRAY['translations', 'version', 'due_on', 'done_on', 'dropped', 'outcome', 'user_id'];
    owner bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
    stays boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - after_all = to_jsonb(OLD) - after_all THEN
        RETURN NEW;
    END IF;
    SELECT state = 'verified' INTO stays FROM workshops_session WHERE id = owner FOR SHARE;
    IF NOT stays AND TG_OP = 'UPDATE' AND OLD.session_id <> NEW.session_id THEN
        SELECT state = 'verified' INTO stays FROM workshops_session WHERE id = OLD.session_id FOR SHARE;
    END IF;
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
CREATE TRIGGER workshops_institution_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_sessioninstitution
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_community_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_sessioncommunity
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_action_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_actionpoint
    FOR EACH ROW EXECUTE FUNCTION workshops_action_stays();
CREATE TRIGGER workshops_amendment_stays BEFORE UPDATE OR DELETE ON workshops_amendment
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
CREATE TRIGGER workshops_confirmation_stays BEFORE UPDATE OR DELETE ON workshops_profileconfirmation
    FOR EACH ROW EXECUTE FUNCTION workshops_part_stays();
"""
ANYTHING_GOES = (
    "DROP FUNCTION workshops_session_stays() CASCADE; DROP FUNCTION workshops_part_stays() CASCADE;"
    " DROP FUNCTION workshops_action_stays() CASCADE;"
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
                ('kind', models.CharField(choices=[('information', 'Information meeting'), ('training', 'Training of facilitators'), ('dialogue', 'Dialogue'), ('assembly', 'Community assembly'), ('focus-group', 'Focus group'), ('key-informants', 'Talks with key informants'), ('mapping', 'Mapping'), ('prioritisation', 'Choice of priorities'), ('validation', 'Validation'), ('feedback', 'Feedback to the community'), ('launch', 'Launch'), ('review', 'Review'), ('forum', 'Forum of several communities')], max_length=16, verbose_name='kind of session')),
                ('title', models.CharField(blank=True, help_text='Where kind and group are not enough to tell it apart.', max_length=150, verbose_name='title')),
                ('group', models.CharField(default='mixed', help_text='Whose meeting it is.', max_length=30, verbose_name='group')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('draft', 'Being recorded'), ('recorded', 'Recorded'), ('verified', 'Verified'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=10, verbose_name='state')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='date')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('spoken_in', models.CharField(blank=True, max_length=120, verbose_name='language of the meeting')),
                ('has_interpreter', models.BooleanField(default=False, verbose_name='somebody interpreted')),
                ('interpreted_into', models.CharField(blank=True, max_length=120, verbose_name='interpreted into')),
                ('aim', models.TextField(blank=True, max_length=1000, verbose_name='aim')),
                ('agenda', models.TextField(blank=True, help_text='One point on each line. A line may begin with its minutes, such as: 15 Welcome.', max_length=4000, verbose_name='agenda')),
                ('planned_tools', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='tools that are to be used')),
                ('access_note', models.TextField(blank=True, help_text='Hour and place that suit women, child care, ramps, sign language, transport.', max_length=1000, verbose_name='so that all can come')),
                ('record_language', models.CharField(blank=True, choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], max_length=5, verbose_name='language of the record')),
                ('summary', models.TextField(blank=True, max_length=6000, verbose_name='main points')),
                ('decisions', models.TextField(blank=True, help_text='One on each line.', max_length=4000, verbose_name='decisions')),
                ('open_questions', models.TextField(blank=True, max_length=2000, verbose_name='open questions')),
                ('next_meeting_on', models.DateField(blank=True, null=True, verbose_name='next meeting')),
                ('went_well', models.TextField(blank=True, max_length=2000, verbose_name='what went well')),
                ('was_difficult', models.TextField(blank=True, max_length=2000, verbose_name='what was difficult')),
                ('dynamics', models.TextField(blank=True, help_text='Who spoke, who did not, what changed in the course of it.', max_length=2000, verbose_name='how the group worked together')),
                ('missing', models.TextField(blank=True, max_length=2000, verbose_name='who was missing, and why')),
                ('security_note', cbp.core.sealing.SealedTextField(blank=True, help_text='Restricted: only the team that works with the community reads it. It never stands in a paper.', max_length=2000, verbose_name='security note')),
                ('attendance_stated', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='total as it was counted at the door')),
                ('households_present', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='households present')),
                ('left_early', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='people who left early')),
                ('recorded_at', models.DateTimeField(editable=False, null=True)),
                ('verified_at', models.DateTimeField(editable=False, null=True)),
                ('return_reason', models.CharField(blank=True, editable=False, max_length=500)),
                ('reminded_on', models.DateField(editable=False, null=True)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='cycles.cycle')),
                ('milestone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='cycles.milestone', verbose_name='step of the work plan')),
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
            name='PageCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(choices=[('cover', 'Cover with aim and agenda'), ('record', 'Session sheet'), ('attendance', 'Attendance'), ('tool', 'Tool'), ('ballot', 'Ballots'), ('tally', 'Count of the votes'), ('profile', 'Facts of the profile to check'), ('consent', 'Consent slips'), ('feedback', 'Feedback slips')], max_length=12, verbose_name='sheet')),
                ('about', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(max_length=7, unique=True, verbose_name='code of the page')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='page_codes', to='workshops.session')),
            ],
            options={
                'verbose_name': 'page of a kit',
                'verbose_name_plural': 'pages of kits',
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
                ('field', models.CharField(blank=True, max_length=30, verbose_name='part of the record')),
                ('before', models.TextField(blank=True, max_length=6000, verbose_name='as it stands')),
                ('text', models.TextField(max_length=6000, verbose_name='as it should read')),
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
            name='ActionPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.CharField(max_length=300, verbose_name='what is to be done')),
                ('responsible', models.CharField(blank=True, max_length=150, verbose_name='who does it')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('dropped', models.CharField(blank=True, max_length=300, verbose_name='dropped, because')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='what came of it')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_points', to=settings.AUTH_USER_MODEL, verbose_name='somebody with an account')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='action_points', to='workshops.session')),
            ],
            options={
                'verbose_name': 'action point',
                'verbose_name_plural': 'action points',
            },
        ),
        migrations.CreateModel(
            name='SessionCommunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='people')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiling.community', verbose_name='community')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='communities', to='workshops.session')),
            ],
            options={
                'verbose_name': 'community in a forum',
                'verbose_name_plural': 'communities in a forum',
            },
        ),
        migrations.CreateModel(
            name='SessionInstitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='institution')),
                ('people', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='people')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='institutions', to='workshops.session')),
            ],
            options={
                'verbose_name': 'institution in a session',
                'verbose_name_plural': 'institutions in a session',
            },
        ),
        migrations.CreateModel(
            name='SessionRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('facilitator', 'Facilitator'), ('note-taker', 'Note-taker'), ('interpreter', 'Interpreter'), ('authority', 'Authority present'), ('observer', 'Observer'), ('trainer', 'Trainer'), ('carer', 'Child care or assistance')], max_length=12, verbose_name='role')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name, where it is needed')),
                ('body', models.CharField(blank=True, max_length=150, verbose_name='organisation or office')),
                ('sex', models.CharField(blank=True, choices=[('f', 'Women and girls'), ('m', 'Men and boys'), ('x', 'Other or not said')], max_length=1, verbose_name='sex')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='workshops.session')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='session_roles', to=settings.AUTH_USER_MODEL, verbose_name='somebody with an account')),
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
                ('tool', models.CharField(choices=[('social-map', 'Social map'), ('resource-map', 'Resource map'), ('transect', 'Transect walk'), ('timeline', 'Historical timeline'), ('seasonal-calendar', 'Seasonal calendar'), ('daily-clock', 'Daily activity clock'), ('problem-tree', 'Problem tree'), ('problem-matrix', 'From problems to project ideas'), ('venn', 'Venn diagram of institutions'), ('conflict-map', 'Conflict map'), ('service-map', 'Service map'), ('swot', 'Strengths, weaknesses, opportunities, threats'), ('vision', 'Shared vision'), ('wellbeing', 'Well-being ranking'), ('guide', 'Questions and answers of a group or of key informants'), ('livelihoods', 'Livelihoods of a group')], max_length=20, verbose_name='tool')),
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
        migrations.CreateModel(
            name='SessionPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=150, verbose_name='file name')),
                ('stored_as', models.CharField(editable=False, max_length=80, unique=True)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('classification', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal'), ('restricted', 'Restricted'), ('strict', 'Strictly restricted')], default='internal', max_length=10, verbose_name='classification')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(choices=[('photo', 'Photo of people or places'), ('drawing', 'Photo of something drawn or written'), ('page', 'Page of the kit'), ('recording', 'Sound recording')], default='photo', max_length=10, verbose_name='what it is')),
                ('caption', models.CharField(blank=True, max_length=300, verbose_name='caption')),
                ('transcription', models.TextField(blank=True, help_text='For who cannot see or hear it, and for papers without pictures.', max_length=4000, verbose_name='what is written or said in it')),
                ('taken_on', models.DateField(blank=True, null=True, verbose_name='taken on')),
                ('consent', models.CharField(blank=True, choices=[('', 'Not asked, or not known'), ('nobody', 'Nobody can be recognised'), ('verbal', 'Said, before a witness'), ('written', 'Signed')], max_length=8, verbose_name='consent')),
                ('consent_scope', models.CharField(choices=[('internal', 'Inside the programme'), ('donor', 'Donors and authorities'), ('public', 'Everybody')], default='internal', max_length=8, verbose_name='may be shown to')),
                ('consent_until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('shows_children', models.BooleanField(default=False, verbose_name='children can be recognised')),
                ('guardian_agreed', models.BooleanField(default=False, verbose_name='their guardians agreed')),
                ('width', models.PositiveIntegerField(editable=False, null=True)),
                ('height', models.PositiveIntegerField(editable=False, null=True)),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='workshops.pagecode')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='workshops.session')),
                ('tool', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='photos', to='workshops.toolrecord', verbose_name='tool that it shows')),
            ],
            options={
                'verbose_name': 'picture or recording',
                'verbose_name_plural': 'pictures and recordings',
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=32)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('read_at', models.DateTimeField(null=True, verbose_name='last read')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('cycle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to='cycles.cycle')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user', 'cycle'), name='calendar_feed_one_running', nulls_distinct=False)],
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
            model_name='pagecode',
            constraint=models.UniqueConstraint(fields=('session', 'sheet', 'about'), name='page_code_of_sheet_once'),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.UniqueConstraint(fields=('session', 'group', 'sex', 'lower'), name='attendance_cell_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.CheckConstraint(condition=models.Q(('lower__isnull', False), models.Q(models.Q(('group', ''), _negated=True), ('upper', None)), _connector='OR'), name='attendance_band_or_group'),
        ),
        migrations.AddConstraint(
            model_name='attendancecell',
            constraint=models.CheckConstraint(condition=models.Q(('people__lte', 100000)), name='attendance_possible'),
        ),
        migrations.AddIndex(
            model_name='actionpoint',
            index=models.Index(fields=['due_on'], name='action_due'),
        ),
        migrations.AddConstraint(
            model_name='actionpoint',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), ('dropped', ''), _connector='OR'), name='action_done_or_dropped', violation_error_message='An action point is done, or it is dropped.'),
        ),
        migrations.AddConstraint(
            model_name='sessioncommunity',
            constraint=models.UniqueConstraint(fields=('session', 'community'), name='session_community_once', violation_error_message='This community is named twice.'),
        ),
        migrations.AddConstraint(
            model_name='toolrecord',
            constraint=models.UniqueConstraint(fields=('session', 'tool', 'title'), name='tool_record_once', violation_error_message='This tool is recorded already. Give the second one a title of its own.'),
        ),
        migrations.AddIndex(
            model_name='sessionphoto',
            index=models.Index(fields=['session', 'kind'], name='photo_of_session'),
        ),
        migrations.RunSQL(VERIFIED_STAYS, ANYTHING_GOES),
    ]
