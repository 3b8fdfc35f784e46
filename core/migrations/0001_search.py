"""Extensions, accent-blind search configurations, and the functions that read a visitor's words."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

STEMMERS = {
    "fr": "french",
    "en": "english",
    "de": "german",
    "nl": "dutch",
    "it": "italian",
    "es": "spanish",
}
NAMES = [f"{language}_unaccent" for language in STEMMERS]

CREATE_CONFIGURATIONS = "".join(
    f"CREATE TEXT SEARCH CONFIGURATION {language}_unaccent (COPY = {stemmer});"
    f"ALTER TEXT SEARCH CONFIGURATION {language}_unaccent"
    f" ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stemmer}_stem;"
    for language, stemmer in STEMMERS.items()
) + (
    "CREATE TEXT SEARCH CONFIGURATION simple_unaccent (COPY = simple);"
    "ALTER TEXT SEARCH CONFIGURATION simple_unaccent"
    " ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;"
)
DROP_CONFIGURATIONS = "".join(
    f"DROP TEXT SEARCH CONFIGURATION {name};" for name in [*NAMES, "simple_unaccent"]
)

# `unaccent` is only STABLE; with its dictionary named, it may serve generated columns and indexes.
CREATE_FOLD = """
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
"""

# Each word or "quoted phrase" is looked for in every language; words must all be there; -word must
# be absent; a stop word of any language is skipped, unless nothing else was typed. Inside a phrase
# a language that would drop a stop word is not asked.
CREATE_WORDS_QUERY = """
CREATE FUNCTION words_query(words text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
    configs CONSTANT regconfig[] := ARRAY[{configs}]::regconfig[];
    config regconfig;
    piece text[];
    one tsquery;
    unstemmed tsquery;
    lexemes tsquery;
    stopped boolean;
    answer tsquery;
    fallback tsquery;
BEGIN
    FOR piece IN SELECT regexp_matches(words, '(?:^|\\s)(-?)(?:"([^"]*)"|([^\\s"]+))', 'g') LOOP
        unstemmed := phraseto_tsquery('simple_unaccent', coalesce(piece[2], piece[3]));
        lexemes := unstemmed;
        CONTINUE WHEN numnode(unstemmed) = 0;
        stopped := false;
        FOREACH config IN ARRAY configs LOOP
            one := phraseto_tsquery(config, coalesce(piece[2], piece[3]));
            IF numnode(one) = 0 THEN
                stopped := true;
            ELSIF (piece[2] IS NULL OR numnode(one) >= numnode(unstemmed))
                AND one::text <> lexemes::text THEN
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
""".format(configs=", ".join(f"'{name}'" for name in NAMES))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CREATE_CONFIGURATIONS, DROP_CONFIGURATIONS),
        migrations.RunSQL(CREATE_FOLD, "DROP FUNCTION fold(text);"),
        migrations.RunSQL(CREATE_WORDS_QUERY, "DROP FUNCTION words_query(text);"),
    ]
