from allauth.core import ratelimit
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from members.forms.contact import ContactForm
from members.services.relay import relay_letter
from members.views.mixins import OrganisationMixin


class ContactView(OrganisationMixin, FormView):
    """The relay form. `ACCOUNT_RATE_LIMITS["relay"]` letters; then 429 with the form kept."""

    template_name = "members/organisation_contact.html"
    form_class = ContactForm

    def dispatch(self, request, *args, **kwargs):
        self.organisation = get_object_or_404(self.get_queryset(), slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"organisation": self.organisation}

    def form_valid(self, form):
        if not ratelimit.consume(self.request, action="relay"):
            form.add_error(None, _("Many letters came from your network: try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        relay_letter(self.organisation, **form.cleaned_data)
        return redirect("members:organisation_contact_sent", self.organisation.slug)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ContactSentView(OrganisationMixin, DetailView):
    template_name = "members/organisation_contact_sent.html"
