"""The floor: a bare WSGI application that runs the directory's queries and joins strings.

`/fresh` counts the rows afresh, as most programs do; `/kept` reads the counts that the portal's
database keeps. The connection is one per thread; there is no template, no language, no right.
"""

import os
import threading
from html import escape

import psycopg

PAGE = """
SELECT slug, name_fr, acronym, kind, city, country, description_fr, border_codes
FROM members_organisation WHERE is_published ORDER BY sort_fr, id LIMIT 24
"""
FRESH_COUNTS = """
WITH o AS MATERIALIZED (
    SELECT kind, country, border_codes, theme_codes FROM members_organisation WHERE is_published
)
SELECT 'total', '', count(*) FROM o
UNION ALL SELECT 'kind', kind, count(*) FROM o GROUP BY 2
UNION ALL SELECT 'country', country, count(*) FROM o GROUP BY 2
UNION ALL SELECT 'border', unnest(border_codes), count(*) FROM o GROUP BY 2
UNION ALL SELECT 'theme', unnest(theme_codes), count(*) FROM o GROUP BY 2
"""
KEPT_COUNTS = """
SELECT facet, value, sum(n) FROM members_tally
WHERE facet IN ('total', 'kind', 'country', 'border', 'theme') GROUP BY 1, 2
"""
COUNTS = {"/fresh": FRESH_COUNTS, "/kept": KEPT_COUNTS}
_of_thread = threading.local()


def connection() -> psycopg.Connection:
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return _of_thread.connection


def page(rows: list[tuple], counts: list[tuple]) -> str:
    """The rows and the counts as a page of HTML, values escaped."""
    cards = "".join(
        f'<li><h2><a href="/fr/members/{escape(slug)}/">{escape(name)}</a> {escape(acronym)}</h2>'
        f"<p>{escape(kind)} · {escape(city)}, {escape(country)}</p><p>{escape(text)}</p>"
        f"<p>{escape(' '.join(borders))}</p></li>"
        for slug, name, acronym, kind, city, country, text, borders in rows
    )
    choices = "".join(
        f'<li><input type="checkbox" name="{facet}" value="{escape(value)}">{escape(value)} {n}'
        for facet, value, n in counts
    )
    return f"<!doctype html><title>Members</title><ul>{choices}</ul><ul>{cards}</ul>"


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path not in COUNTS:
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    with connection().cursor() as cursor:
        rows = cursor.execute(PAGE).fetchall()
        counts = cursor.execute(COUNTS[path]).fetchall()
    body = page(rows, counts).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
