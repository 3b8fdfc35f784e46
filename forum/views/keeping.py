"""Pages of those who raised or carry one obstacle, and of the staff."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from forum.models import Obstacle
from members.acting import Actor, mandate_of, record_acting
from members.models import Mandate, User
from members.views.mixins import person


def actor_for(user: User, obstacle: Obstacle) -> Actor | None:
    """As whom `user` keeps it: staff, else for who carries it, else for who raised it."""
    if user.is_staff:
        return Actor(user)
    for organisation in (obstacle.carrier, obstacle.raised_by):
        if organisation and (found := mandate_of(user, organisation, speaks_for=True)):
            return Actor(user, found)
    return None


class KeepingMixin(View):
    """Sets `obstacle` and `actor`. 404 when it is not visible, 403 when it is not theirs."""

    obstacle: Obstacle
    actor: Actor
    is_for_staff = False

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        self.obstacle = self.find(kwargs.pop("reference"))
        found = actor_for(person(request), self.obstacle)
        if found is None or (self.is_for_staff and not self.is_staff):
            raise PermissionDenied
        self.actor = found
        record_acting(found.mandate)
        return super().dispatch(request, *args, **kwargs)

    def find(self, reference: str) -> Obstacle:
        rows = Obstacle.objects.visible_to(self.request.user)
        rows = rows.select_related("carrier", "raised_by", "main_border")
        if self.request.method in ("GET", "HEAD"):
            rows = rows.prefetch_related("sides")
        else:
            rows = rows.select_for_update(of=["self"])
        return get_object_or_404(rows, reference=reference)

    @property
    def is_staff(self) -> bool:
        return person(self.request).is_staff

    def back(self, anchor: str = "") -> HttpResponse:
        response = redirect("forum:obstacle_manage", self.obstacle.reference)
        response["Location"] += f"#{anchor}" if anchor else ""
        return response

    def page(self, template: str, status: int = 200, **context) -> HttpResponse:
        found = {"obstacle": self.obstacle, "actor": self.actor, **context}
        return render(self.request, template, found, status=status)

    def tell(self, error: ValidationError) -> None:
        messages.warning(self.request, " ".join(error.messages))


def mandate_named(user: User, slug: str) -> Mandate | None:
    """The mandate in force under which `user` speaks for the organisation at `slug`."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    return mandates.filter(organisation__slug=slug).select_related("user", "organisation").first()


def add_errors(form, error: ValidationError) -> None:
    """Put the sentences of a service beside their fields; those without a field on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
