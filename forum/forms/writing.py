"""The forms with which people write: a post, and the topic that it opens."""

import uuid
from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import VersionedForm
from core.templatetags.ui import language_name
from forum.models import Post, PostFile, Topic
from forum.models.kinds import Audience, State, TopicKind
from forum.services.writing import Heading, Words
from forum.voices import Voice
from projects.forms.documents import FileForm
from territories.models import Border, Territory, Theme

LINKS = ["borders", "themes", "territories"]
MOST_FILES = 5
READERS = {
    Audience.PUBLIC: gettext_lazy("Everyone: visitors and search engines too"),
    Audience.MEMBERS: gettext_lazy("Members of the network: who acts for one, and the MOT"),
}


class PostForm(VersionedForm):
    """A text. What was not sent yet also says in whose name (`voice`), and has a `key`."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    voice = forms.ChoiceField(
        label=gettext_lazy("You write as"), widget=forms.RadioSelect, label_suffix=""
    )

    class Meta:
        model = Post
        fields = ["text", "language", "answers"]
        labels = {"text": gettext_lazy("Your text")}
        widgets = {"text": forms.Textarea({"rows": 12}), "answers": forms.HiddenInput}
        help_texts = {
            "text": gettext_lazy(
                "An empty line begins a paragraph; **bold**, *italic*, “- ” before each line of a"
                " list, “&gt; ” before a quotation, [words](https://address) for a link."
            )
        }

    def __init__(self, data=None, *, instance: Post, voices: Sequence[Voice], **kwargs):
        super().__init__(data, instance=instance, label_suffix="", **kwargs)
        self.voices = {voice.key: voice for voice in voices}
        names = [(code, language_name(code)) for code in settings.CONTENT_LANGUAGES]
        self.fields["language"].choices = names  # type: ignore[attr-defined]
        if instance.pk and instance.state != State.DRAFT:
            del self.fields["key"], self.fields["voice"], self.fields["answers"]
            return
        others = Post.objects.none() if instance.is_first else instance.topic.posts.shown()
        self.fields["answers"].queryset = others  # type: ignore[attr-defined]
        self.fields["voice"].choices = [(key, str(one)) for key, one in self.voices.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("key", self._key())
        self.initial.setdefault("voice", self._voice())

    def _key(self) -> uuid.UUID:
        row = self.instance
        if row.pk:
            return row.topic.key if row.is_first else row.key
        return uuid.uuid4()

    def _voice(self) -> str:
        organisation = self.instance.organisation
        kept = organisation.slug if organisation else ""
        return kept if kept in self.voices else next(iter(self.voices))

    @property
    def words(self) -> Words:
        sent = self.cleaned_data
        return Words(sent["text"], sent["language"], sent.get("answers"))

    @property
    def voice_chosen(self) -> Voice:
        return self.voices[self.cleaned_data["voice"]]


class TopicForm(VersionedForm):
    """What a topic is about, and who may read it."""

    class Meta:
        model = Topic
        fields = ["kind", "title", "audience", *LINKS]
        labels = {"kind": gettext_lazy("What it is"), "audience": gettext_lazy("Who may read it")}
        widgets = {
            "kind": forms.RadioSelect,
            "audience": forms.RadioSelect,
            "borders": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
        }

    def __init__(self, data=None, *, instance: Topic, audiences: Sequence[Audience], **kwargs):
        kwargs = {"prefix": "topic", "label_suffix": ""} | kwargs
        super().__init__(data, instance=instance, **kwargs)
        kinds = [(one.value, capfirst(str(one.label))) for one in TopicKind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["audience"].choices = [(one.value, READERS[one]) for one in audiences]  # type: ignore[attr-defined]
        for name, rows in {
            "borders": Border.objects.for_labels(),
            "themes": Theme.objects.for_labels(),
            "territories": Territory.objects.for_pages(),
        }.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["territories"].widget.attrs["size"] = 6

    @property
    def heading(self) -> Heading:
        sent = self.cleaned_data
        links = {name: sent[name] for name in LINKS}
        return Heading(sent["kind"], sent["title"], sent["audience"], links)


class PostFileForm(FileForm):
    """A document or a picture, with what it shows."""

    class Meta:
        model = PostFile
        fields = ["title", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_file(self):
        content = super().clean_file()
        if content and "file" in self.changed_data:
            self.instance.is_picture = content.name.endswith((".png", ".webp"))
        return content

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not self.has_error("file"):
            self.add_error("file", ValidationError(_("Choose the file.")))
        return cleaned


FileFormSet = inlineformset_factory(
    Post, PostFile, form=PostFileForm, extra=2, max_num=MOST_FILES, validate_max=True
)
