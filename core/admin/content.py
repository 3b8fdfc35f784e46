from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from core.admin.exports import ExportAdmin
from core.admin.history import HistoryAdmin
from core.forms import LinesField, VersionedForm
from core.gaps import Gap
from core.search import MAX_WORDS_LENGTH, Fold, clean_words
from core.templatetags.ui import language_name

CONTENT = list(settings.CONTENT_LANGUAGES)
INTERFACE = [code for code, _name in settings.LANGUAGES]


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
                field.widget.attrs |= {"lang": code, "placeholder": " "}  # tells the empty ones
                field.label = self._label(name, code)

    def _label(self, name: str, code: str):
        language = capfirst(language_name(code))
        if self.instance.pk is None or code not in INTERFACE or self.initial.get(name):
            return language
        return format_html('{} <span class="missing">{}</span>', language, _("missing"))


class VersionedAdmin(HistoryAdmin):
    """The admin of a `Versioned` model: nobody overwrites a colleague."""

    form = VersionedForm
    gaps: list[Gap] = []
    # Read-only once the row exists: other rows and addresses refer to it.
    frozen: tuple[str, ...] = ()

    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        models.URLField: {"assume_scheme": "https"},
    }

    class Media:
        js = ["js/admin.js"]

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

    def get_form(self, request, obj=None, change=False, **kwargs):
        """`version` is a field of the form alone: of the model it cannot be edited."""
        names = flatten_fieldsets(self.get_fieldsets(request, obj))
        kwargs["fields"] = [name for name in names if name != "version"]
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Rows at the other end of a relation are looked at here, and edited in their own place."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(wrapper := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            wrapper.can_add_related = wrapper.can_change_related = False
            wrapper.can_delete_related = False
            if isinstance(wrapper.widget, forms.CheckboxSelectMultiple):
                wrapper.can_view_related = False
        return field

    @admin.display(description=_("updated"), ordering="updated_at")
    def updated(self, row):
        return date_format(localtime(row.updated_at), "SHORT_DATETIME_FORMAT")

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        return [*fields, *self.frozen] if obj else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)


class ContentAdmin(ExportAdmin, VersionedAdmin):
    """The admin of a `Versioned` model with texts in several languages."""

    form = ContentForm
    # Stems of the translated fields that the column `in_languages` looks at.
    language_stems: tuple[str, ...] = ("name",)
    # Columns that a list never reads.
    unread: tuple[str, ...] = ("loaded",)
    # Lists of texts that may hold commas: one a line.
    lines: tuple[str, ...] = ()
    # Relations with few rows at the other end: boxes to tick.
    ticked: tuple[str, ...] = ()

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*self.unread)

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
    def in_languages(self, obj):
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
