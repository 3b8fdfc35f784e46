"""The back office of members."""

from members.admin.changes import ProfileChangeAdmin
from members.admin.mandates import MandateAdmin
from members.admin.requests import InvitationAdmin, JoinRequestAdmin

__all__ = ["InvitationAdmin", "JoinRequestAdmin", "MandateAdmin", "ProfileChangeAdmin"]
