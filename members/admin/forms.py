from copy import copy

from django import forms
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from core.admin import ContentForm, PictureField
from core.forms import BareField, VersionedForm
from members import profile
from members.logos import clean_logo
from members.models import IDENTIFIERS


class OrganisationForm(ContentForm):
    logo = PictureField(
        label=_("New logo"),
        redraw=clean_logo,
        help_text=_("PNG, JPEG or WebP, at most 1 MB and 2000 pixels a side."),
    )
    checked_identifiers = forms.MultipleChoiceField(
        label=_("Compared with the register"),
        required=False,
        choices=lambda: [(name, profile.label(name)) for name in IDENTIFIERS],
        help_text=_("The organisation no longer changes the numbers that are ticked."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    class Meta:
        field_classes = dict.fromkeys(IDENTIFIERS, BareField)
        help_texts = {
            "confirmed_on": _("The day on which the organisation itself said that this is right."),
            "ended_on": _("A year, a month or a day: 2016, 2016-01 or 2016-01-01."),
            "facts_on": _("A year, a month or a day: 2016, 2016-01 or 2016-01-01."),
        }


class KeepsAManager(forms.ModelForm):
    """A row that an organisation's people hang on: the database is asked before it is saved.

    It refuses to leave them without one who manages them, but only when the transaction ends.
    """

    def _post_clean(self):
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self._try()
            except IntegrityError as error:
                if "organisation_keeps_a_manager" not in str(error.__cause__.diag.constraint_name):  # type: ignore[union-attr]
                    raise
                self.add_error(None, _("An organisation keeps one person who manages its people."))

    def _try(self) -> None:
        with transaction.atomic():
            copy(self.instance).save()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


class MandateForm(KeepsAManager, VersionedForm):
    """What a person may do for an organisation."""


class UserForm(KeepsAManager):
    """A person. Nobody types a password for somebody else: a letter lets them choose it."""

    send_letter = forms.BooleanField(
        label=_("Send a letter to choose a password"),
        required=False,
        help_text=_("In the language of the person; its link opens for three days."),
    )

    class Meta:
        help_texts = {
            "language": _("Letters and the back office are in this language."),
            "is_staff": _("Staff keep everything in the back office, people included."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["send_letter"].initial = self.instance.pk is None

    def clean_email(self):
        return self.cleaned_data["email"].lower()
