
import core.triggers
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='updated')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                ('is_refused', models.BooleanField(default=False, editable=False, verbose_name='refused')),
                ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('investment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='partnerships.investment', verbose_name='investment')),
            ],
            options={
                'verbose_name': 'request for consent',
                'verbose_name_plural': 'requests for consent',
                'ordering': ['-asked_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConsentRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                ('is_refused', models.BooleanField(default=False, editable=False, verbose_name='refused')),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('investment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.investment', verbose_name='investment')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.consentrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='consentrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('investment',), name='consent_request_one_waits'),
        ),
        migrations.AddConstraint(
            model_name='consentrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('is_refused', False)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='consent_request_answered_by_somebody'),
        ),
        core.triggers.AddTrigger(
            model_name='consentrequest',
            trigger=pgtrigger.compiler.Trigger(name='count_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF to_jsonb(NEW) - ARRAY['version', 'updated_at', 'loaded', 'source_key'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['version', 'updated_at', 'loaded', 'source_key']\n            THEN\n                NEW.version = OLD.version + 1;\n                NEW.updated_at = clock_timestamp();\n            END IF;\n            RETURN NEW;\n        ", hash='c1c7f83bbe545eb7859a55d137d19420c2072b64', operation='UPDATE', pgid='pgtrigger_count_version_03b66', table='partnerships_consentrequest', when='BEFORE')),
        ),
        core.triggers.AddTrigger(
            model_name='consentrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_consentrequestevent" ("answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "investment_id", "is_refused", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."investment_id", NEW."is_refused", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='bf40edd6db5e052749846da28cc06f05fa2c5ded', operation='INSERT', pgid='pgtrigger_insert_insert_6d608', table='partnerships_consentrequest', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='consentrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."investment_id" IS DISTINCT FROM (NEW."investment_id") OR OLD."is_refused" IS DISTINCT FROM (NEW."is_refused"))', func='INSERT INTO "partnerships_consentrequestevent" ("answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "investment_id", "is_refused", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."investment_id", NEW."is_refused", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='d33f5bf5fa2127c83bf3a8fffcaeecac3ff10ba1', operation='UPDATE', pgid='pgtrigger_update_update_68d7e', table='partnerships_consentrequest', when='AFTER')),
        ),
        core.triggers.AddTrigger(
            model_name='consentrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_consentrequestevent" ("answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "investment_id", "is_refused", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."id", OLD."investment_id", OLD."is_refused", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='3cf2a63b4643ae1760157eea29d25a2eea42afe5', operation='DELETE', pgid='pgtrigger_delete_delete_4b9f3', table='partnerships_consentrequest', when='AFTER')),
        ),
    ]
