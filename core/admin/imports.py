from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.rights import StaffRights


class BatchAdmin(StaffRights):
    """Files of a staged import (`core.imports`), from those just sent to those applied."""

    def has_delete_permission(self, request, obj=None):
        """What was applied stays: it says where rows come from, and undoes them."""
        return super().has_delete_permission(request) and not (
            obj and (obj.task or (obj.applied_at and not obj.undone_at))
        )

    def delete_model(self, request, obj):
        obj.file.delete(save=False)
        super().delete_model(request, obj)

    @admin.display(description=gettext_lazy("state"))
    def state(self, batch):
        if batch.task:
            return _("being worked on")
        if batch.undone_at:
            return _("undone")
        if batch.applied_at:
            return _("applied")
        return _("to check") if batch.staged_at else _("columns to say")
