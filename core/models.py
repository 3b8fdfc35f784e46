from collections.abc import Sequence

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField, to_attribute

from core.partial_dates import PartialDateField


class CountVersion(pgtrigger.Trigger):
    """Add one to `version` and set `updated_at` when an update changes a row; not otherwise.

    The loader's notes are no change, and generated columns are not computed yet at that moment; nor
    are the columns `kept`, which other triggers write.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Update

    def __init__(self, *, kept: Sequence[str] = (), **kwargs):
        super().__init__(**kwargs)
        self.kept = kept

    def get_func(self, model):
        own = ["version", "updated_at", "loaded", "source_key", *self.kept]
        generated = [field.column for field in model._meta.fields if field.generated]
        ignored = ", ".join(f"'{column}'" for column in own + generated)
        return f"""
            IF to_jsonb(NEW) - ARRAY[{ignored}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{ignored}]
            THEN
                NEW.version = OLD.version + 1;
                NEW.updated_at = clock_timestamp();
            END IF;
            RETURN NEW;
        """


class Versioned(models.Model):
    """A row that several people edit: PostgreSQL counts its versions, so no edit is lost."""

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    updated_at = models.DateTimeField(_("updated"), db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers: list[pgtrigger.Trigger] = [CountVersion(name="count_version")]


class Kept(models.Model):
    """A row with columns that triggers keep (`kept`): saving what was read before leaves them."""

    kept: Sequence[str] = ()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None and not self._state.adding:
            left = {*self.kept, *self.get_deferred_fields()}
            update_fields = [
                field.name
                for field in self._meta.concrete_fields
                if not (field.primary_key or field.generated or {field.name, field.attname} & left)
            ]
        super().save(*args, update_fields=update_fields, **kwargs)


class Sourced(models.Model):
    """A row whose facts come from somewhere: the address of the evidence and its date.

    `source_key` and `loaded` remember what the loader wrote last, so that a later run can tell a
    fact that the source changed from one that staff edited (see `core.loading`).
    """

    source = models.TextField(
        _("source"), blank=True, help_text=_("Address of the page, or title of the document.")
    )
    facts_on = PartialDateField(_("date of the facts"))
    source_key = models.CharField(max_length=200, null=True, unique=True, editable=False)  # noqa: DJ001
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    @property
    def source_is_address(self) -> bool:
        return self.source.startswith(("http://", "https://"))


def content_order() -> list[str]:
    """Languages of content in the order in which they replace each other for this reader."""
    language = get_language()
    rest = [code for code in settings.CONTENT_LANGUAGES if code != language]
    return [language, *rest] if language in settings.CONTENT_LANGUAGES else rest


def _first_available(name, field):
    def read(obj):
        values = (getattr(obj, to_attribute(name, language)) for language in content_order())
        return next((value for value in values if value), "")

    return read


def translated(field: models.Field) -> TranslatedField:
    """One column per language of content (`name_fr`, `name_en`…).

    Reading `row.name` gives the reader's language, else the first that exists, else "". Templates
    that must say which language they show use the `text` tag.
    """
    return TranslatedField(field, languages=settings.CONTENT_LANGUAGES, attrgetter=_first_available)


def codes(max_length: int, **kwargs) -> ArrayField:
    """A list of short codes (countries, languages, NUTS); empty when none is known."""
    return ArrayField(models.CharField(max_length=max_length), default=list, blank=True, **kwargs)


def tracked(*computed: str):
    """History of every insert, update and delete of a model, written by triggers.

    `computed` names the columns that PostgreSQL computes: they say nothing that others do not.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=["version", "updated_at", "loaded", "source_key", *computed],
    )
