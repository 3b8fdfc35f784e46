"""The back office of the forum."""

from forum.admin import obstacles, routes, solutions, topics

__all__ = ["obstacles", "routes", "solutions", "topics"]
