from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_core_begin'),
    ]

    operations = [
        migrations.AlterField(
            model_name='populationgroup',
            name='is_active',
            field=models.BooleanField(default=True, help_text='A group that was counted once stays readable.', verbose_name='in use'),
        ),
        migrations.AlterField(
            model_name='populationgroup',
            name='labels',
            field=models.JSONField(default=dict, help_text='Of an own group, the label in each language: {language: text}.', verbose_name='labels'),
        ),
    ]
