
import core.tables
import core.triggers
import core.partial_dates
import core.search
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
import members.identifiers
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('core', '0001_search'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('post_office', '0014_alter_email_recipient_delivery_status_and_more'),
        ('territories', '0001_initial'),
    ]

    operations = [
        core.tables.CreateModels([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                    ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=5, verbose_name='language of letters')),
                    ('is_active', models.BooleanField(default=True, verbose_name='may log in')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='MOT staff')),
                    ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='account made')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ['email'],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Somebody already uses this address.')],
                },
            ),
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=30, verbose_name='kind')),
                    ('subject_key', models.CharField(max_length=100, verbose_name='subject')),
                    ('recipient', models.EmailField(max_length=254, verbose_name='recipient')),
                    ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='written')),
                    ('email', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, to='post_office.email', verbose_name='text')),
                ],
                options={
                    'verbose_name': 'letter',
                    'verbose_name_plural': 'letters',
                    'ordering': ['-written_at'],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'subject_key', 'recipient'), name='letter_leaves_once')],
                },
            ),
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='updated')),
                    ('source', models.TextField(blank=True, help_text='Address of the page, or title of the document.', verbose_name='source')),
                    ('facts_on', core.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='date of the facts')),
                    ('source_key', models.CharField(editable=False, max_length=200, null=True, unique=True)),
                    ('loaded', models.JSONField(default=dict, editable=False)),
                    ('slug', models.SlugField(max_length=120, unique=True, verbose_name='address')),
                    ('name_fr', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_de', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_nl', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_it', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_es', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('acronym', models.CharField(blank=True, max_length=40, verbose_name='acronym')),
                    ('kind', models.CharField(choices=[('cross_border_grouping', 'cross-border grouping'), ('municipality', 'municipality'), ('intermunicipal_grouping', 'intermunicipal grouping'), ('department', 'department'), ('region', 'region or province'), ('state', 'State'), ('public_enterprise', 'public enterprise or chamber'), ('federation', 'federation or national agency'), ('planning_agency', 'urban planning agency'), ('legal_persons_association', 'association of legal persons'), ('natural_persons_association', 'association of natural persons')], max_length=30, verbose_name='kind')),
                    ('legal_form', models.CharField(blank=True, choices=[('egtc', 'European grouping of territorial cooperation (EGTC)'), ('eeig', 'European economic interest grouping (EEIG)'), ('glct', 'local grouping of cross-border cooperation (GLCT)'), ('eurodistrict', 'Eurodistrict without legal personality'), ('convention', 'convention'), ('working_community', 'working community'), ('association', 'association'), ('local_authority', 'local authority or public grouping'), ('state', 'State'), ('public_body', 'public body')], max_length=20, verbose_name='legal form')),
                    ('has_legal_personality', models.BooleanField(blank=True, null=True, verbose_name='legal personality')),
                    ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                    ('address', models.TextField(blank=True, verbose_name='postal address')),
                    ('postal_code', models.CharField(blank=True, max_length=12, verbose_name='postal code')),
                    ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                    ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                    ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                    ('website', models.URLField(blank=True, verbose_name='website')),
                    ('contact_email', models.EmailField(blank=True, help_text='Never shown: visitors write by a form.', max_length=254, verbose_name='address for letters')),
                    ('siren', models.CharField(blank=True, max_length=9, validators=[members.identifiers.validate_siren], verbose_name='SIREN')),
                    ('siret', models.CharField(blank=True, max_length=14, validators=[members.identifiers.validate_siret], verbose_name='SIRET')),
                    ('vat', models.CharField(blank=True, max_length=20, validators=[members.identifiers.validate_vat], verbose_name='VAT number')),
                    ('pic', models.CharField(blank=True, max_length=9, validators=[members.identifiers.validate_pic], verbose_name='PIC')),
                    ('logo', models.ImageField(blank=True, upload_to='logos/', validators=[django.core.validators.FileExtensionValidator(['png', 'jpg', 'jpeg', 'webp'])], verbose_name='logo')),
                    ('description_fr', models.TextField(blank=True, verbose_name='description')),
                    ('description_en', models.TextField(blank=True, verbose_name='description')),
                    ('description_de', models.TextField(blank=True, verbose_name='description')),
                    ('description_nl', models.TextField(blank=True, verbose_name='description')),
                    ('description_it', models.TextField(blank=True, verbose_name='description')),
                    ('description_es', models.TextField(blank=True, verbose_name='description')),
                    ('border_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, editable=False, size=None)),
                    ('theme_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, editable=False, size=None)),
                    ('ended_on', core.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='ceased to exist on')),
                    ('is_published', models.BooleanField(default=False, verbose_name='published')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='facts last confirmed on')),
                    ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('acronym', 'city', 'name_fr', 'name_en', 'name_de', 'name_nl', 'name_it', 'name_es', config='simple_unaccent', weight='A'), '||', django.contrib.postgres.search.SearchVector('name_fr', config='fr_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_fr', config='fr_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('name_en', config='en_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_en', config='en_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('name_de', config='de_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_de', config='de_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('name_nl', config='nl_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_nl', config='nl_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('name_it', config='it_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_it', config='it_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('name_es', config='es_unaccent', weight='B'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), '||', django.contrib.postgres.search.SearchVector('description_es', config='es_unaccent', weight='C'), django.contrib.postgres.search.SearchConfig('simple_unaccent')), output_field=django.contrib.postgres.search.SearchVectorField())),
                    ('names_text', models.GeneratedField(db_persist=True, expression=core.search.Fold(django.db.models.functions.text.Concat(models.F('acronym'), models.Value(' '), models.F('name_fr'), models.Value(' '), models.F('name_en'), models.Value(' '), models.F('name_de'), models.Value(' '), models.F('name_nl'), models.Value(' '), models.F('name_it'), models.Value(' '), models.F('name_es'), models.Value(' '), models.F('city'), models.Value(' '), output_field=models.TextField())), output_field=models.TextField())),
                    ('exact_names', models.GeneratedField(db_persist=True, expression=models.Func(core.search.Fold(models.F('acronym')), core.search.Fold(models.F('name_fr')), core.search.Fold(models.F('name_en')), core.search.Fold(models.F('name_de')), core.search.Fold(models.F('name_nl')), core.search.Fold(models.F('name_it')), core.search.Fold(models.F('name_es')), template='ARRAY[%(expressions)s]'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None))),
                    ('sort_fr', models.GeneratedField(db_persist=True, expression=core.search.Fold(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('name_fr', models.Value('')), django.db.models.functions.comparison.NullIf('name_en', models.Value('')), django.db.models.functions.comparison.NullIf('name_de', models.Value('')), django.db.models.functions.comparison.NullIf('name_nl', models.Value('')), django.db.models.functions.comparison.NullIf('name_it', models.Value('')), django.db.models.functions.comparison.NullIf('name_es', models.Value('')), models.Value(''))), output_field=models.TextField(db_collation='C'))),
                    ('sort_en', models.GeneratedField(db_persist=True, expression=core.search.Fold(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('name_en', models.Value('')), django.db.models.functions.comparison.NullIf('name_fr', models.Value('')), django.db.models.functions.comparison.NullIf('name_de', models.Value('')), django.db.models.functions.comparison.NullIf('name_nl', models.Value('')), django.db.models.functions.comparison.NullIf('name_it', models.Value('')), django.db.models.functions.comparison.NullIf('name_es', models.Value('')), models.Value(''))), output_field=models.TextField(db_collation='C'))),
                    ('borders', models.ManyToManyField(blank=True, related_name='organisations', to='territories.border', verbose_name='borders')),
                    ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='members.organisation', verbose_name='successor')),
                    ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='territories.territory', verbose_name='territory it governs')),
                    ('themes', models.ManyToManyField(blank=True, related_name='organisations', to='territories.theme', verbose_name='themes')),
                ],
                options={
                    'verbose_name': 'organisation',
                    'verbose_name_plural': 'organisations',
                    'ordering': ['sort_fr', 'pk'],
                    'abstract': False,
                    'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('search'), name='organisation_search'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('names_text', 'gin_trgm_ops'), name='organisation_near'), django.contrib.postgres.indexes.GinIndex(models.F('exact_names'), name='organisation_exact'), django.contrib.postgres.indexes.GinIndex(models.F('border_codes'), name='organisation_borders'), django.contrib.postgres.indexes.GinIndex(models.F('theme_codes'), name='organisation_themes'), models.Index(models.F('country'), name='organisation_country'), models.Index(models.F('kind'), name='organisation_kind'), models.Index(models.F('sort_fr'), models.F('id'), name='organisation_sort_fr'), models.Index(models.F('sort_en'), models.F('id'), name='organisation_sort_en'), models.Index(models.OrderBy(models.F('updated_at'), descending=True), models.F('id'), name='organisation_updated'), models.Index(models.F('lon'), models.F('lat'), name='organisation_place')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ended_on', ''), ('ended_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='organisation_ended_on_is_partial_date', violation_error_message='Write a year, a month or a day: 2019, 2019-12 or 2019-12-05.'), models.CheckConstraint(condition=models.Q(('facts_on', ''), ('facts_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), name='organisation_facts_on_is_partial_date', violation_error_message='Write a year, a month or a day: 2019, 2019-12 or 2019-12-05.'), models.CheckConstraint(condition=models.Q(('name_de', ''), ('name_en', ''), ('name_es', ''), ('name_fr', ''), ('name_it', ''), ('name_nl', ''), _negated=True), name='organisation_has_a_name', violation_error_message='Give the name in one language at least.'), models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', True), ('lon__isnull', True)), models.Q(('lat__isnull', False), ('lon__isnull', False), ('lat__range', (-90, 90)), ('lon__range', (-180, 180))), _connector='OR'), name='organisation_place_is_whole', violation_error_message='Give both a latitude and a longitude, in degrees.'), models.CheckConstraint(condition=models.Q(('successor', models.F('pk')), _negated=True), name='organisation_does_not_succeed_itself', violation_error_message='An organisation cannot succeed itself.'), models.UniqueConstraint(condition=models.Q(('siren', ''), _negated=True), fields=('siren',), name='organisation_siren_once', violation_error_message='Another organisation has this number.'), models.UniqueConstraint(condition=models.Q(('siret', ''), _negated=True), fields=('siret',), name='organisation_siret_once', violation_error_message='Another organisation has this number.'), models.UniqueConstraint(condition=models.Q(('pic', ''), _negated=True), fields=('pic',), name='organisation_pic_once', violation_error_message='Another organisation has this number.')],
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('facet', models.CharField(max_length=10)),
                    ('value', models.CharField(max_length=60)),
                    ('n', models.BigIntegerField()),
                    ('lat', models.FloatField(default=0)),
                    ('lon', models.FloatField(default=0)),
                ],
                options={
                    'indexes': [models.Index(fields=['facet'], name='tally_facet')],
                },
            ),
            migrations.CreateModel(
                name='Mandate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='updated')),
                    ('function', models.CharField(max_length=150, verbose_name='function')),
                    ('manages_people', models.BooleanField(default=False, verbose_name='says who may act')),
                    ('edits_profile', models.BooleanField(default=False, verbose_name='keeps the page')),
                    ('speaks_for', models.BooleanField(default=False, verbose_name='speaks for the organisation')),
                    ('proposes_projects', models.BooleanField(default=False, verbose_name='proposes projects')),
                    ('receives_dues', models.BooleanField(default=False, verbose_name='receives calls for contribution')),
                    ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='first day')),
                    ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='members.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'mandate',
                    'verbose_name_plural': 'mandates',
                    'ordering': ['organisation', 'starts_on'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='mandate_ends_after_start', violation_error_message='The last day cannot come before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), ('function', '='), (models.Func('starts_on', 'ends_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='mandate_once_at_a_time', violation_error_message='This person already has this function there in part of the period.')],
                },
            ),
            migrations.CreateModel(
                name='OrganisationEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('source', models.TextField(blank=True, help_text='Address of the page, or title of the document.', verbose_name='source')),
                    ('facts_on', core.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='date of the facts')),
                    ('slug', models.SlugField(db_index=False, max_length=120, verbose_name='address')),
                    ('name_fr', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_de', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_nl', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_it', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('name_es', models.CharField(blank=True, max_length=200, verbose_name='name')),
                    ('acronym', models.CharField(blank=True, max_length=40, verbose_name='acronym')),
                    ('kind', models.CharField(choices=[('cross_border_grouping', 'cross-border grouping'), ('municipality', 'municipality'), ('intermunicipal_grouping', 'intermunicipal grouping'), ('department', 'department'), ('region', 'region or province'), ('state', 'State'), ('public_enterprise', 'public enterprise or chamber'), ('federation', 'federation or national agency'), ('planning_agency', 'urban planning agency'), ('legal_persons_association', 'association of legal persons'), ('natural_persons_association', 'association of natural persons')], max_length=30, verbose_name='kind')),
                    ('legal_form', models.CharField(blank=True, choices=[('egtc', 'European grouping of territorial cooperation (EGTC)'), ('eeig', 'European economic interest grouping (EEIG)'), ('glct', 'local grouping of cross-border cooperation (GLCT)'), ('eurodistrict', 'Eurodistrict without legal personality'), ('convention', 'convention'), ('working_community', 'working community'), ('association', 'association'), ('local_authority', 'local authority or public grouping'), ('state', 'State'), ('public_body', 'public body')], max_length=20, verbose_name='legal form')),
                    ('has_legal_personality', models.BooleanField(blank=True, null=True, verbose_name='legal personality')),
                    ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                    ('address', models.TextField(blank=True, verbose_name='postal address')),
                    ('postal_code', models.CharField(blank=True, max_length=12, verbose_name='postal code')),
                    ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                    ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                    ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                    ('website', models.URLField(blank=True, verbose_name='website')),
                    ('contact_email', models.EmailField(blank=True, help_text='Never shown: visitors write by a form.', max_length=254, verbose_name='address for letters')),
                    ('siren', models.CharField(blank=True, max_length=9, validators=[members.identifiers.validate_siren], verbose_name='SIREN')),
                    ('siret', models.CharField(blank=True, max_length=14, validators=[members.identifiers.validate_siret], verbose_name='SIRET')),
                    ('vat', models.CharField(blank=True, max_length=20, validators=[members.identifiers.validate_vat], verbose_name='VAT number')),
                    ('pic', models.CharField(blank=True, max_length=9, validators=[members.identifiers.validate_pic], verbose_name='PIC')),
                    ('logo', models.ImageField(blank=True, upload_to='logos/', validators=[django.core.validators.FileExtensionValidator(['png', 'jpg', 'jpeg', 'webp'])], verbose_name='logo')),
                    ('description_fr', models.TextField(blank=True, verbose_name='description')),
                    ('description_en', models.TextField(blank=True, verbose_name='description')),
                    ('description_de', models.TextField(blank=True, verbose_name='description')),
                    ('description_nl', models.TextField(blank=True, verbose_name='description')),
                    ('description_it', models.TextField(blank=True, verbose_name='description')),
                    ('description_es', models.TextField(blank=True, verbose_name='description')),
                    ('border_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, editable=False, size=None)),
                    ('theme_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, editable=False, size=None)),
                    ('ended_on', core.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='ceased to exist on')),
                    ('is_published', models.BooleanField(default=False, verbose_name='published')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='facts last confirmed on')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='members.organisation')),
                    ('successor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='members.organisation', verbose_name='successor')),
                    ('territory', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territories.territory', verbose_name='territory it governs')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='OrganisationBorder',
                fields=[
                ],
                options={
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('members.organisation_borders',),
            ),
            migrations.CreateModel(
                name='OrganisationTheme',
                fields=[
                ],
                options={
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('members.organisation_themes',),
            ),
            migrations.CreateModel(
                name='MandateEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('function', models.CharField(max_length=150, verbose_name='function')),
                    ('manages_people', models.BooleanField(default=False, verbose_name='says who may act')),
                    ('edits_profile', models.BooleanField(default=False, verbose_name='keeps the page')),
                    ('speaks_for', models.BooleanField(default=False, verbose_name='speaks for the organisation')),
                    ('proposes_projects', models.BooleanField(default=False, verbose_name='proposes projects')),
                    ('receives_dues', models.BooleanField(default=False, verbose_name='receives calls for contribution')),
                    ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='first day')),
                    ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='members.mandate')),
                    ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='members.organisation', verbose_name='organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF to_jsonb(NEW) - ARRAY['version', 'updated_at', 'loaded', 'source_key', 'search', 'names_text', 'exact_names', 'sort_fr', 'sort_en'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['version', 'updated_at', 'loaded', 'source_key', 'search', 'names_text', 'exact_names', 'sort_fr', 'sort_en']\n            THEN\n                NEW.version = OLD.version + 1;\n                NEW.updated_at = clock_timestamp();\n            END IF;\n            RETURN NEW;\n        ", hash='074ca5a8048681ce34e178938307cf271d448ba3', operation='UPDATE', pgid='pgtrigger_count_version_9d6e2', table='members_organisation', when='BEFORE')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='tally_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO members_tally (facet, value, n, lat, lon) \nSELECT fact.facet, fact.value, sum(fact.n), sum(fact.lat), sum(fact.lon)\nFROM (SELECT 1 AS n, added.* FROM added) o\nCROSS JOIN LATERAL (\n    SELECT 'total' AS facet, '' AS value, o.n, 0.0 AS lat, 0.0 AS lon\n    UNION ALL SELECT 'kind', o.kind, o.n, 0, 0\n    UNION ALL SELECT 'country', o.country, o.n, 0, 0\n    UNION ALL SELECT 'border', unnest(o.border_codes), o.n, 0, 0\n    UNION ALL SELECT 'theme', unnest(o.theme_codes), o.n, 0, 0\n    UNION ALL SELECT 'placed', '', o.n, 0, 0 WHERE o.lat IS NOT NULL\n    UNION ALL SELECT 'cell' || zoom,\n        floor(o.lon * 2 ^ zoom / 90.0) || ':'\n            || floor(o.lat * 2 ^ zoom / 90.0),\n        o.n, o.n * o.lat, o.n * o.lon\n    FROM generate_series(3, 10) AS zoom WHERE o.lat IS NOT NULL\n) fact\nWHERE o.is_published\nGROUP BY fact.facet, fact.value\nHAVING sum(fact.n) <> 0 OR sum(fact.lat) <> 0 OR sum(fact.lon) <> 0\n;\n            RETURN NULL;\n        ", hash='e3eb9b45f3b98ea40b6603b5d2b16c8b2af7f41b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_tally_insert_51b1a', referencing='REFERENCING NEW TABLE AS added ', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='tally_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO members_tally (facet, value, n, lat, lon) \nSELECT fact.facet, fact.value, sum(fact.n), sum(fact.lat), sum(fact.lon)\nFROM (SELECT -1 AS n, removed.* FROM removed) o\nCROSS JOIN LATERAL (\n    SELECT 'total' AS facet, '' AS value, o.n, 0.0 AS lat, 0.0 AS lon\n    UNION ALL SELECT 'kind', o.kind, o.n, 0, 0\n    UNION ALL SELECT 'country', o.country, o.n, 0, 0\n    UNION ALL SELECT 'border', unnest(o.border_codes), o.n, 0, 0\n    UNION ALL SELECT 'theme', unnest(o.theme_codes), o.n, 0, 0\n    UNION ALL SELECT 'placed', '', o.n, 0, 0 WHERE o.lat IS NOT NULL\n    UNION ALL SELECT 'cell' || zoom,\n        floor(o.lon * 2 ^ zoom / 90.0) || ':'\n            || floor(o.lat * 2 ^ zoom / 90.0),\n        o.n, o.n * o.lat, o.n * o.lon\n    FROM generate_series(3, 10) AS zoom WHERE o.lat IS NOT NULL\n) fact\nWHERE o.is_published\nGROUP BY fact.facet, fact.value\nHAVING sum(fact.n) <> 0 OR sum(fact.lat) <> 0 OR sum(fact.lon) <> 0\n;\n            RETURN NULL;\n        ", hash='cb5fb59775cbd4d1b1c5009519d50f9ac20eb924', level='STATEMENT', operation='DELETE', pgid='pgtrigger_tally_delete_d9adc', referencing='REFERENCING OLD TABLE AS removed ', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='tally_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO members_tally (facet, value, n, lat, lon) \nSELECT fact.facet, fact.value, sum(fact.n), sum(fact.lat), sum(fact.lon)\nFROM (SELECT 1 AS n, added.* FROM added UNION ALL SELECT -1 AS n, removed.* FROM removed) o\nCROSS JOIN LATERAL (\n    SELECT 'total' AS facet, '' AS value, o.n, 0.0 AS lat, 0.0 AS lon\n    UNION ALL SELECT 'kind', o.kind, o.n, 0, 0\n    UNION ALL SELECT 'country', o.country, o.n, 0, 0\n    UNION ALL SELECT 'border', unnest(o.border_codes), o.n, 0, 0\n    UNION ALL SELECT 'theme', unnest(o.theme_codes), o.n, 0, 0\n    UNION ALL SELECT 'placed', '', o.n, 0, 0 WHERE o.lat IS NOT NULL\n    UNION ALL SELECT 'cell' || zoom,\n        floor(o.lon * 2 ^ zoom / 90.0) || ':'\n            || floor(o.lat * 2 ^ zoom / 90.0),\n        o.n, o.n * o.lat, o.n * o.lon\n    FROM generate_series(3, 10) AS zoom WHERE o.lat IS NOT NULL\n) fact\nWHERE o.is_published\nGROUP BY fact.facet, fact.value\nHAVING sum(fact.n) <> 0 OR sum(fact.lat) <> 0 OR sum(fact.lon) <> 0\n;\n            RETURN NULL;\n        ", hash='d561d78179dcb27b80896cf9d3d556e29d9d95a4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_tally_update_1216b', referencing='REFERENCING OLD TABLE AS removed  NEW TABLE AS added ', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "members_organisationevent" ("acronym", "address", "border_codes", "city", "confirmed_on", "contact_email", "country", "description_de", "description_en", "description_es", "description_fr", "description_it", "description_nl", "ended_on", "facts_on", "has_legal_personality", "id", "is_published", "kind", "lat", "legal_form", "logo", "lon", "name_de", "name_en", "name_es", "name_fr", "name_it", "name_nl", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pic", "postal_code", "siren", "siret", "slug", "source", "successor_id", "territory_id", "theme_codes", "vat", "website") VALUES (NEW."acronym", NEW."address", NEW."border_codes", NEW."city", NEW."confirmed_on", NEW."contact_email", NEW."country", NEW."description_de", NEW."description_en", NEW."description_es", NEW."description_fr", NEW."description_it", NEW."description_nl", NEW."ended_on", NEW."facts_on", NEW."has_legal_personality", NEW."id", NEW."is_published", NEW."kind", NEW."lat", NEW."legal_form", NEW."logo", NEW."lon", NEW."name_de", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."name_it", NEW."name_nl", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pic", NEW."postal_code", NEW."siren", NEW."siret", NEW."slug", NEW."source", NEW."successor_id", NEW."territory_id", NEW."theme_codes", NEW."vat", NEW."website"); RETURN NULL;', hash='20bf690fd73eb4fe43c2c1aa57fad23e54ebb96b', operation='INSERT', pgid='pgtrigger_insert_insert_d68e8', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."border_codes" IS DISTINCT FROM (NEW."border_codes") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."confirmed_on" IS DISTINCT FROM (NEW."confirmed_on") OR OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."description_de" IS DISTINCT FROM (NEW."description_de") OR OLD."description_en" IS DISTINCT FROM (NEW."description_en") OR OLD."description_es" IS DISTINCT FROM (NEW."description_es") OR OLD."description_fr" IS DISTINCT FROM (NEW."description_fr") OR OLD."description_it" IS DISTINCT FROM (NEW."description_it") OR OLD."description_nl" IS DISTINCT FROM (NEW."description_nl") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."facts_on" IS DISTINCT FROM (NEW."facts_on") OR OLD."has_legal_personality" IS DISTINCT FROM (NEW."has_legal_personality") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_published" IS DISTINCT FROM (NEW."is_published") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."lat" IS DISTINCT FROM (NEW."lat") OR OLD."legal_form" IS DISTINCT FROM (NEW."legal_form") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."lon" IS DISTINCT FROM (NEW."lon") OR OLD."name_de" IS DISTINCT FROM (NEW."name_de") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_es" IS DISTINCT FROM (NEW."name_es") OR OLD."name_fr" IS DISTINCT FROM (NEW."name_fr") OR OLD."name_it" IS DISTINCT FROM (NEW."name_it") OR OLD."name_nl" IS DISTINCT FROM (NEW."name_nl") OR OLD."pic" IS DISTINCT FROM (NEW."pic") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."siren" IS DISTINCT FROM (NEW."siren") OR OLD."siret" IS DISTINCT FROM (NEW."siret") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."successor_id" IS DISTINCT FROM (NEW."successor_id") OR OLD."territory_id" IS DISTINCT FROM (NEW."territory_id") OR OLD."theme_codes" IS DISTINCT FROM (NEW."theme_codes") OR OLD."vat" IS DISTINCT FROM (NEW."vat") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "members_organisationevent" ("acronym", "address", "border_codes", "city", "confirmed_on", "contact_email", "country", "description_de", "description_en", "description_es", "description_fr", "description_it", "description_nl", "ended_on", "facts_on", "has_legal_personality", "id", "is_published", "kind", "lat", "legal_form", "logo", "lon", "name_de", "name_en", "name_es", "name_fr", "name_it", "name_nl", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pic", "postal_code", "siren", "siret", "slug", "source", "successor_id", "territory_id", "theme_codes", "vat", "website") VALUES (NEW."acronym", NEW."address", NEW."border_codes", NEW."city", NEW."confirmed_on", NEW."contact_email", NEW."country", NEW."description_de", NEW."description_en", NEW."description_es", NEW."description_fr", NEW."description_it", NEW."description_nl", NEW."ended_on", NEW."facts_on", NEW."has_legal_personality", NEW."id", NEW."is_published", NEW."kind", NEW."lat", NEW."legal_form", NEW."logo", NEW."lon", NEW."name_de", NEW."name_en", NEW."name_es", NEW."name_fr", NEW."name_it", NEW."name_nl", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pic", NEW."postal_code", NEW."siren", NEW."siret", NEW."slug", NEW."source", NEW."successor_id", NEW."territory_id", NEW."theme_codes", NEW."vat", NEW."website"); RETURN NULL;', hash='84500c8d1f48e874e81542bf1d6fe5891658d59b', operation='UPDATE', pgid='pgtrigger_update_update_f4b2a', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "members_organisationevent" ("acronym", "address", "border_codes", "city", "confirmed_on", "contact_email", "country", "description_de", "description_en", "description_es", "description_fr", "description_it", "description_nl", "ended_on", "facts_on", "has_legal_personality", "id", "is_published", "kind", "lat", "legal_form", "logo", "lon", "name_de", "name_en", "name_es", "name_fr", "name_it", "name_nl", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pic", "postal_code", "siren", "siret", "slug", "source", "successor_id", "territory_id", "theme_codes", "vat", "website") VALUES (OLD."acronym", OLD."address", OLD."border_codes", OLD."city", OLD."confirmed_on", OLD."contact_email", OLD."country", OLD."description_de", OLD."description_en", OLD."description_es", OLD."description_fr", OLD."description_it", OLD."description_nl", OLD."ended_on", OLD."facts_on", OLD."has_legal_personality", OLD."id", OLD."is_published", OLD."kind", OLD."lat", OLD."legal_form", OLD."logo", OLD."lon", OLD."name_de", OLD."name_en", OLD."name_es", OLD."name_fr", OLD."name_it", OLD."name_nl", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pic", OLD."postal_code", OLD."siren", OLD."siret", OLD."slug", OLD."source", OLD."successor_id", OLD."territory_id", OLD."theme_codes", OLD."vat", OLD."website"); RETURN NULL;', hash='0473f4ca537a2da386314ca361f7d1da83a1a5ef', operation='DELETE', pgid='pgtrigger_delete_delete_5a0df', table='members_organisation', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF to_jsonb(NEW) - ARRAY['version', 'updated_at', 'loaded', 'source_key'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['version', 'updated_at', 'loaded', 'source_key']\n            THEN\n                NEW.version = OLD.version + 1;\n                NEW.updated_at = clock_timestamp();\n            END IF;\n            RETURN NEW;\n        ", hash='6618db07b27462a6f72242cff6aa0810a0b49336', operation='UPDATE', pgid='pgtrigger_count_version_9ddc9', table='members_mandate', when='BEFORE')),
        ),
        core.triggers.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "members_mandateevent" ("edits_profile", "ends_on", "function", "id", "manages_people", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_projects", "receives_dues", "speaks_for", "starts_on", "user_id") VALUES (NEW."edits_profile", NEW."ends_on", NEW."function", NEW."id", NEW."manages_people", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposes_projects", NEW."receives_dues", NEW."speaks_for", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='b564b6a15810cc20376b16ab68fb6a2cc206e6e3', operation='INSERT', pgid='pgtrigger_insert_insert_f1361', table='members_mandate', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."edits_profile" IS DISTINCT FROM (NEW."edits_profile") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."function" IS DISTINCT FROM (NEW."function") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."manages_people" IS DISTINCT FROM (NEW."manages_people") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."proposes_projects" IS DISTINCT FROM (NEW."proposes_projects") OR OLD."receives_dues" IS DISTINCT FROM (NEW."receives_dues") OR OLD."speaks_for" IS DISTINCT FROM (NEW."speaks_for") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "members_mandateevent" ("edits_profile", "ends_on", "function", "id", "manages_people", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_projects", "receives_dues", "speaks_for", "starts_on", "user_id") VALUES (NEW."edits_profile", NEW."ends_on", NEW."function", NEW."id", NEW."manages_people", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposes_projects", NEW."receives_dues", NEW."speaks_for", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='d19993a129ca4dfe29334635d14cf206436492d8', operation='UPDATE', pgid='pgtrigger_update_update_564f0', table='members_mandate', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "members_mandateevent" ("edits_profile", "ends_on", "function", "id", "manages_people", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_projects", "receives_dues", "speaks_for", "starts_on", "user_id") VALUES (OLD."edits_profile", OLD."ends_on", OLD."function", OLD."id", OLD."manages_people", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposes_projects", OLD."receives_dues", OLD."speaks_for", OLD."starts_on", OLD."user_id"); RETURN NULL;', hash='27e46c99a644cba84209acd091ff137115163dab', operation='DELETE', pgid='pgtrigger_delete_delete_12add', table='members_mandate', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisationborder',
            trigger=pgtrigger.compiler.Trigger(name='border_codes_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE members_organisation SET border_codes = ARRAY(\n                    SELECT target.code\n                    FROM members_organisation_borders link JOIN territories_border target\n                        ON target.id = link.border_id\n                    WHERE link.organisation_id = members_organisation.id ORDER BY target.code\n                )\n                WHERE id IN (SELECT organisation_id FROM added);\n                RETURN NULL;\n            ', hash='a9616573c99a22a591977eff37a02723f2cc2d4c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_border_codes_insert_e19fe', referencing='REFERENCING NEW TABLE AS added ', table='members_organisation_borders', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisationborder',
            trigger=pgtrigger.compiler.Trigger(name='border_codes_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE members_organisation SET border_codes = ARRAY(\n                    SELECT target.code\n                    FROM members_organisation_borders link JOIN territories_border target\n                        ON target.id = link.border_id\n                    WHERE link.organisation_id = members_organisation.id ORDER BY target.code\n                )\n                WHERE id IN (SELECT organisation_id FROM removed);\n                RETURN NULL;\n            ', hash='0cf05e61cf683d36f9966b0f6ca5f314fe3c5cf6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_border_codes_delete_82886', referencing='REFERENCING OLD TABLE AS removed ', table='members_organisation_borders', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisationtheme',
            trigger=pgtrigger.compiler.Trigger(name='theme_codes_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE members_organisation SET theme_codes = ARRAY(\n                    SELECT target.code\n                    FROM members_organisation_themes link JOIN territories_theme target\n                        ON target.id = link.theme_id\n                    WHERE link.organisation_id = members_organisation.id ORDER BY target.code\n                )\n                WHERE id IN (SELECT organisation_id FROM added);\n                RETURN NULL;\n            ', hash='c133862a0caccb0ffaf088d8f3b50d19d133d1ef', level='STATEMENT', operation='INSERT', pgid='pgtrigger_theme_codes_insert_892b0', referencing='REFERENCING NEW TABLE AS added ', table='members_organisation_themes', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='organisationtheme',
            trigger=pgtrigger.compiler.Trigger(name='theme_codes_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE members_organisation SET theme_codes = ARRAY(\n                    SELECT target.code\n                    FROM members_organisation_themes link JOIN territories_theme target\n                        ON target.id = link.theme_id\n                    WHERE link.organisation_id = members_organisation.id ORDER BY target.code\n                )\n                WHERE id IN (SELECT organisation_id FROM removed);\n                RETURN NULL;\n            ', hash='0f4b014dcce486d656eff47727c2c3d532170695', level='STATEMENT', operation='DELETE', pgid='pgtrigger_theme_codes_delete_3433b', referencing='REFERENCING OLD TABLE AS removed ', table='members_organisation_themes', when='AFTER')),
        ),
    ]
