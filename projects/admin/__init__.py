"""The back office of projects."""

from projects.admin import imports, merges, project

__all__ = ["imports", "merges", "project"]
