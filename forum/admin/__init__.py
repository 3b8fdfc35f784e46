"""The back office of the forum."""

from forum.admin import topics

__all__ = ["topics"]
