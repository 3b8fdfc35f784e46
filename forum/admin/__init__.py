"""The back office of the forum."""

from forum.admin import solutions

__all__ = ["solutions"]
