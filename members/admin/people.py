from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import GapFilter, StaffRights
from core.gaps import Gap
from members.admin.forms import MandateForm, UserForm
from members.admin.mandates import EndsMandates, TodayFilter
from members.models import CAPABILITIES, Mandate, User
from members.services.accounts import remove_second_factors, send_password_letter


@admin.register(Mandate)
class MandateAdmin(EndsMandates):
    """Mandates end; none is deleted."""

    actions = ["end_mandates"]

    form = MandateForm
    list_display = ["user", "organisation", "function", "starts_on", "ends_on", "is_in_force"]
    list_display_links = ["user"]
    list_filter = [TodayFilter, "manages_people", "edits_profile", "speaks_for", "end_reason"]
    search_fields = [
        "user__name__unaccent",
        "user__email",
        "organisation__names_text__unaccent",
        "function__unaccent",
    ]
    autocomplete_fields = ["user", "organisation"]
    ordering = ["organisation__sort_fr", "starts_on"]
    fieldsets = [
        (None, {"fields": ["user", "organisation", "function", "version"]}),
        (_("What this person may do for it"), {"fields": [
            *CAPABILITIES, "is_public",
        ]}),
        (_("From when to when"), {"fields": [("starts_on", "ends_on"), "end_reason"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        columns = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
        rows = super().get_queryset(request).select_related("user", "organisation")
        return rows.defer(*[f"organisation__{column}" for column in columns])

    @admin.display(description=_("in force"), boolean=True)
    def is_in_force(self, row):
        return row.is_in_force()


def without_mandate() -> Q:
    mandates = Mandate.objects.in_force().filter(user=OuterRef("pk"))
    return Q(is_staff=False, is_active=True) & ~Q(Exists(mandates))


@admin.register(User)
class UserAdmin(StaffRights):
    form = UserForm
    list_display = ["__str__", "email", "language", "is_active", "is_staff", "last_login"]
    list_filter = [GapFilter, "is_staff", "is_active", "language"]
    search_fields = ["email", "name"]
    ordering = ["name", "email"]
    actions = ["send_letters", "remove_lost_factors"]
    gaps = [
        Gap("never-came", _("never logged in"), Q(last_login=None, is_active=True, erased_at=None)),
        Gap("without-mandate", _("without mandate in force"), without_mandate),
    ]
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "wants_news"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "send_letter"]}),
    ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request) and not (obj and obj.erased_at)

    def get_readonly_fields(self, request, obj=None):
        """Nobody locks themselves out."""
        return ["is_active", "is_staff"] if obj == request.user else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if form.cleaned_data["send_letter"] and obj.is_active:
            send_password_letter(obj)

    @admin.action(permissions=["change"], description=_("Send a letter to choose a password"))
    def send_letters(self, request, queryset):
        people = list(queryset.filter(is_active=True, erased_at=None))
        for person in people:
            send_password_letter(person)
        text = ngettext("%d letter is on its way.", "%d letters are on their way.", len(people))
        self.message_user(request, text % len(people), messages.SUCCESS)

    @admin.action(
        permissions=["change"],
        description=_("Remove lost second factors, once you know that it is the person"),
    )
    def remove_lost_factors(self, request, queryset):
        """Each is told by letter; nobody removes their own here."""
        people = list(queryset.filter(is_active=True).exclude(pk=request.user.pk))
        for person in people:
            remove_second_factors(person)
            self.log_change(request, person, _("second factors removed"))
        text = ngettext(
            "%d person chooses a new second factor at the next login.",
            "%d people choose a new second factor at the next login.",
            len(people),
        )
        self.message_user(request, text % len(people), messages.SUCCESS)
