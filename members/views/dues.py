"""What an organisation owes the association, for those who receive the calls there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, UpdateView

from members.acting import mandate_of
from members.dues import Dues
from members.dues_document import call_document, file_name
from members.forms.dues import PurchaseOrderForm
from members.models import Contribution
from members.views.mixins import ActingMixin


class DuesMixin(ActingMixin):
    """For who receives the calls or says who may act, and for staff."""

    def find_mandate(self):
        who: Any = self.request.user
        return mandate_of(who, self.organisation, receives_dues=True) or mandate_of(
            who, self.organisation, manages_people=True
        )

    @property
    def may_write(self) -> bool:
        return self.mandate.receives_dues if self.mandate else True

    def contributions(self):
        return Contribution.objects.filter(membership__organisation=self.organisation)


class DuesView(DuesMixin, TemplateView):
    template_name = "members/dues.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "dues": Dues(self.organisation),
            "may_write": self.may_write,
        }


class ContributionView(DuesMixin, UpdateView):
    """One contribution: its payments, and its purchase-order number."""

    template_name = "members/contribution.html"
    form_class = PurchaseOrderForm
    context_object_name = "contribution"

    def get_object(self, queryset=None):
        rows = self.contributions().prefetch_related("payments")
        if self.request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        if not self.may_write:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"may_write": self.may_write}

    def form_valid(self, form):
        form.save()
        messages.success(self.request, _("The purchase-order number is kept."))
        return redirect("members:dues", self.organisation.slug)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CallDocumentView(DuesMixin):
    """The call as a document; 404 while the contribution is not called."""

    def get(self, request, *args, **kwargs):
        rows = self.contributions().select_related("membership__organisation")
        contribution = rows.filter(pk=kwargs["pk"], called_on__isnull=False).first()
        if contribution is None:
            raise Http404
        name = f'attachment; filename="{file_name(contribution)}"'
        return HttpResponse(
            call_document(contribution),
            content_type="application/pdf",
            headers={"Content-Disposition": name, "Cache-Control": "private, no-store"},
        )
