from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import GapFilter, StaffInline, StaffRights, VersionedAdmin
from core.admin.exports import ExportAdmin
from core.amounts import AmountField
from core.forms import VersionedForm
from core.gaps import Gap
from core.templatetags.ui import euros
from members.admin.filters import StatusFilter
from members.forms.dues import CallForm, PrepareForm
from members.models import Contribution, Mandate, Payment, ReminderRule
from members.services import contributions

UNREAD = [
    f"membership__organisation__{name}"
    for name in ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
]


def overdue() -> Q:
    return Q(pk__in=Contribution.objects.overdue().values("pk"))


def reaching_nobody() -> Q:
    """Contributions of organisations where nobody receives the calls, and which have no address."""
    mandates = Mandate.objects.in_force().filter(
        organisation=OuterRef("membership__organisation"), receives_dues=True
    )
    return Q(membership__organisation__contact_email="", waived_on=None) & ~Q(Exists(mandates))


class PaymentForm(forms.ModelForm):
    class Meta:
        field_classes = {"amount": AmountField}


class ContributionForm(VersionedForm):
    class Meta:
        field_classes = {"amount": AmountField}


class PaymentInline(StaffInline, admin.TabularInline):
    model = Payment
    form = PaymentForm
    extra = 1


@admin.register(Contribution)
class ContributionAdmin(ExportAdmin, VersionedAdmin):
    """What is owed each year: prepared for all, called with an amount, paid, or waived."""

    form = ContributionForm
    change_list_template = "admin/members/dues_change_list.html"
    list_display = [
        "organisation", "for_year", "state", "called_amount", "paid_amount", "due_on",
        "reaches_somebody",
    ]  # fmt: skip
    list_display_links = ["organisation"]
    list_filter = [GapFilter, StatusFilter, "year", "membership__kind"]
    search_fields = ["membership__organisation__names_text", "purchase_order", "chorus_reference"]
    search_help_text = _("Names, acronyms, cities; purchase-order numbers.")
    autocomplete_fields = ["membership"]
    view_on_site = False
    ordering = ["-year", "membership__organisation__sort_fr"]
    inlines = [PaymentInline]
    actions = ["call_selected", "take_back_selected", "export_selected"]
    readonly_fields = ["for_year", "state", "reference", "called_on", "receivers", "their_page"]
    frozen = ("membership",)
    export_columns = (
        "membership__organisation__slug", "membership__kind", "year", "status_now", "amount",
        "paid_sum", "called_on", "due_on", "purchase_order", "chorus_reference", "waived_on",
        "waiver_decision",
    )  # fmt: skip
    gaps = [
        Gap("overdue", _("overdue"), overdue, is_error=True),
        Gap("to-call", _("not called yet"), Q(called_on=None, waived_on=None)),
        Gap("nobody", _("nobody receives the call"), reaching_nobody),
    ]
    fieldsets = [
        (None, {"fields": ["membership", "for_year", "state", "their_page", "version"]}),
        (_("Call"), {"fields": ["amount", "due_on", "called_on", "reference", "receivers"]}),
        (_("For the accountants"), {"fields": ["purchase_order", "chorus_reference"]}),
        (_("Waiver"), {"fields": ["waived_on", "waiver_decision"]}),
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("membership__organisation")
        rows = rows.defer(*UNREAD).with_status()  # type: ignore[attr-defined]
        return rows.annotate(
            is_nobody=Exists(Contribution.objects.filter(reaching_nobody(), pk=OuterRef("pk")))
        )

    def get_fieldsets(self, request, obj=None):
        first, *rest = super().get_fieldsets(request, obj)
        new = (None, {"fields": ["membership", "year", "version"]})
        return [first, *rest] if obj else [new, *rest]

    def get_readonly_fields(self, request, obj=None):
        """What was called is taken back before it is changed: the letter says it."""
        called = ["amount", "due_on"] if obj and obj.called_on else []
        return [*super().get_readonly_fields(request, obj), *called]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request) and not (obj and obj.called_on)

    @admin.display(description=_("organisation"), ordering="membership__organisation__sort_fr")
    def organisation(self, row):
        return str(row.membership.organisation)

    @admin.display(description=_("year"), ordering="year")
    def for_year(self, row):
        return str(row.year)

    @admin.display(description=_("state"), ordering="status_now")
    def state(self, row):
        return capfirst(str(Contribution.Status(row.status_now).label)) if row.pk else "–"

    @admin.display(description=_("called"), ordering="amount")
    def called_amount(self, row):
        return euros(row.amount) if row.amount is not None else "–"

    @admin.display(description=_("paid"), ordering="paid_sum")
    def paid_amount(self, row):
        return euros(row.paid_sum)

    @admin.display(description=_("reaches somebody"), boolean=True)
    def reaches_somebody(self, row):
        return not row.is_nobody

    @admin.display(description=_("reference"))
    def reference(self, row):
        return row.reference if row.called_on else "–"

    @admin.display(description=_("who receives the call"))
    def receivers(self, row):
        found = contributions.recipients(row.membership.organisation) if row.pk else []
        return format_html_join(", ", "{}", [(one,) for one in found]) or _("Nobody receives it.")

    @admin.display(description=_("as the organisation sees it"))
    def their_page(self, row):
        slug = row.membership.organisation.slug
        url = reverse("members:contribution", args=[slug, row.pk])
        return format_html('<a href="{}">{}</a>', url, url)

    # All members at once

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("prepare/", wrap(self.prepare_view), name="members_contribution_prepare"),
            path("call/", wrap(self.call_view), name="members_contribution_call"),
            *super().get_urls(),
        ]

    def prepare_view(self, request):
        """Give each membership of some kinds a contribution for a year; show how many first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PrepareForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            year, kinds = form.cleaned_data["year"], form.cleaned_data["kinds"]
            count = contributions.prepare(year, kinds)
            text = ngettext("%d contribution prepared.", "%d contributions prepared.", count)
            self.message_user(request, text % count, messages.SUCCESS)
            return redirect(f"{self._list()}?year={year}")
        title = _("Prepare the contributions of a year")
        status = 422 if request.method == "POST" else 200
        return self._page(request, "contribution_prepare", {"title": title, "form": form}, status)

    @admin.action(permissions=["change"], description=_("Call the selected contributions…"))
    def call_selected(self, request, queryset):
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return redirect(f"{reverse('admin:members_contribution_call')}?ids={ids}")

    def call_view(self, request):
        """Show what is about to be called and who will read it; then call, all or none."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = [
            int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isascii() and pk.isdigit()
        ]
        rows = list(self.get_queryset(request).filter(pk__in=[pk for pk in ids if pk < 2**63]))
        form = CallForm(request.POST or None, rows=rows)
        if request.method == "POST" and form.is_valid() and self._call(request, form, rows):
            return redirect(self._list())
        lines = [(row, contributions.recipients(row.membership.organisation)) for row in rows]
        facts = {"title": _("Call contributions"), "form": form, "lines": lines}
        status = 422 if request.method == "POST" else 200
        return self._page(request, "contribution_call", facts, status)

    def _call(self, request, form, rows) -> bool:
        facts = form.cleaned_data
        try:
            with transaction.atomic():
                silent = [row for row in rows if not self._call_one(row, facts)]
        except ValidationError as error:
            form.add_error(None, error)
            return False
        text = ngettext("%d contribution called.", "%d contributions called.", len(rows))
        self.message_user(request, text % len(rows), messages.SUCCESS)
        if silent:
            names = ", ".join(str(row.membership.organisation) for row in silent)
            words = _("Nobody receives the calls of: %s. Send them the document yourself.")
            self.message_user(request, words % names, messages.WARNING)
        return True

    def _call_one(self, row, facts) -> list:
        try:
            return contributions.call(
                row, amount=facts["amount"], due_on=facts["due_on"], letters=not facts["quiet"]
            )
        except ValidationError as error:
            words = f"{row}: {' '.join(error.messages)}"
            raise ValidationError(words) from error

    @admin.action(permissions=["change"], description=_("Take the call back, to correct it"))
    def take_back_selected(self, request, queryset):
        done = 0
        for row in queryset:
            try:
                contributions.take_back(row)
                done += 1
            except ValidationError as error:
                words = f"{row}: {' '.join(error.messages)}"
                self.message_user(request, words, messages.WARNING)
        text = ngettext("%d call taken back.", "%d calls taken back.", done)
        self.message_user(request, text % done, messages.SUCCESS)

    def _list(self) -> str:
        return reverse("admin:members_contribution_changelist")

    def _page(self, request, template: str, facts: dict, status: int) -> TemplateResponse:
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **facts}
        return TemplateResponse(request, f"admin/members/{template}.html", context, status=status)


@admin.register(ReminderRule)
class ReminderRuleAdmin(StaffRights):
    """When letters remind of contributions. A rule does not write for days before it was made."""

    list_display = ["in_words", "kind", "is_active", "since"]
    readonly_fields = ["since"]
    fields = ["days", "kind", "is_active", "since"]

    @admin.display(description=_("when"), ordering="days")
    def in_words(self, rule):
        if rule.days == 0:
            return _("on the due day")
        if rule.days < 0:
            return ngettext("%d day before", "%d days before", -rule.days) % -rule.days
        return ngettext("%d day after", "%d days after", rule.days) % rule.days

    def save_model(self, request, obj, form, change):
        if change and form.changed_data:
            obj.since = timezone.localdate()
        super().save_model(request, obj, form, change)
