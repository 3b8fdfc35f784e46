"""The back office of the forum."""

from forum.admin import solutions, topics

__all__ = ["solutions", "topics"]
