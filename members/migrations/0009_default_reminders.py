from django.db import migrations

# A month before the due day, the day itself, a month after; staff change them.
DAYS = [-30, 0, 30]


def add_rules(apps, schema_editor):
    rules = apps.get_model("members", "ReminderRule").objects
    for days in DAYS:
        rules.get_or_create(days=days, kind="")


class Migration(migrations.Migration):
    dependencies = [("members", "0008_adhesion")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop, elidable=True)]
