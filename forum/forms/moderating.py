"""What moderators decide of a post or of a topic."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Flag, Post, Topic
from forum.models.kinds import State

ACTS = {
    "show": gettext_lazy("show it"),
    "hide": gettext_lazy("hide it: its author and the staff alone read it"),
    "settle": gettext_lazy("leave it as it is, and close what was reported"),
    "move": gettext_lazy("move it into another topic"),
    "lock": gettext_lazy("lock it: it takes no more answers"),
    "unlock": gettext_lazy("open it again for answers"),
    "merge": gettext_lazy("merge it into another topic"),
    "unmerge": gettext_lazy("take it apart again"),
}
NEED_A_TOPIC = ["move", "merge"]
NUMBER = re.compile(r"(\d{1,9})/?\s*$")


class ModerationForm(forms.Form):
    """One of `acts`, the reason that its author reads, and the topic to go to."""

    act = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    into = forms.CharField(
        label=gettext_lazy("The other topic"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Its number, or the address of its page."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Its author gets it by letter. To hide or to lock needs one."),
    )

    def __init__(self, data=None, *, acts: list[str]):
        super().__init__(data, label_suffix="")
        self.fields["act"].choices = [(act, ACTS[act]) for act in acts]  # type: ignore[attr-defined]
        if not set(acts) & set(NEED_A_TOPIC):
            del self.fields["into"]

    def clean_into(self) -> Topic | None:
        typed = self.cleaned_data["into"]
        if self.cleaned_data.get("act") not in NEED_A_TOPIC:
            return None
        number = NUMBER.search(typed)
        found = Topic.objects.filter(pk=number[1]).first() if number else None
        if found is None:
            raise ValidationError(_("Give the number of a topic that exists."))
        return found


def acts_on_post(post: Post, flags: list[Flag]) -> list[str]:
    """What can be decided of it as it is."""
    acts = {
        State.WAITING: ["show", "hide"],
        State.SHOWN: ["hide"],
        State.HIDDEN: ["show"],
    }.get(State(post.state), [])
    acts += ["settle"] if flags else []
    can_move = not post.is_first and post.state != State.DRAFT
    return acts + (["move"] if can_move else [])


def acts_on_topic(topic: Topic) -> list[str]:
    if topic.state == State.MERGED:
        return ["unmerge"]
    lock = "unlock" if topic.is_locked else "lock"
    return [lock, "merge"] if topic.state in (State.SHOWN, State.WAITING) else [lock]
