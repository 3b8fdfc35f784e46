
import core.tables
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels([
            migrations.CreateModel(
                name='LinkCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('url', models.TextField(unique=True, verbose_name='address')),
                    ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='status')),
                    ('problem', models.CharField(blank=True, choices=[('unknown_host', 'there is no such site'), ('no_answer', 'the site does not answer'), ('too_slow', 'the site does not answer in time'), ('certificate', 'the certificate of the site is not valid'), ('not_public', 'not a public address of the web')], max_length=20, verbose_name='problem')),
                    ('checked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='checked')),
                ],
                options={
                    'verbose_name': 'link check',
                    'verbose_name_plural': 'link checks',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', None), models.Q(('problem', ''), _negated=True)), models.Q(('problem', ''), ('status__isnull', False)), _connector='OR'), name='link_check_answer_or_problem')],
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kept_title', models.CharField(max_length=300, verbose_name='project kept')),
                    ('lost_id', models.PositiveBigIntegerField(verbose_name='number of the merged project')),
                    ('lost_title', models.CharField(max_length=300, verbose_name='project merged into it')),
                    ('lost_slug', models.SlugField(max_length=120, verbose_name='former address')),
                    ('snapshot', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='merged on')),
                    ('undone_at', models.DateTimeField(null=True, verbose_name='undone on')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                    ('kept', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='merges', to='projects.project', verbose_name='project kept')),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ],
                options={
                    'verbose_name': 'merge',
                    'verbose_name_plural': 'merges',
                    'ordering': ['-at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='NotDuplicate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='said on')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='said by')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinct_after', to='projects.project', verbose_name='project')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinct_before', to='projects.project', verbose_name='other project')),
                ],
                options={
                    'verbose_name': 'pair that is no duplicate',
                    'verbose_name_plural': 'pairs that are no duplicates',
                    'ordering': ['-at', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='not_duplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='not_duplicate_in_order')],
                },
            ),
        ]),
    ]
