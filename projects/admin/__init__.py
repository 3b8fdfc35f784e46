"""The back office of projects."""

from projects.admin import merges, project

__all__ = ["merges", "project"]
