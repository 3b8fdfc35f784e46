"""Obstacles and topics as schema.org describes them (JSON-LD)."""

from typing import Any

from forum.models import Obstacle, Post, Topic
from forum.models.kinds import State
from members.models import Organisation


def obstacle_json_ld(obstacle: Obstacle, url: str) -> dict[str, Any]:
    """The public facts of `obstacle`, whose page is at `url`; what is unknown is absent."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": url,
        "identifier": obstacle.reference,
        "reportNumber": obstacle.reference,
        "name": obstacle.title,
        "abstract": obstacle.summary,
        "about": [str(theme) for theme in obstacle.themes.all()],
        "spatialCoverage": [str(border) for border in obstacle.borders.all()],
        "creativeWorkStatus": str(obstacle.get_outcome_display() or obstacle.get_status_display()),
        "dateCreated": obstacle.raised_on,
        "dateModified": obstacle.updated_at.date().isoformat(),
        "isBasedOn": obstacle.source if obstacle.source_is_address else "",
        "author": _named(obstacle.raised_by),
        "publisher": {
            "@type": "Organization",
            "name": "Mission Opérationnelle Transfrontalière",
        },
        "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    }
    return {key: value for key, value in facts.items() if value}


def _named(organisation: Organisation | None) -> dict[str, str] | None:
    """An organisation, once its page is published."""
    if organisation is None or not organisation.is_published:
        return None
    return {"@type": "Organization", "name": str(organisation)}


def topic_json_ld(topic: Topic, posts: list[Post], url: str) -> dict[str, Any]:
    """What everyone may read of a page of `topic`: a question with its answers, or a discussion."""
    shown = [post for post in posts if post.state == State.SHOWN]
    first = next((post for post in shown if post.is_first), None)
    answers = [post for post in shown if not post.is_first]
    about = {
        "name": topic.title,
        "text": first.text if first else "",
        "author": _author(topic),
        "inLanguage": topic.language,
        "dateCreated": topic.created_at.isoformat(),
    }
    if topic.kind != Topic.Kind.QUESTION:
        comments = [_said("Comment", post, url) for post in answers]
        return _known(
            {"@context": "https://schema.org", "@type": "DiscussionForumPosting", "@id": url}
            | about
            | {"headline": topic.title, "commentCount": topic.reply_count, "comment": comments}
        )
    question = {"@type": "Question", "answerCount": topic.reply_count} | about
    question["acceptedAnswer"] = next(
        (_said("Answer", post, url) for post in answers if post.is_accepted), None
    )
    question["suggestedAnswer"] = [
        _said("Answer", post, url) for post in answers if not post.is_accepted
    ]
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "@id": url,
        "mainEntity": _known(question),
    }


def _said(kind: str, post: Post, url: str) -> dict[str, Any]:
    return {
        "@type": kind,
        "text": post.text,
        "url": f"{url}#post-{post.pk}",
        "author": _author(post),
        "inLanguage": post.language,
        "dateCreated": post.created_at.isoformat(),
    }


def _author(row: Topic | Post) -> dict[str, str]:
    """The organisation for which it was written, else the person by name."""
    if row.organisation:
        return {"@type": "Organization", "name": str(row.organisation)}
    return {"@type": "Person", "name": row.author.shown_name}


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in (None, "", [])}
