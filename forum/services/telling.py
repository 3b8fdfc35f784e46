"""Telling those who follow what changed."""

from forum.models import Post, StatusChange, Step


def topic_changed(post: Post) -> None:
    """A post of a topic is shown."""


def obstacle_changed(news: StatusChange | Step) -> None:
    """The status of an obstacle changed, or a step was sent or answered."""
