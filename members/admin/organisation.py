from django.contrib import admin, messages
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.admin import ContentAdmin, GapFilter, PreviewAdmin, languages
from core.uploads import remove
from members.admin.forms import OrganisationForm
from members.exports import COLUMNS
from members.gaps import GAPS
from members.models import Organisation
from members.views.directory import OrganisationDetailView
from territories.admin_filters import BorderFilter, ThemeFilter


class CountryFilter(admin.SimpleListFilter):
    """The countries that have an organisation."""

    title, parameter_name = _("country"), "country"

    def lookups(self, request, model_admin):
        codes = Organisation.objects.order_by("country").values_list("country", flat=True)
        found = [(str(code), countries.name(code) or code) for code in codes.distinct()]
        return sorted(found, key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(country=self.value()) if self.value() else queryset


class VisitorsView(OrganisationDetailView):
    """The page of a draft, as visitors will get it once it is published."""

    def seen(self):
        return Organisation.objects.all()

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        row.is_published = True
        return row


@admin.register(Organisation)
class OrganisationAdmin(PreviewAdmin, ContentAdmin):
    form = OrganisationForm
    list_display = [
        "named", "kind", "in_country", "city", "in_languages", "is_published", "confirmed_on",
        "updated",
    ]  # fmt: skip
    list_filter = [
        GapFilter, "is_published", "kind", CountryFilter, BorderFilter, ThemeFilter,
    ]  # fmt: skip
    search_fields = ["slug"]
    search_help_text = _("Names, acronyms, cities and texts, in any language.")
    language_stems = ("name", "description")
    unread = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
    frozen = ("slug",)
    secret = ("contact_email",)
    ticked = ("borders", "themes")
    gaps = GAPS
    export_columns = ("is_published", *COLUMNS)
    export_extra = {"successor_shown": F("successor__slug")}
    prepopulated_fields = {"slug": ["name_fr"]}
    autocomplete_fields = ["territory", "successor"]
    readonly_fields = ["logo_now", "people"]
    actions = ["publish", "unpublish", "confirm", "export_selected"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": [("is_published", "confirmed_on"), "version"]}),
        languages(_("Name"), "name"),
        (None, {"fields": [
            "slug", "acronym", "kind", ("legal_form", "has_legal_personality"), "website",
            "contact_email",
        ]}),
        languages(_("Description"), "description"),
        (_("Place"), {"fields": [
            "country", "address", ("postal_code", "city"), ("lat", "lon"),
        ]}),
        (_("Borders, themes, territory"), {"fields": ["borders", "themes", "territory"]}),
        (_("Identifiers"), {"fields": [("siren", "siret"), ("vat", "pic"), "checked_identifiers"]}),
        (_("Logo"), {"fields": ["logo_now", "logo"]}),
        (_("Before and after"), {"fields": ["ended_on", "successor"]}),
        (_("Where it comes from"), {"fields": ["source", "facts_on"]}),
        (_("Who may act for it"), {"fields": ["people"]}),
    ]  # fmt: skip

    def get_ordering(self, request):
        return ["sort_fr" if get_language() == "fr" else "sort_en", "pk"]

    @admin.display(description=_("name"), ordering="sort_fr")
    def named(self, row):
        return str(row)

    @admin.display(description=_("country"), ordering="country")
    def in_country(self, row):
        return row.country.name

    @admin.display(description=_("logo"))
    def logo_now(self, row):
        if not row.logo:
            return _("None yet.")
        return format_html('<img class="logo" src="{}" alt="{}">', row.logo.url, _("logo"))

    @admin.display(description=_("mandates"))
    def people(self, row):
        mandates = row.mandates.select_related("user").order_by("starts_on") if row.pk else []
        lines = [
            (
                reverse("admin:members_mandate_change", args=[mandate.pk]),
                mandate,
                "" if mandate.is_in_force() else _("(not in force)"),
            )
            for mandate in mandates
        ]
        listed = format_html_join("", '<li><a href="{}">{}</a> {}</li>', lines)
        return format_html('<ul class="plain">{}</ul>', listed) if lines else _("Nobody yet.")

    # A visitor's eyes

    def is_public(self, row):
        return row.is_published

    def visitors_page(self, visitor, row):
        if row.is_published:
            return super().visitors_page(visitor, row)
        return VisitorsView.as_view()(visitor, slug=row.slug)

    # Several rows at once

    @admin.action(permissions=["change"], description=_("Publish the selected organisations"))
    def publish(self, request, queryset):
        changed = queryset.filter(is_published=False).update(is_published=True)
        text = ngettext("%d organisation published.", "%d organisations published.", changed)
        self.message_user(request, text % changed, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Hide the selected organisations"))
    def unpublish(self, request, queryset):
        changed = queryset.filter(is_published=True).update(is_published=False)
        text = ngettext("%d organisation hidden.", "%d organisations hidden.", changed)
        self.message_user(request, text % changed, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Mark as confirmed today"))
    def confirm(self, request, queryset):
        today = timezone.localdate()
        changed = queryset.exclude(confirmed_on=today).update(confirmed_on=today)
        text = ngettext(
            "%d organisation marked as confirmed today.",
            "%d organisations marked as confirmed today.",
            changed,
        )
        self.message_user(request, text % changed, messages.SUCCESS)

    # Files of logos

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "logo" in form.changed_data and form.initial.get("logo"):
            remove(form.initial["logo"].name)

    def delete_model(self, request, obj):
        name = obj.logo.name
        super().delete_model(request, obj)
        remove(name)
