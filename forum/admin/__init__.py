"""The back office of the forum."""

from forum.admin import obstacles, register, routes, solutions, topics

__all__ = ["obstacles", "register", "routes", "solutions", "topics"]
