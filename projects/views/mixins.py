from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from members.acting import Actor, mandate_of, record_acting
from members.models import Mandate
from members.views.mixins import person
from projects.models import Project


class KeepingMixin(View):
    """A page of those who keep one project; staff see it too, and act as staff.

    Sets `project` and `mandate` (None for staff without one). 404 when the project is not visible,
    403 when it is but is not theirs.
    """

    project: Project
    mandate: Mandate | None

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        rows = Project.objects.visible_to(request.user).defer("search", "names_text", "loaded")
        self.project = get_object_or_404(rows.select_related("owner"), slug=kwargs["slug"])
        self.mandate = self._mandate()
        if self.mandate is None and not request.user.is_staff:
            raise PermissionDenied
        record_acting(self.mandate)
        return super().dispatch(request, *args, **kwargs)

    def _mandate(self) -> Mandate | None:
        if self.project.owner is None:
            return None
        return mandate_of(person(self.request), self.project.owner, proposes_projects=True)

    @property
    def actor(self) -> Actor:
        return Actor(person(self.request), self.mandate)
