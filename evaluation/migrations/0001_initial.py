import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('commissioning', '0001_initial'),
        ('neighbourhoods', '0001_initial'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLocalIndicator',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('definition', models.TextField(help_text='TOML, as in docs/data-formats/indicators.md.')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='commissioning.programme')),
            ],
            options={
                'verbose_name': 'historical local indicator',
                'verbose_name_plural': 'historical local indicators',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='KeptSums',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicators', models.JSONField(help_text="Codes of the indicators, in the order of the arrays' last axis.")),
                ('content', models.BinaryField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('kept_on', models.DateField()),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='kept_sums', to='surveys.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Estimate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_kind', models.CharField(choices=[('neighbourhood', 'Neighbourhood'), ('cohort', 'Cohort'), ('programme', 'Programme')], max_length=13)),
                ('area_code', models.CharField(max_length=60)),
                ('indicator', models.CharField(max_length=20)),
                ('breakdown', models.CharField(help_text='all, sex or age.', max_length=10)),
                ('group', models.CharField(help_text='all, or the code of a sex or an age band.', max_length=10)),
                ('respondents', models.PositiveIntegerField(help_text='Everybody in the sample, whatever they answered.')),
                ('population', models.PositiveIntegerField(null=True)),
                ('places', models.PositiveSmallIntegerField(default=1, help_text='How many neighbourhoods the figure is made of.')),
                ('n', models.PositiveIntegerField(help_text='Valid answers of this group.')),
                ('n_missing', models.PositiveIntegerField(help_text="Of those asked: don't know, refused or skipped.")),
                ('x', models.FloatField(help_text='Sum of y: people counted, for a share.')),
                ('sw', models.FloatField(help_text='Sum of weights over valid answers.')),
                ('sw2', models.FloatField()),
                ('swy', models.FloatField()),
                ('sw2y', models.FloatField()),
                ('sw2yy', models.FloatField()),
                ('sw_missing', models.FloatField(help_text='Sum of weights of those counted in n_missing.')),
                ('estimate', models.FloatField(null=True)),
                ('se', models.FloatField(null=True)),
                ('ci_low', models.FloatField(null=True)),
                ('ci_high', models.FloatField(null=True)),
                ('n_eff', models.FloatField(null=True)),
                ('n_kish', models.FloatField(null=True)),
                ('se_test', models.FloatField(help_text='Without the correction for the population; for tests and trends.', null=True)),
                ('df', models.FloatField(null=True)),
                ('deff', models.FloatField(null=True)),
                ('suppressed', models.CharField(blank=True, help_text='Why no figure is shown; empty when one is.', max_length=10)),
                ('caution', models.BooleanField(default=False)),
                ('baseline_estimate', models.FloatField(null=True)),
                ('baseline_n', models.PositiveIntegerField(null=True)),
                ('change', models.FloatField(null=True)),
                ('change_low', models.FloatField(null=True)),
                ('change_high', models.FloatField(null=True)),
                ('p_value', models.FloatField(null=True)),
                ('p_adjusted', models.FloatField(null=True)),
                ('verdict', models.CharField(blank=True, max_length=15)),
                ('baseline_wave', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.wave')),
                ('cohort', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='estimates', to='commissioning.cohort')),
                ('neighbourhood', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='estimates', to='neighbourhoods.neighbourhood')),
                ('wave', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='estimates', to='surveys.wave')),
            ],
            options={
                'ordering': ['wave', 'indicator', 'area_kind', 'area_code', 'breakdown', 'group'],
                'constraints': [models.UniqueConstraint(fields=('wave', 'indicator', 'breakdown', 'group', 'area_kind', 'area_code'), name='estimate_once')],
            },
        ),
        migrations.CreateModel(
            name='LocalIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('definition', models.TextField(help_text='TOML, as in docs/data-formats/indicators.md.')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_indicators', to='commissioning.programme')),
            ],
            options={
                'ordering': ['position', 'code'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='local_indicator_code_once')],
            },
        ),
    ]
