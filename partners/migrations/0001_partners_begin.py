import cbp.core.sealing
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_core_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('acronym', models.CharField(blank=True, max_length=40, verbose_name='acronym')),
                ('kind', models.CharField(choices=[('ngo-national', 'National or local non-governmental organisation'), ('ngo-international', 'International non-governmental organisation'), ('community-group', 'Community-based organisation or group, also informal'), ('diaspora', 'Diaspora association or network'), ('faith', 'Faith-based organisation'), ('union', 'Trade union or professional association'), ('red-cross', 'Red Cross or Red Crescent'), ('academia', 'University, research body or think tank'), ('media', 'Media'), ('foundation', 'Foundation'), ('government', 'Ministry or national authority'), ('local-government', 'Local government or technical service of the state'), ('multilateral', 'United Nations or other multilateral organisation'), ('private', 'Private company'), ('other', 'Other organisation')], max_length=20, verbose_name='kind')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='what it does')),
                ('is_active', models.BooleanField(default=True, verbose_name='can be chosen')),
                ('areas', models.ManyToManyField(blank=True, related_name='organisations', to='core.area', verbose_name='areas of presence')),
                ('country', models.ForeignKey(limit_choices_to={'level': 0}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.area', verbose_name='country')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='partners.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
            },
        ),
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('modality', models.CharField(choices=[('formal', 'Contractual: written and binding, for a set time'), ('informal', 'Informal: a verbal undertaking'), ('ad-hoc', 'Ad hoc: for one event, once or repeated')], max_length=10, verbose_name='modality')),
                ('subject', models.CharField(max_length=300, verbose_name='about what')),
                ('reference', models.CharField(blank=True, help_text='Of a contractual engagement.', max_length=80, verbose_name='number of the agreement')),
                ('noted_by', models.CharField(blank=True, help_text='Of an informal engagement.', max_length=150, verbose_name='who noted the word that was given')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.area', verbose_name='area')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.programme', verbose_name='programme')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='engagements', to='partners.organisation')),
            ],
            options={
                'verbose_name': 'engagement',
                'verbose_name_plural': 'engagements',
            },
        ),
        migrations.CreateModel(
            name='OrganisationContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('name', cbp.core.sealing.SealedTextField(blank=True, verbose_name='name')),
                ('phone', cbp.core.sealing.SealedTextField(blank=True, verbose_name='telephone')),
                ('email', cbp.core.sealing.SealedTextField(blank=True, verbose_name='e-mail address')),
                ('purpose', models.CharField(max_length=200, verbose_name='what we may contact this person for')),
                ('has_consented', models.BooleanField(default=False, verbose_name='this person agreed that we keep these data')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='partners.organisation')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('name'), name='gin_trgm_ops'), name='organisation_name_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('country'), name='organisation_name_once', violation_error_message='An organisation with this name is registered already.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'organisation'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='engagement_period', violation_error_message='The engagement ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('modality', 'formal'), _negated=True), models.Q(('reference', ''), _negated=True), _connector='OR'), name='engagement_formal_has_a_number', violation_error_message='A contractual engagement has the number of its agreement.'),
        ),
        migrations.AddConstraint(
            model_name='organisationcontact',
            constraint=models.CheckConstraint(condition=models.Q(('has_consented', True)), name='contact_has_consented', violation_error_message='Keep a contact only when the person agreed to it.'),
        ),
    ]
