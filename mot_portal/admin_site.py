from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

# Accounts are kept by their services: what allauth would show holds secrets, and no rule of ours.
LEFT_OUT = {"account", "mfa", "socialaccount", "usersessions"}


class PortalAdminSite(AdminSite):
    """The staff's back office. One enters it as one enters the portal, with the second factor."""

    site_header = _("MOT – back office")
    site_title = _("MOT")
    index_title = _("What waits")

    @method_decorator(login_not_required)
    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """403 for who is logged in and no staff; others log in on the portal's own page."""
        return redirect("admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def register(self, model_or_iterable, admin_class=None, **options):
        models: Any = model_or_iterable
        models = [models] if isinstance(models, type) else models
        kept = [model for model in models if model._meta.app_label not in LEFT_OUT]
        super().register(kept, admin_class, **options)
