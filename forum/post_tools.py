"""What a reader may do with the posts of a topic, found once for a whole page."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from forum.models import Post, Topic
from forum.models.kinds import State
from forum.models.written import still_spoken_for
from forum.services.writing import is_new
from forum.voices import may_write
from members.models import User


@dataclass(frozen=True)
class Tool:
    """A link, or with `value` a button that sends it."""

    label: str
    url: str
    value: str = ""


class Tools:
    """For one topic and one reader; of a visitor nothing is asked."""

    def __init__(self, topic: Topic, user: User | AnonymousUser):
        self.topic, self.user = topic, user

    @cached_property
    def writes(self) -> bool:
        return may_write(self.user)

    @property
    def answers(self) -> bool:
        return self.topic.state == State.SHOWN and not self.topic.is_locked and self.writes

    @cached_property
    def translates(self) -> bool:
        return self.writes and not is_new(self.user)  # type: ignore[arg-type]

    @cached_property
    def own(self) -> set[int]:
        """The posts of the topic that the reader wrote, and may still change."""
        if self.user.is_anonymous:
            return set()
        rows = self.topic.posts.filter(still_spoken_for(self.user), author_id=self.user.pk)
        return set(rows.values_list("pk", flat=True))

    def of(self, post: Post) -> list[Tool]:
        """In the order in which they are shown."""
        found = []
        if self.answers and post.state == State.SHOWN:
            url = reverse("forum:answer", args=[self.topic.pk])
            found.append(Tool(_("Quote"), f"{url}?quote={post.pk}"))
        if self._accepts(post):
            words = _("Not the answer") if post.is_accepted else _("Accept this answer")
            url = reverse("forum:post_accept", args=[post.pk])
            found.append(Tool(words, url, "no" if post.is_accepted else "yes"))
        if self._edits(post):
            found.append(Tool(_("Change"), reverse("forum:post_edit", args=[post.pk])))
        if post.state == State.SHOWN and not self.user.is_anonymous:
            found += self._others(post)
        if post.edited_at:
            found.append(Tool(_("What it said before"), self._url("history", post)))
        return found

    def _url(self, name: str, post: Post) -> str:
        return reverse(f"forum:post_{name}", args=[post.pk])

    def _accepts(self, post: Post) -> bool:
        mine = self.topic.author_id == self.user.pk and not self.topic.is_locked
        is_answer = self.topic.kind == Topic.Kind.QUESTION and not post.is_first
        return is_answer and post.state == State.SHOWN and (mine or self.is_staff)

    def _edits(self, post: Post) -> bool:
        if self.is_staff:
            return True
        is_open = not self.topic.is_locked and post.state != State.HIDDEN
        return is_open and post.author_id == self.user.pk and post.pk in self.own

    def _others(self, post: Post) -> list[Tool]:
        found = []
        if self.translates:
            found.append(Tool(_("Translate"), translate_url(post)))
        if post.author_id != self.user.pk:
            found.append(Tool(pgettext("verb", "Report"), self._url("report", post)))
        if self.is_staff:
            url = reverse("admin:forum_post_decide", args=[post.pk])
            found.append(Tool(_("Moderate"), url))
        return found

    @property
    def is_staff(self) -> bool:
        return self.user.is_staff


def translate_url(post: Post) -> str:
    """Where it is translated, first into the language in which one reads the portal."""
    codes = [get_language() or "", *settings.CONTENT_LANGUAGES]
    code = next(one for one in codes if one in settings.CONTENT_LANGUAGES and one != post.language)
    return reverse("forum:post_translate", args=[post.pk, code])
