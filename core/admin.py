"""What the admins of all apps share: rights, languages side by side, locks, history, export."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from core.exports import safe_cell
from core.forms import LinesField, VersionedForm
from core.gaps import Gap
from core.history import entries, event_model, events_of, latest
from core.search import MAX_WORDS_LENGTH, Fold, clean_words
from core.templatetags.ui import language_name

CONTENT = list(settings.CONTENT_LANGUAGES)
INTERFACE = [code for code, _name in settings.LANGUAGES]
ENTRIES_PER_PAGE = 50


def languages(title, stem: str) -> tuple[Any, Any]:
    """A fieldset with the translated field `stem`, one language beside the other."""
    names = tuple(to_attribute(stem, code) for code in CONTENT)
    return title, {"fields": [names], "classes": ["languages"]}


class ContentForm(VersionedForm):
    """Fields of translated texts are named by their language; what is missing is marked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            code = name.rpartition("_")[2]
            if code in CONTENT and getattr(type(self.instance), name[: -len(code) - 1], None):
                field.widget.attrs |= {"lang": code}
                field.label = self._label(name, code)

    def _label(self, name: str, code: str):
        language = capfirst(language_name(code))
        if self.instance.pk is None or code not in INTERFACE or self.initial.get(name):
            return language
        return format_html('{} <span class="missing">{}</span>', language, _("missing"))


class StaffRights(BaseModelAdmin):
    """Staff of MOT keep everything that is registered; nobody else comes here."""

    def _is_staff(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request):
        return self._is_staff(request)

    def has_view_permission(self, request, obj=None):
        return self._is_staff(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self._is_staff(request)


class GapFilter(admin.SimpleListFilter):
    """Rows that lack something or cannot be right, as the admin names them in `gaps`."""

    title = _("what waits")
    parameter_name = "gap"

    def __init__(self, request, params, model, model_admin):
        self.gaps: list[Gap] = model_admin.gaps
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(gap.key, gap.label) for gap in self.gaps]

    def queryset(self, request, queryset):
        chosen = next((gap for gap in self.gaps if gap.key == self.value()), None)
        return queryset.filter(chosen.rows()) if chosen else queryset


class ContentAdmin(StaffRights, admin.ModelAdmin):
    """The admin of a `Versioned` model with texts in several languages."""

    form = ContentForm
    list_per_page = 50
    gaps: list[Gap] = []
    # Stems of the translated fields that the column "languages" looks at.
    language_stems: tuple[str, ...] = ("name",)
    # Columns that a list never reads.
    unread: tuple[str, ...] = ("loaded",)
    # Read-only once the row exists: other rows and addresses refer to it.
    frozen: tuple[str, ...] = ()
    # Fields whose values the history does not tell.
    secret: tuple[str, ...] = ()
    # Lists of texts that may hold commas: one a line.
    lines: tuple[str, ...] = ()
    # Relations with few rows at the other end: boxes to tick.
    ticked: tuple[str, ...] = ()
    export_columns: tuple[str, ...] = ()
    export_extra: dict[str, Any] = {}
    change_list_template = "admin/content_change_list.html"
    actions = ["export_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*self.unread)

    def get_object(self, request, object_id, from_field=None):
        """The row; under a lock, and as it is now, when it is about to be written."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            locked = self.model._default_manager.select_for_update(of=("self",))
            try:
                row.refresh_from_db(from_queryset=locked)
            except self.model.DoesNotExist:
                return None
        return row

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        return [*fields, *self.frozen] if obj else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.lines and isinstance(db_field, ArrayField):
            base = db_field.base_field.formfield()
            widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
            return LinesField(
                base, required=False, widget=widget, label=capfirst(db_field.verbose_name),
                help_text=_("One a line."),
            )  # fmt: skip
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.ticked:
            kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "ticks"})
            kwargs["queryset"] = db_field.related_model._default_manager.for_labels()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        """The project's own search, whatever accents and endings, and parts of a name as typed."""
        words = clean_words(search_term)[:MAX_WORDS_LENGTH]
        if not words or not hasattr(queryset, "search"):
            return super().get_search_results(request, queryset, words)
        ids = self.model._default_manager.search(words).values("pk")
        return queryset.filter(models.Q(pk__in=ids) | self.typed(words)), False

    def typed(self, words: str) -> models.Q:
        """Rows that hold `words` just as they were typed, for suggestions."""
        return models.Q(names_text__contains=Fold(models.Value(words)))

    @admin.display(description=_("languages"))
    def languages(self, obj):
        """`fr en – –`: the languages in which all texts of the row exist; in brackets, some."""
        return format_html_join(" ", '<span class="{}" title="{}">{}</span>', self._marks(obj))

    def _marks(self, obj) -> Iterator[tuple[str, str, str]]:
        for code in CONTENT:
            there = [bool(getattr(obj, to_attribute(stem, code))) for stem in self.language_stems]
            name = language_name(code)
            if all(there):
                yield "there", str(_("%s: complete") % name), code
            elif any(there):
                yield "partly", str(_("%s: in part") % name), f"({code})"
            else:
                yield "absent", str(_("%s: missing") % name), "–"

    # Export

    def export_rows(self, rows: models.QuerySet) -> Iterator[bytes]:
        """The rows as CSV: UTF-8 with its mark, `;` in French, `,` otherwise."""
        columns = [*(self.export_columns or self._all_columns()), *self.export_extra]
        values = rows.annotate(**self.export_extra).values_list(*columns)
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";" if get_language() == "fr" else ",")
        writer.writerow(columns)
        for row in values.iterator(chunk_size=500):
            writer.writerow([_cell(value) for value in row])
        yield b"\xef\xbb\xbf" + stream.getvalue().encode()

    def _all_columns(self) -> list[str]:
        left = {"id", "loaded", "source_key", "version", *self.unread, *self.secret}
        columns = self.opts.concrete_fields
        return [one.name for one in columns if one.name not in left and not one.generated]

    def _exported(self, rows: models.QuerySet) -> StreamingHttpResponse:
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            self.export_rows(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @admin.action(permissions=["view"], description=_("Export the selected rows (CSV)"))
    def export_selected(self, request, queryset):
        return self._exported(queryset)

    def export_view(self, request):
        """All rows of the list under its filters and words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        changes = self.get_changelist_instance(request)
        return self._exported(changes.get_queryset(request))

    # History

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("export.csv", wrap(self.export_view), name=f"{name}_export"),
            path("history/", wrap(self.latest_view), name=f"{name}_latest"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """What happened to one row, deleted ones included, in words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            told = entries(self.model, int(unquote(object_id)), self.secret)
        except ValueError as error:
            raise Http404 from error
        row = self.get_object(request, object_id)
        if not told and row is None:
            raise Http404
        return self._history(request, told, row or told[0].name, "object_history", row)

    def latest_view(self, request):
        """What happened to the rows of this model, latest first; `?what=delete` deletions only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        events = events_of(self.model).order_by("-pgh_id").defer(*self._long_columns())
        if request.GET.get("what") == "delete":
            events = events.filter(pgh_label="delete")
        return self._history(request, events, self.opts.verbose_name_plural, "latest", None)

    def _long_columns(self) -> list[str]:
        wide = (models.TextField, models.JSONField)
        columns = event_model(self.model)._meta.concrete_fields
        return [
            one.name for one in columns
            if isinstance(one, wide) and not one.name.startswith("pgh_")
        ]  # fmt: skip

    def _history(self, request, rows, subject, template: str, row) -> HttpResponse:
        page = Paginator(rows, ENTRIES_PER_PAGE).get_page(request.GET.get("p"))
        told = page.object_list if template == "object_history" else latest(self.model, page)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % subject,
            "entries": told,
            "page": page,
            "object": row,
            "opts": self.opts,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/{template}.html", context)


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = ";".join(str(item) for item in value)
    return safe_cell(value)
