import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


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


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_core_begin'),
    ]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION cbp_fold(text)"),
        migrations.CreateModel(
            name='FormerPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('until', models.DateField()),
            ],
            options={
                'verbose_name': 'former place in the tree',
                'verbose_name_plural': 'former places in the tree',
            },
        ),
        migrations.RemoveIndex(
            model_name='area',
            name='area_name_trigrams',
        ),
        migrations.RemoveIndex(
            model_name='areaname',
            name='area_other_name_trigrams',
        ),
        migrations.AddField(
            model_name='areaname',
            name='until',
            field=models.DateField(blank=True, null=True, verbose_name='until'),
        ),
        migrations.AddIndex(
            model_name='area',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('name'), function='CBP_FOLD'), name='gin_trgm_ops'), name='area_name_folded'),
        ),
        migrations.AddIndex(
            model_name='areaname',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('text'), function='CBP_FOLD'), name='gin_trgm_ops'), name='area_other_name_folded'),
        ),
        migrations.AddField(
            model_name='formerpath',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_paths', to='core.area'),
        ),
        migrations.AddConstraint(
            model_name='formerpath',
            constraint=models.UniqueConstraint(fields=('area', 'path'), name='former_path_once'),
        ),
    ]
