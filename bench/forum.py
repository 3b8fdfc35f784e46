"""The forum and the register at their size: `python -m bench.forum` prints what it took, as JSON.

It writes into the network it is given and takes all of it back.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import django
from django.db import connection, transaction

from bench.summary import spread
from bench.watch import Watch

ROUNDS = 25
HISTORY = [
    "forum.Topic:insert_insert",
    "forum.Post:insert_insert",
    "forum.Obstacle:insert_insert",
]
WORDS = (
    "ARRAY['télétravail', 'apprentissage', 'ambulance', 'tramway', 'crèche', 'diplôme', 'vignette',"
    " 'hôpital', 'tarification', 'secours', 'impôt', 'retraite', 'formation', 'eau', 'déchets']"
)


@dataclass(frozen=True)
class Sizes:
    """How many rows are written; the longest topic has `long_topic` posts."""

    topics: int = 20_000
    posts_each: int = 20
    long_topic: int = 500
    obstacles: int = 20_000


FILL = f"""
INSERT INTO forum_topic (kind, title, language, audience, author_id, function, state,
    hidden_because, is_locked, is_answered, border_codes, theme_codes, source, key, reply_count,
    last_post_at, version)
SELECT (ARRAY['question', 'experience', 'discussion'])[1 + n % 3],
    'Comment organiser ' || ({WORDS})[1 + n % 15] || ' et ' || ({WORDS})[1 + (n / 15) % 15]
        || ' à la frontière, cas ' || n,
    'fr', CASE WHEN n % 10 = 0 THEN 'members' ELSE 'public' END, {{author}}, '', 'shown', '',
    false, false, ARRAY[(ARRAY['FR-DE', 'FR-BE', 'FR-LU', 'FR-CH'])[1 + n % 4]], ARRAY['mobility'],
    '', gen_random_uuid(), 0, now(), 0
FROM generate_series(1, {{topics}}) n;
INSERT INTO forum_post (topic_id, is_first, author_id, function, language, text, state,
    hidden_because, is_accepted, was_accepted, is_staff_answer, key, created_at, version)
SELECT topic.id, n = 1, {{author}}, '', 'fr',
    'Dans notre territoire, **' || ({WORDS})[1 + (topic.id + n) % 15] || '** se règle par une'
        || ' convention entre les deux autorités ; voir [la page](https://bench.example/).',
    'shown', '', false, false, false, gen_random_uuid(), now() - (1000 - n) * interval '1 minute', 0
FROM forum_topic topic, generate_series(1, {{posts_each}}) n;
INSERT INTO forum_post (topic_id, is_first, author_id, function, language, text, state,
    hidden_because, is_accepted, was_accepted, is_staff_answer, key, created_at, version)
SELECT (SELECT min(id) FROM forum_topic WHERE audience = 'public'), false, {{author}}, '', 'fr',
    (SELECT string_agg(({WORDS})[1 + (n * k) % 15] || ' ' || left(md5((n * k)::text), 6), ' ')
        FROM generate_series(1, 40) k),
    'shown', '', false, false, false, gen_random_uuid(), now() - n * interval '1 second', 0
FROM generate_series(1, {{long_topic}} - {{posts_each}}) n;
INSERT INTO forum_obstacle ({{columns}})
SELECT {{values}} FROM generate_series(1, {{obstacles}}) n;
ANALYZE forum_topic; ANALYZE forum_post; ANALYZE forum_obstacle;
"""
OBSTACLE = {
    "reference": "'FR-DE-2019-' || n",
    "title_fr": f"'Obstacle à ' || ({WORDS})[1 + n % 15] || ' et ' || ({WORDS})[1 + (n / 15) % 15]"
    " || ' ' || n",
    "summary_fr": "'Deux droits différents empêchent une gestion commune du service.'",
    "language": "'fr'",
    "audience": "'public'",
    "border_codes": "ARRAY[(ARRAY['FR-DE', 'FR-BE', 'FR-LU', 'FR-CH'])[1 + n % 4]]",
    "theme_codes": "ARRAY['mobility']",
    "nature": "(ARRAY['practice', 'rule', 'law'])[1 + n % 3]",
    "status": "(ARRAY['reported', 'preparation', 'carried'])[1 + n % 3]",
    "level": "(ARRAY['local', 'national', 'european'])[1 + n % 3]",
    "raised_on": "'20' || (10 + n % 16) || '-03'",
    "is_reading": "true",
    "lat": "48 + n % 10 / 10.0",
    "lon": "7 + n % 7 / 10.0",
}
TOPICS_PAGE = """
SELECT id, title, kind, border_codes, reply_count, last_post_at FROM forum_topic
WHERE is_published ORDER BY last_post_at DESC NULLS LAST, id LIMIT 24
"""
TOPICS_COUNTS = """
WITH t AS MATERIALIZED (
    SELECT kind, is_answered, border_codes, theme_codes, language, lat
    FROM forum_topic WHERE is_published
)
SELECT 'total', '', count(*) FROM t
UNION ALL SELECT 'kind', kind, count(*) FROM t GROUP BY 2
UNION ALL SELECT 'answered', is_answered::text, count(*) FROM t GROUP BY 2
UNION ALL SELECT 'border', unnest(border_codes), count(*) FROM t GROUP BY 2
UNION ALL SELECT 'theme', unnest(theme_codes), count(*) FROM t GROUP BY 2
UNION ALL SELECT 'language', language, count(*) FROM t GROUP BY 2
UNION ALL SELECT 'placed', '1', count(*) FROM t WHERE lat IS NOT NULL HAVING count(*) > 0
"""
OBSTACLES_PAGE = """
SELECT reference, title_fr, summary_fr, status, border_codes FROM forum_obstacle
WHERE is_published ORDER BY sort_fr, id LIMIT 24
"""
OBSTACLES_COUNTS = """
WITH o AS MATERIALIZED (
    SELECT status, outcome, border_codes, theme_codes, level, nature, raised_on, lat
    FROM forum_obstacle WHERE is_published
)
SELECT 'total', '', count(*) FROM o
UNION ALL SELECT 'status', status, count(*) FROM o GROUP BY 2
UNION ALL SELECT 'outcome', outcome, count(*) FROM o WHERE outcome <> '' GROUP BY 2
UNION ALL SELECT 'border', unnest(border_codes), count(*) FROM o GROUP BY 2
UNION ALL SELECT 'theme', unnest(theme_codes), count(*) FROM o GROUP BY 2
UNION ALL SELECT 'level', level, count(*) FROM o WHERE level <> '' GROUP BY 2
UNION ALL SELECT 'nature', nature, count(*) FROM o WHERE nature <> '' GROUP BY 2
UNION ALL SELECT 'year', left(raised_on, 4), count(*) FROM o GROUP BY 2
UNION ALL SELECT 'placed', '1', count(*) FROM o WHERE lat IS NOT NULL HAVING count(*) > 0
"""
KEPT = "SELECT facet, value, sum(n) FROM {} WHERE facet NOT LIKE 'cell%' GROUP BY 1, 2"
FLOORS = {
    "floor of the forum": (TOPICS_PAGE, TOPICS_COUNTS),
    "floor of the forum, counts kept": (TOPICS_PAGE, KEPT.format("forum_topictally")),
    "floor of the register": (OBSTACLES_PAGE, OBSTACLES_COUNTS),
    "floor of the register, counts kept": (OBSTACLES_PAGE, KEPT.format("forum_obstacletally")),
}


def fill(sizes: Sizes) -> None:
    """Topics, posts and obstacles as many as the bar asks; what is not given is empty."""
    import pgtrigger

    from forum.models import Obstacle
    from members.models import User

    author = User.objects.create(email="author@bench.example", name="Autrice")
    pgtrigger.disable(*HISTORY)
    columns = dict(OBSTACLE)
    for one in Obstacle._meta.concrete_fields:
        if not (one.generated or one.null or one.primary_key or one.has_db_default()):
            columns.setdefault(one.column, _empty(one))
    sql = FILL.format(
        author=author.pk,
        columns=", ".join(columns),
        values=", ".join(columns.values()),
        **asdict(sizes),
    )
    with connection.cursor() as cursor:
        for statement in sql.split(";\n"):
            if statement.strip(" ;\n"):
                cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    pgtrigger.enable(*HISTORY)


def _empty(field: Any) -> str:
    values = {"BooleanField": "false", "PositiveIntegerField": "0", "JSONField": "'{}'"}
    kind = field.get_internal_type()
    return values.get(kind, "'{}'" if kind == "ArrayField" else "''")


def timed(call: Callable[[], Any]) -> dict[str, float]:
    """The middle of some rounds, in seconds: all of it, then its SQL, with what 95 % stay under."""
    whole, inside = [], []
    watch = Watch()
    for _round in range(ROUNDS):
        watch = Watch()
        start = time.perf_counter()
        with connection.execute_wrapper(watch):
            call()
        whole.append(time.perf_counter() - start)
        inside.append(watch.seconds)
    return {
        "seconds": spread(whole).median,
        "sql": spread(inside).median,
        "sql_p95": spread(inside).p95,
        "queries": watch.queries,
    }


def floor(name: str) -> None:
    """The same rows and counts, joined as strings, without template, language or rights."""
    page, counts = FLOORS[name]
    with connection.cursor() as cursor:
        cursor.execute(page)
        "".join(f"<li>{row}</li>" for row in cursor.fetchall())
        cursor.execute(counts)
        "".join(f"<li>{row}</li>" for row in cursor.fetchall())


def page(path: str) -> Callable[[], bytes]:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})

    def ask() -> bytes:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return response.content

    return ask


@transaction.atomic
def measure(sizes: Sizes) -> dict[str, dict[str, float]]:
    from forum.models import Obstacle, Topic
    from forum.similar import similar

    start = time.perf_counter()
    fill(sizes)
    filled = time.perf_counter() - start
    long = Topic.objects.filter(reply_count__gt=sizes.posts_each * 2).earliest("pk")
    full_page = page(f"{long.get_absolute_url()}?page=2")
    one = Obstacle.objects.earliest("pk")
    told = {
        "filling": {"seconds": filled},
        **{name: timed(partial(floor, name)) for name in FLOORS},
        "forum": timed(page("/fr/forum/")),
        "forum, selective word": timed(page(f"/fr/forum/?q={sizes.topics}")),
        "forum, word of every topic": timed(page("/fr/forum/?q=tramway")),
        "forum, two filters": timed(page("/fr/forum/?border=FR-DE&kind=question")),
        "topic of 500 posts": timed(full_page),
        "register": timed(page("/fr/obstacles/")),
        "register, a word": timed(page("/fr/obstacles/?q=tramway")),
        "register, two filters": timed(page("/fr/obstacles/?border=FR-DE&nature=law")),
        "scoreboard": timed(page("/fr/obstacles/scoreboard/")),
        "one obstacle": timed(page(one.get_absolute_url())),
        "similar titles": timed(lambda: similar("Télétravail des frontaliers et impôt")),
    }
    told["topic of 500 posts"]["compressed"] = len(gzip.compress(full_page()))
    transaction.set_rollback(True)
    return told


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure(Sizes())) + "\n")
