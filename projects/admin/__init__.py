"""The back office of projects."""

from projects.admin import project

__all__ = ["project"]
