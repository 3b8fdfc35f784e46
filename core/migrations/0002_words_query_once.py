"""`words_query` asks for each form of a word once, not once per language that reads it so.

The planner takes each form for one more chance that a row matches: asked seven times, a rare word
looked common, and rows were read one after the other.
"""

from importlib import import_module

from django.db import migrations

first = import_module("core.migrations.0001_search")
BEFORE = first.CREATE_WORDS_QUERY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = """
CREATE OR REPLACE FUNCTION words_query(words text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
    configs CONSTANT regconfig[] := ARRAY[{configs}]::regconfig[];
    config regconfig;
    piece text[];
    one tsquery;
    unstemmed tsquery;
    lexemes tsquery;
    forms text[];
    stopped boolean;
    answer tsquery;
    fallback tsquery;
BEGIN
    FOR piece IN SELECT regexp_matches(words, '(?:^|\\s)(-?)(?:"([^"]*)"|([^\\s"]+))', 'g') LOOP
        unstemmed := phraseto_tsquery('simple_unaccent', coalesce(piece[2], piece[3]));
        lexemes := unstemmed;
        forms := ARRAY[unstemmed::text];
        CONTINUE WHEN numnode(unstemmed) = 0;
        stopped := false;
        FOREACH config IN ARRAY configs LOOP
            one := phraseto_tsquery(config, coalesce(piece[2], piece[3]));
            IF numnode(one) = 0 THEN
                stopped := true;
            ELSIF (piece[2] IS NULL OR numnode(one) >= numnode(unstemmed))
                AND one::text <> ALL (forms) THEN
                forms := forms || one::text;
                lexemes := lexemes || one;
            END IF;
        END LOOP;
        IF piece[1] = '-' THEN
            lexemes := !! lexemes;
        ELSIF stopped THEN
            fallback := coalesce(fallback && lexemes, lexemes);
            CONTINUE;
        END IF;
        answer := coalesce(answer && lexemes, lexemes);
    END LOOP;
    RETURN coalesce(answer, fallback, ''::tsquery);
END
$$;
""".format(configs=", ".join(f"'{name}'" for name in first.NAMES))


class Migration(migrations.Migration):
    dependencies = [("core", "0001_search")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
