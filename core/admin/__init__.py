"""What the admins of all apps share: rights, languages side by side, locks, history, export."""

from core.admin.content import ContentAdmin, ContentForm, VersionedAdmin, languages
from core.admin.gaps import GapFilter
from core.admin.imports import BatchAdmin
from core.admin.inlines import StaffInline, VersionedInline
from core.admin.pictures import PictureField
from core.admin.previews import PreviewAdmin
from core.admin.rights import ReadOnly, StaffRights

__all__ = [
    "BatchAdmin",
    "ContentAdmin",
    "ContentForm",
    "GapFilter",
    "PictureField",
    "PreviewAdmin",
    "ReadOnly",
    "StaffInline",
    "StaffRights",
    "VersionedAdmin",
    "VersionedInline",
    "languages",
]
