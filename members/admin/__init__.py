"""The back office of members."""

from members.admin.changes import ProfileChangeAdmin

__all__ = ["ProfileChangeAdmin"]
