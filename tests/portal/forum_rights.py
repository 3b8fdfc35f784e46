"""Who may open what of the forum: rows of `tests.portal.test_rights`."""

from django.core.files.base import ContentFile

from forum.models import PostFile
from tests.forum.factories import TopicFactory

ALL = [200] * 7
STAFF = [404] * 6 + [200]
MEMBERS = [404] * 3 + [200] * 4
FORUM = {
    "/fr/forum/": ALL,
    "/fr/forum/map.geojson": ALL,
    "/fr/forum/export.csv": ALL,
    "/fr/forum/feed.atom": ALL,
    "/fr/forum/90000900/": ALL,
    "/fr/forum/90000901/": STAFF,
    "/fr/forum/90000902/": MEMBERS,
    "/fr/forum/90000903/": STAFF,
    "/fr/forum/posts/90000900/": [302] * 7,
    "/fr/forum/posts/90000901/": [404] * 6 + [302],
    "/fr/forum/posts/90000902/": [404] * 3 + [302] * 4,
    "/fr/forum/posts/90000903/": [404] * 6 + [302],
    "/fr/forum/files/90000900/": ALL,
    "/fr/forum/files/90000901/": STAFF,
    "/fr/forum/files/90000902/": MEMBERS,
    "/fr/forum/files/90000903/": STAFF,
    "/fr/forum/posts/90000900/history/": ALL,
    "/fr/forum/posts/90000901/history/": [404] * 7,
    "/fr/forum/posts/90000902/history/": MEMBERS,
    "/fr/forum/new/": [302, 403, 403, 200, 200, 200, 200],
    "/fr/forum/mine/": [302] + [200] * 6,
    "/fr/forum/90000900/answer/": [302, 403, 403, 200, 200, 200, 200],
    "/fr/forum/90000901/answer/": [302] + [404] * 5 + [403],
    "/fr/forum/90000902/answer/": [302, 404, 404, 200, 200, 200, 200],
    "/fr/forum/posts/90000900/edit/": [302] + [403] * 5 + [200],
    "/fr/forum/posts/90000901/edit/": [302] + [404] * 5 + [200],
    "/fr/forum/posts/90000902/edit/": [302, 404, 404, 403, 403, 403, 200],
    "/fr/forum/posts/90000900/discard/": [302] + [405] * 6,
    "/fr/forum/posts/90000900/accept/": [302] + [405] * 6,
    "/fr/forum/posts/90000900/report/": [302] + [200] * 6,
    "/fr/forum/posts/90000901/report/": [302] + [404] * 6,
    "/fr/forum/posts/90000902/report/": [302, 404, 404, 200, 200, 200, 200],
    "/fr/forum/posts/90000900/translate/de/": [302] + [403] * 5 + [200],
    "/fr/forum/posts/90000901/translate/de/": [302] + [404] * 6,
    "/fr/forum/posts/90000902/translate/de/": [302, 404, 404, 403, 403, 403, 200],
    "/fr/following/": [302] + [200] * 6,
    "/fr/following/languages/": [302] + [405] * 6,
    "/fr/following/calendar/": [302] + [405] * 6,
    "/fr/following/calendar/forged.ics": [404] * 7,
}
READABLE = {
    "topic_list", "topic_map", "topic_export", "topic_feed", "topic", "post", "post_history",
    "post_file", "calendar",
}  # fmt: skip
ROWS: dict[int, dict] = {
    90000900: {},
    90000901: {"state": "waiting"},
    90000902: {"audience": "members"},
    90000903: {"is_hidden": True},
}


def make_topics():
    """Topics 90000900 (everyone), 90000901 (waits), 90000902 (members) and 90000903 (hidden).

    Their first posts and files have the same keys.
    """
    for pk, facts in ROWS.items():
        topic = TopicFactory(pk=pk, **facts)
        topic.posts.update(id=pk)
        file = ContentFile(b"%PDF", name="none.pdf")
        PostFile.objects.create(pk=pk, post_id=pk, file=file, file_name="none.pdf", size_bytes=4)
