import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """A visitor writes to an organisation without seeing its address.

    `token` is made with the page: the same page sent twice writes one letter.
    """

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=150)
    message = forms.CharField(
        label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10})
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
