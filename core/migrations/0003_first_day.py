from django.db import migrations

# `2019` and `2019-12` begin on the first day that they may mean; an empty text has none.
CREATE = """
CREATE FUNCTION first_day(partial text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN partial = '' THEN NULL ELSE make_date(
    substr(partial, 1, 4)::int,
    coalesce(nullif(substr(partial, 6, 2), ''), '1')::int,
    coalesce(nullif(substr(partial, 9, 2), ''), '1')::int
) END;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_words_query_once")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION first_day(text)")]
