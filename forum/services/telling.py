"""Telling those who follow what changed."""

from forum.models import Post


def topic_changed(post: Post) -> None:
    """A post of a topic is shown."""
