"""The floor: a bare WSGI application that runs the directory's queries and joins strings.

`/fresh` counts the rows afresh, as most programs do; `/kept` reads the counts that the portal's
database keeps; `/projects/…` does the same for projects, with the sum of their budgets. The
connection is one per thread; there is no template, no language, no right.
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
PROJECTS_PAGE = """
SELECT slug, title_fr, acronym, stage, city, programme_key, summary_fr, border_codes
FROM projects_project WHERE is_published ORDER BY sort_fr, id LIMIT 24
"""
PROJECTS_FRESH_COUNTS = """
WITH p AS MATERIALIZED (
    SELECT stage, kind, programme_key, theme_codes, border_codes, partner_countries, has_documents,
        lat, start, total_budget
    FROM projects_project WHERE is_published
)
SELECT 'total', '', count(*) FROM p
UNION ALL SELECT 'stage', stage, count(*) FROM p WHERE stage <> '' GROUP BY 2
UNION ALL SELECT 'kind', kind, count(*) FROM p WHERE kind <> '' GROUP BY 2
UNION ALL SELECT 'programme', programme_key, count(*) FROM p WHERE programme_key <> '' GROUP BY 2
UNION ALL SELECT 'theme', unnest(theme_codes), count(*) FROM p GROUP BY 2
UNION ALL SELECT 'border', unnest(border_codes), count(*) FROM p GROUP BY 2
UNION ALL SELECT 'country', unnest(partner_countries), count(*) FROM p GROUP BY 2
UNION ALL SELECT 'documents', '1', count(*) FROM p WHERE has_documents HAVING count(*) > 0
UNION ALL SELECT 'placed', '1', count(*) FROM p WHERE lat IS NOT NULL HAVING count(*) > 0
UNION ALL SELECT 'year', left(start, 4), count(*) FROM p GROUP BY 2
UNION ALL SELECT 'budget', 'sum', COALESCE(sum(total_budget), 0) FROM p
"""
PROJECTS_KEPT_COUNTS = """
SELECT facet, value, sum(n) FROM projects_projecttally
WHERE facet NOT LIKE 'cell%' AND facet <> 'budget' GROUP BY 1, 2
UNION ALL SELECT 'budget', 'sum', sum(amount) FROM projects_projecttally WHERE facet = 'budget'
"""
PAGES = {
    "/fresh": (PAGE, FRESH_COUNTS),
    "/kept": (PAGE, KEPT_COUNTS),
    "/projects/fresh": (PROJECTS_PAGE, PROJECTS_FRESH_COUNTS),
    "/projects/kept": (PROJECTS_PAGE, PROJECTS_KEPT_COUNTS),
}
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
    if path not in PAGES:
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    with connection().cursor() as cursor:
        rows, counts = (cursor.execute(sql).fetchall() for sql in PAGES[path])
    body = page(rows, counts).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
