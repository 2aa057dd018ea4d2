import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# A closed ranking stays as it was closed, with its options, groups, votes and results: the database itself refuses.
# It may be translated, and it may be reopened, which keeps its result in the archive. The lock makes whoever enters
# votes wait for whoever closes at that moment.
CLOSED_STAYS = """
CREATE FUNCTION priorities_ranking_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['translations', 'version'];
BEGIN
    IF OLD.state = 'closed' THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'A closed ranking stays: DELETE is refused.' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'open' AND jsonb_array_length(NEW.archive) > jsonb_array_length(OLD.archive) THEN
            free := free || ARRAY['state', 'archive', 'order_reason', 'closed_at', 'closed_by_id'];
        END IF;
        IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
            RAISE EXCEPTION 'A closed ranking stays: UPDATE is refused.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION priorities_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts jsonb[] := '{}';
    stays boolean;
BEGIN
    IF TG_OP <> 'INSERT' THEN parts := parts || to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN parts := parts || to_jsonb(NEW); END IF;
    SELECT bool_or(owner.state = 'closed') INTO stays FROM (
        SELECT state FROM priorities_ranking WHERE id IN (
            SELECT (part ->> 'ranking_id')::bigint FROM unnest(parts) AS part
            UNION SELECT ranking_id FROM priorities_rankinggroup, unnest(parts) AS part
                WHERE id = (part ->> 'group_id')::bigint
            UNION SELECT ranking_id FROM priorities_rankingoption, unnest(parts) AS part
                WHERE id = (part ->> 'option_id')::bigint
        ) FOR SHARE
    ) AS owner;
    IF stays THEN
        RAISE EXCEPTION 'A closed ranking stays: % of a part is refused.', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER priorities_ranking_stays BEFORE UPDATE OR DELETE ON priorities_ranking
    FOR EACH ROW EXECUTE FUNCTION priorities_ranking_stays();
CREATE TRIGGER priorities_option_stays BEFORE INSERT OR UPDATE OR DELETE ON priorities_rankingoption
    FOR EACH ROW EXECUTE FUNCTION priorities_part_stays();
CREATE TRIGGER priorities_group_stays BEFORE INSERT OR UPDATE OR DELETE ON priorities_rankinggroup
    FOR EACH ROW EXECUTE FUNCTION priorities_part_stays();
CREATE TRIGGER priorities_tally_stays BEFORE INSERT OR UPDATE OR DELETE ON priorities_grouptally
    FOR EACH ROW EXECUTE FUNCTION priorities_part_stays();
CREATE TRIGGER priorities_result_stays BEFORE INSERT OR UPDATE OR DELETE ON priorities_rankingresult
    FOR EACH ROW EXECUTE FUNCTION priorities_part_stays();
"""
OPEN_AGAIN = "DROP FUNCTION priorities_ranking_stays() CASCADE; DROP FUNCTION priorities_part_stays() CASCADE"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cycles', '0001_cycles_begin'),
        ('workshops', '0001_workshops_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('title', models.CharField(max_length=150, verbose_name='in a few words')),
                ('statement', models.TextField(blank=True, max_length=2000, verbose_name='what is the condition, where, and what does it do to whom')),
                ('causes', models.TextField(blank=True, help_text='Ask “why?” several times.', max_length=2000, verbose_name='causes')),
                ('coping', models.TextField(blank=True, max_length=2000, verbose_name='how people cope now')),
                ('potentials', models.TextField(blank=True, max_length=2000, verbose_name='what is there already')),
                ('ideas', models.TextField(blank=True, max_length=2000, verbose_name='ideas for change')),
                ('sector', models.CharField(blank=True, choices=[('14030', 'Basic water supply and sanitation'), ('14031', 'Drinking water'), ('14032', 'Sanitation and hygiene'), ('11220', 'Primary education'), ('11330', 'Vocational training'), ('12220', 'Basic health care'), ('12230', 'Health centres and equipment'), ('15112', 'Local government and decentralisation'), ('15150', 'Participation and civil society'), ('15180', 'Ending violence against women and girls'), ('15190', 'Migration'), ('15220', 'Peacebuilding and living together'), ('16010', 'Social protection'), ('16040', 'Low-cost housing'), ('21020', 'Roads and tracks'), ('23231', 'Solar energy away from the grid'), ('31120', 'Agriculture'), ('31140', 'Water for farming and irrigation'), ('31163', 'Livestock'), ('32130', 'Small businesses and markets'), ('41010', 'Environment'), ('43032', 'Urban development'), ('43042', 'Rural development'), ('43060', 'Disaster risk reduction'), ('72010', 'Relief goods and services'), ('73010', 'Reconstruction'), ('74020', 'Preparedness')], max_length=5, verbose_name='sector')),
                ('severity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Bearable'), (2, 'Serious'), (3, 'Grave'), (4, 'A danger to life')], null=True, verbose_name='how grave')),
                ('people_affected', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(50000000)], verbose_name='people affected')),
                ('known_by', models.CharField(blank=True, choices=[('census', 'Census'), ('registration', 'Registration or register'), ('survey', 'Survey'), ('dtm', 'Displacement tracking'), ('key-informant', 'Key informant'), ('focus-group', 'Focus group or workshop'), ('observation', 'Observation'), ('estimate', 'Estimate')], max_length=20, verbose_name='how this number is known')),
                ('state', models.CharField(choices=[('raised', 'Raised'), ('confirmed', 'Confirmed'), ('ranked', 'Ranked'), ('planned', 'Taken into the plan'), ('referred', 'Referred'), ('parked', 'Parked'), ('merged', 'Merged into another'), ('withdrawn', 'Withdrawn')], default='raised', editable=False, max_length=10, verbose_name='state')),
                ('state_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why, or to whom')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='cycles.cycle')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='priorities.need')),
            ],
            options={
                'verbose_name': 'need',
                'verbose_name_plural': 'needs',
            },
        ),
        migrations.CreateModel(
            name='NeedVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=30, verbose_name='group')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voices', to='priorities.need')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='workshops.session', verbose_name='session')),
            ],
            options={
                'verbose_name': 'voice for a need',
                'verbose_name_plural': 'voices for a need',
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('method', models.CharField(choices=[('dots-open', 'Dots, in the open'), ('dots-secret', 'Dots, in secret')], default='dots-secret', max_length=12, verbose_name='method')),
                ('votes_each', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='votes of each person')),
                ('most_on_one', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='most votes of one person on one option')),
                ('rule', models.CharField(choices=[('sum', 'Sum of votes'), ('mean-share', 'Mean share of the groups'), ('mean-possible', 'Mean of possible votes of the groups')], default='mean-share', max_length=15, verbose_name='rule by which the groups are combined')),
                ('top', models.PositiveSmallIntegerField(default=3, help_text='A group whose first choice is not among them is shown as left out.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='so many options are “at the top”')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='money that is there')),
                ('state', models.CharField(choices=[('set-up', 'Being set up'), ('open', 'Open'), ('closed', 'Closed')], default='set-up', editable=False, max_length=8, verbose_name='state')),
                ('order_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why the order was changed')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('archive', models.JSONField(default=list, editable=False, help_text='Results of earlier closings, kept when it was reopened.')),
                ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='cycles.cycle')),
                ('session', models.ForeignKey(blank=True, help_text='The meeting in which the groups came together, if there was one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='workshops.session', verbose_name='session')),
            ],
            options={
                'verbose_name': 'ranking',
                'verbose_name_plural': 'rankings',
            },
        ),
        migrations.CreateModel(
            name='RankingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('group', models.CharField(max_length=30, verbose_name='group')),
                ('voters', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='people who voted')),
                ('invalid', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='invalid ballots')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='priorities.ranking')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voting_groups', to='workshops.session', verbose_name='session')),
            ],
            options={
                'verbose_name': 'voting group',
                'verbose_name_plural': 'voting groups',
            },
        ),
        migrations.CreateModel(
            name='RankingOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='rough cost')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='options', to='priorities.need')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='priorities.ranking')),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
            },
        ),
        migrations.CreateModel(
            name='GroupTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('votes', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(5000000)], verbose_name='votes')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='priorities.rankinggroup')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='priorities.rankingoption')),
            ],
            options={
                'verbose_name': 'votes of a group',
                'verbose_name_plural': 'votes of a group',
            },
        ),
        migrations.CreateModel(
            name='RankingResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.DecimalField(decimal_places=0, max_digits=40)),
                ('denominator', models.DecimalField(decimal_places=0, max_digits=40)),
                ('computed_rank', models.PositiveSmallIntegerField(verbose_name='computed place')),
                ('is_tied', models.BooleanField(default=False)),
                ('final_rank', models.PositiveSmallIntegerField(verbose_name='final place')),
                ('left_out', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, help_text='Groups whose first choice it is, yet not at the top.', size=None)),
                ('option', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='priorities.rankingoption')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
            },
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(fields=('cycle', 'number'), name='need_number_once'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='need_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='needvoice',
            constraint=models.UniqueConstraint(fields=('need', 'group', 'session'), name='need_voice_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.CheckConstraint(condition=models.Q(('most_on_one__lte', models.F('votes_each'))), name='ranking_most_on_one', violation_error_message='One option cannot get more votes of a person than the person has.'),
        ),
        migrations.AddConstraint(
            model_name='rankinggroup',
            constraint=models.UniqueConstraint(fields=('ranking', 'group'), name='ranking_group_once'),
        ),
        migrations.AddConstraint(
            model_name='rankinggroup',
            constraint=models.CheckConstraint(condition=models.Q(('invalid', None), models.Q(('invalid__lte', models.F('voters')), ('voters__isnull', False)), _connector='OR'), name='ranking_group_invalid', violation_error_message='There cannot be more invalid ballots than people who voted.'),
        ),
        migrations.AddConstraint(
            model_name='rankingoption',
            constraint=models.UniqueConstraint(fields=('ranking', 'need'), name='ranking_option_once'),
        ),
        migrations.AddConstraint(
            model_name='grouptally',
            constraint=models.UniqueConstraint(fields=('group', 'option'), name='group_tally_once'),
        ),
        migrations.RunSQL(CLOSED_STAYS, OPEN_AGAIN),
    ]
