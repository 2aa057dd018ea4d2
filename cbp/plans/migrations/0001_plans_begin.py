import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


# Signed is signed: an endorsed edition and everything under it refuse every change, through whatever door.
# The row of the edition is held while a part of it is written, so that nothing slips in beside an endorsement.
FROZEN = """
CREATE FUNCTION plans_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % stay as they are: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION plans_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'endorsed' THEN
        RAISE EXCEPTION 'Signed is signed: % of an endorsed edition is refused.', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION plans_refuse_endorsed(edition bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT state INTO found FROM plans_plan WHERE id = edition FOR SHARE;
    IF found = 'endorsed' THEN
        RAISE EXCEPTION 'Signed is signed: % below an endorsed edition is refused.', what USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
CREATE FUNCTION plans_child_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM plans_refuse_endorsed(OLD.plan_id, TG_OP); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM plans_refuse_endorsed(NEW.plan_id, TG_OP);
    RETURN NEW;
END $$;
CREATE FUNCTION plans_grandchild_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        item := (to_jsonb(OLD) ->> TG_ARGV[0])::bigint;
        PERFORM plans_refuse_endorsed((SELECT plan_id FROM plans_planitem WHERE id = item), TG_OP);
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    item := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    PERFORM plans_refuse_endorsed((SELECT plan_id FROM plans_planitem WHERE id = item), TG_OP);
    RETURN NEW;
END $$;
CREATE FUNCTION plans_remark_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.decision_id, NEW.plan_id, NEW.about, NEW.text) IS DISTINCT FROM
       (OLD.id, OLD.decision_id, OLD.plan_id, OLD.about, OLD.text)
       OR (NEW.item_id IS NOT NULL AND NEW.item_id IS DISTINCT FROM OLD.item_id) THEN
        RAISE EXCEPTION 'A remark of the authority is answered, not changed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_stays BEFORE UPDATE OR DELETE ON plans_plan
    FOR EACH ROW EXECUTE FUNCTION plans_plan_stays();
CREATE TRIGGER plans_item_stays BEFORE INSERT OR UPDATE OR DELETE ON plans_planitem
    FOR EACH ROW EXECUTE FUNCTION plans_child_stays();
CREATE TRIGGER plans_signature_stays BEFORE INSERT OR UPDATE OR DELETE ON plans_plansignature
    FOR EACH ROW EXECUTE FUNCTION plans_child_stays();
CREATE TRIGGER plans_authors_stay BEFORE INSERT OR UPDATE OR DELETE ON plans_plan_authors
    FOR EACH ROW EXECUTE FUNCTION plans_child_stays();
CREATE TRIGGER plans_remark_stays_endorsed BEFORE INSERT OR UPDATE ON plans_remark
    FOR EACH ROW EXECUTE FUNCTION plans_child_stays();
CREATE TRIGGER plans_remark_stays_said BEFORE UPDATE ON plans_remark
    FOR EACH ROW EXECUTE FUNCTION plans_remark_stays();
CREATE TRIGGER plans_remark_stays BEFORE DELETE ON plans_remark
    FOR EACH ROW EXECUTE FUNCTION plans_row_stays();
CREATE TRIGGER plans_cost_stays BEFORE INSERT OR UPDATE OR DELETE ON plans_costline
    FOR EACH ROW EXECUTE FUNCTION plans_grandchild_stays('item_id');
CREATE TRIGGER plans_funding_stays BEFORE INSERT OR UPDATE OR DELETE ON plans_fundingline
    FOR EACH ROW EXECUTE FUNCTION plans_grandchild_stays('item_id');
CREATE TRIGGER plans_needs_stay BEFORE INSERT OR UPDATE OR DELETE ON plans_planitem_needs
    FOR EACH ROW EXECUTE FUNCTION plans_grandchild_stays('planitem_id');
CREATE TRIGGER plans_decision_stays BEFORE UPDATE OR DELETE ON plans_decision
    FOR EACH ROW EXECUTE FUNCTION plans_row_stays();
CREATE TRIGGER plans_snapshot_stays BEFORE UPDATE OR DELETE ON plans_plansnapshot
    FOR EACH ROW EXECUTE FUNCTION plans_row_stays();
"""
THAWED = """
DROP FUNCTION plans_row_stays, plans_plan_stays, plans_child_stays, plans_grandchild_stays, plans_remark_stays,
    plans_refuse_endorsed CASCADE
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cycles', '0001_cycles_begin'),
        ('partners', '0001_partners_begin'),
        ('priorities', '0001_priorities_begin'),
        ('profiling', '0001_profiling_begin'),
        ('workshops', '0001_workshops_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='edition')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('vision', models.TextField(blank=True, help_text='The future that people want.', max_length=2000, verbose_name='vision')),
                ('objectives', models.TextField(blank=True, help_text='One on each line.', max_length=3000, verbose_name='objectives')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('government_reference', models.CharField(blank=True, help_text='Section, priority or budget line.', max_length=300, verbose_name='where it enters the government plan')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('validated', 'Validated by the community'), ('submitted', 'Submitted to the authority'), ('returned', 'Returned with remarks'), ('endorsed', 'Endorsed'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('revision_reason', models.CharField(blank=True, max_length=500, verbose_name='why there is a new edition')),
                ('submitted_at', models.DateTimeField(editable=False, null=True)),
                ('endorsed_at', models.DateTimeField(editable=False, null=True)),
                ('authors', models.ManyToManyField(editable=False, related_name='written_plans', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cycles.cycle')),
                ('previous', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='plans.plan')),
                ('ranking', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='priorities.ranking', verbose_name='ranking it follows')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('validation', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='validated_plans', to='workshops.session', verbose_name='session in which the community validated it')),
            ],
            options={
                'verbose_name': 'community action plan',
                'verbose_name_plural': 'community action plans',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('endorsed', 'Endorsed'), ('returned', 'Returned with remarks')], max_length=10, verbose_name='decision')),
                ('level', models.CharField(choices=[('district', 'District'), ('ministry', 'Ministry')], default='district', max_length=10, verbose_name='authority')),
                ('authority', models.CharField(max_length=200, verbose_name='name of the authority')),
                ('decided_on', models.DateField(verbose_name='date')),
                ('letter', models.CharField(blank=True, max_length=80, verbose_name='number of the letter')),
                ('remarks', models.TextField(blank=True, max_length=3000, verbose_name='remarks on the whole')),
                ('on_paper', models.BooleanField(default=False, help_text='Recorded by a manager from a signed paper.')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='plans.plan')),
            ],
            options={
                'verbose_name': 'decision of the authority',
                'verbose_name_plural': 'decisions of the authority',
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'Français'), ('es', 'Español'), ('ar', 'العربية')], default='en', max_length=5, verbose_name='language of the text')),
                ('translations', models.JSONField(blank=True, default=dict, editable=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rank')),
                ('title', models.CharField(max_length=200, verbose_name='what is to be done')),
                ('description', models.TextField(blank=True, max_length=3000, verbose_name='description')),
                ('track', models.CharField(blank=True, choices=[('community', 'The community does it itself'), ('municipality', 'With the local government'), ('others', 'With other providers')], max_length=12, verbose_name='who can make it happen')),
                ('sector', models.CharField(blank=True, choices=[('14030', 'Basic water supply and sanitation'), ('14031', 'Drinking water'), ('14032', 'Sanitation and hygiene'), ('11220', 'Primary education'), ('11330', 'Vocational training'), ('12220', 'Basic health care'), ('12230', 'Health centres and equipment'), ('15112', 'Local government and decentralisation'), ('15150', 'Participation and civil society'), ('15180', 'Ending violence against women and girls'), ('15190', 'Migration'), ('15220', 'Peacebuilding and living together'), ('16010', 'Social protection'), ('16040', 'Low-cost housing'), ('21020', 'Roads and tracks'), ('23231', 'Solar energy away from the grid'), ('31120', 'Agriculture'), ('31140', 'Water for farming and irrigation'), ('31163', 'Livestock'), ('32130', 'Small businesses and markets'), ('41010', 'Environment'), ('43032', 'Urban development'), ('43042', 'Rural development'), ('43060', 'Disaster risk reduction'), ('72010', 'Relief goods and services'), ('73010', 'Reconstruction'), ('74020', 'Preparedness')], max_length=5, verbose_name='sector')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name='groups that asked for it')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('people', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(50000000)], verbose_name='people who will benefit')),
                ('responsible', models.CharField(blank=True, help_text='An office or a body, not a person’s name.', max_length=200, verbose_name='responsible')),
                ('starts_on', models.DateField(blank=True, help_text='First day of a quarter.', null=True, verbose_name='first quarter')),
                ('ends_on', models.DateField(blank=True, help_text='Last day of a quarter.', null=True, verbose_name='last quarter')),
                ('cost_unknown_reason', models.CharField(blank=True, max_length=300, verbose_name='why the cost is not known yet')),
                ('upkeep', models.TextField(blank=True, max_length=1000, verbose_name='who keeps it up afterwards, and with what money')),
                ('risks', models.TextField(blank=True, max_length=1000, verbose_name='what could go wrong')),
                ('needs', models.ManyToManyField(blank=True, related_name='plan_items', to='priorities.need', verbose_name='needs it answers')),
                ('origin', models.ForeignKey(editable=False, help_text='The same item in the edition before.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='plans.planitem')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_items', to='partners.organisation', verbose_name='partner')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='plans.plan')),
                ('sub_community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiling.subcommunity', verbose_name='part of the community')),
            ],
            options={
                'verbose_name': 'plan item',
                'verbose_name_plural': 'plan items',
            },
        ),
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('community-cash', 'Community, in cash'), ('community-kind', 'Community, in labour and materials'), ('local-government', 'Local government'), ('national', 'National government'), ('donor', 'Donor'), ('diaspora', 'Diaspora'), ('private', 'Private company')], max_length=20, verbose_name='who pays')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='amount')),
                ('status', models.CharField(choices=[('pledged', 'Pledged'), ('committed', 'Committed'), ('received', 'Received')], default='pledged', max_length=10, verbose_name='how sure')),
                ('note', models.CharField(blank=True, help_text='Budget line, days of labour and their rate, and the like.', max_length=200, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='organisation')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='funding_lines', to='plans.planitem')),
            ],
            options={
                'verbose_name': 'funding line',
                'verbose_name_plural': 'funding lines',
            },
        ),
        migrations.CreateModel(
            name='CostLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=150, verbose_name='what for')),
                ('quantity', models.DecimalField(decimal_places=2, default=1, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('unit_cost', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='cost of one')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cost_lines', to='plans.planitem')),
            ],
            options={
                'verbose_name': 'cost line',
                'verbose_name_plural': 'cost lines',
            },
        ),
        migrations.CreateModel(
            name='PlanSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(help_text='Such as: committee of the village.', max_length=150, verbose_name='for whom')),
                ('office', models.CharField(max_length=120, verbose_name='office')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name as it stands on the paper')),
                ('method', models.CharField(choices=[('ink', 'Signed or thumb-printed on paper'), ('witnessed', 'Spoken before witnesses')], default='ink', max_length=10, verbose_name='how')),
                ('signed_on', models.DateField(verbose_name='date')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='plans.plan')),
                ('sub_community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiling.subcommunity', verbose_name='part of the community')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
            },
        ),
        migrations.CreateModel(
            name='PlanSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='frozen', to='plans.plan')),
            ],
            options={
                'verbose_name': 'snapshot of a plan',
                'verbose_name_plural': 'snapshots of plans',
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(blank=True, help_text='The title of the item as it was.', max_length=200)),
                ('text', models.TextField(max_length=2000, verbose_name='remark')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remark_rows', to='plans.decision')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='remarks', to='plans.planitem')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='plans.plan')),
            ],
            options={
                'verbose_name': 'remark',
                'verbose_name_plural': 'remarks',
            },
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('cycle', 'number'), name='plan_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['endorsed', 'withdrawn']), _negated=True), fields=('cycle',), name='plan_one_at_work', violation_error_message='An edition of this plan is being worked on already.'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='plan_period', violation_error_message='The plan ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'endorsed')), fields=('plan', 'level'), name='plan_endorsed_once_a_level'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('on_paper', False), models.Q(('letter', ''), _negated=True), _connector='OR'), name='decision_on_paper_has_a_letter', violation_error_message='Give the number of the letter in which the authority decided.'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('plan', 'position'), name='plan_item_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='plan_item_period', violation_error_message='The item ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='funding_line_possible'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0), ('unit_cost__gte', 0)), name='cost_line_possible'),
        ),
        migrations.RunSQL(FROZEN, THAWED),
    ]
