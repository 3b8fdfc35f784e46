"""The pages on which people write: a new topic, an answer, what they wrote before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from core.forms import whole_number
from forum.forms.writing import FileFormSet, PostForm, TopicForm
from forum.models import Post, Topic
from forum.models.kinds import Audience, State
from forum.models.written import is_member
from forum.services import writing
from forum.similar import similar
from forum.voices import audiences, may_write, voices
from members.views.mixins import person


class WritePage(View):
    """A form to write in. Buttons: preview, which keeps nothing; keep as a draft; send.

    403 for who writes in nobody's name. What was typed comes back unless it was kept.
    """

    post_row: Post
    has_topic = False  # the form also asks what the topic is about

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            self.post_row = self.find()
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Post:
        """The post to write, as it is now. 404 and 403 as they are due."""
        raise NotImplementedError

    @property
    def is_sent(self) -> bool:
        return bool(self.post_row.pk) and self.post_row.state != State.DRAFT

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        self._build(request.POST, request.FILES)
        forms: list[Any] = [self.form, self.files]
        forms += [self.topic_form] if self.topic_form else []
        if not all(form.is_valid() for form in forms):
            return self._page(status=422)
        action = request.POST.get("action")
        if action == "preview":
            return self._page(is_preview=True)
        try:
            return self._keep(sends=action != "draft")
        except ValidationError as error:
            self.form.add_error(None, error)
            return self._page(status=422)

    def _build(self, data=None, files=None) -> None:
        row, user = self.post_row, person(self.request)
        self.form = PostForm(data, instance=row, voices=voices(user), initial=self.first_words())
        self.files = FileFormSet(data, files, instance=row, prefix="files")
        self.topic_form = None
        if self.has_topic:
            title = row.topic.title or self.request.GET.get("topic-title", "")
            self.topic_form = TopicForm(
                data, instance=row.topic, audiences=self._audiences(), initial={"title": title}
            )

    def first_words(self) -> dict[str, Any]:
        """What the form holds before anything is typed."""
        row = self.post_row
        words: dict[str, Any] = {} if row.pk else {"language": get_language()}
        if quoted := self._quoted():
            mark = "\n".join(f"> {line}".rstrip() for line in quoted.text.splitlines())
            words["text"] = "\n\n".join(filter(None, [row.text, f"{mark}\n\n"]))
            words["answers"] = quoted.pk
        return words

    def _quoted(self) -> Post | None:
        """The post of the same topic that `?quote=` names, if the reader may read it."""
        key = whole_number(self.request.GET.get("quote", ""), otherwise=0)
        if not key or self.has_topic or self.is_sent:
            return None
        rows = Post.objects.visible_to(person(self.request)).shown()
        return rows.filter(pk=key, topic=self.post_row.topic_id).first()

    def _audiences(self):
        found = audiences(person(self.request))
        kept = self.post_row.topic.audience
        return found if kept in found else [*found, Topic.Audience(kept)]

    def _keep(self, *, sends: bool) -> HttpResponse:
        words = self.form.words
        heading = self.topic_form.heading if self.topic_form else None
        if self.is_sent:
            row = writing.edit_post(
                self.post_row,
                words,
                by=person(self.request),
                heading=heading,
                has_files=self.files.has_changed(),
            )
            self._keep_files(row)
            messages.success(self.request, _("Your changes are kept."))
            return self._leave(row)
        voice, key = self.form.voice_chosen, self.form.cleaned_data["key"]
        if heading:
            written = writing.write_topic(voice, heading, words, key=key, sends=sends)
        else:
            topic = self.post_row.topic
            written = writing.write_answer(voice, topic, words, key=key, sends=sends)
        if not written.is_repeat:
            self._keep_files(written.post)
        return self._leave(written.post)

    def _keep_files(self, row: Post) -> None:
        self.files.instance = row
        self.files.save()

    def _leave(self, row: Post) -> HttpResponse:
        if row.state == State.DRAFT:
            messages.success(self.request, _("Your draft is kept: you alone see it."))
            return redirect("forum:post_edit", row.pk)
        if row.state == State.WAITING:
            messages.success(
                self.request,
                _("It is sent. A moderator reads the first posts of each person: a letter tells"
                  " you when it is shown."),
            )  # fmt: skip
        elif not self.is_sent:
            messages.success(self.request, _("It is sent."))
        return redirect(row.get_absolute_url())

    def _page(self, *, is_preview: bool = False, status: int = 200) -> HttpResponse:
        if not hasattr(self, "form"):
            self._build()
        context = {
            "form": self.form,
            "topic_form": self.topic_form,
            "files": self.files,
            "post": self.post_row,
            "topic": self.post_row.topic,
            "is_sent": self.is_sent,
            "is_preview": is_preview,
            "waits": writing.is_new(person(self.request)),
            "is_typed": self.form.is_bound,
            "similar": self._similar(),
        }
        return render(self.request, "forum/write.html", context, status=status)

    def _similar(self):
        if self.topic_form is None or self.is_sent:
            return None
        row = self.post_row.topic
        return similar(str(self.topic_form["title"].value() or ""), self.request.user, but=row.pk)


class TopicNewView(WritePage):
    has_topic = True

    def find(self) -> Post:
        if not may_write(self.request.user):
            raise PermissionDenied
        return Post(topic=Topic(), is_first=True)


class AnswerView(WritePage):
    """A new answer to a topic; who has a draft there goes on with it."""

    def find(self) -> Post:
        is_sent = self.request.method == "POST"  # then the service says why, beside what was typed
        rows = Topic.objects.visible_to(self.request.user)
        topic = rows.filter(pk=self.kwargs["pk"]).first() or self._gone(is_sent)
        takes_answers = topic.state == State.SHOWN and not topic.is_locked
        if not may_write(self.request.user) or not (takes_answers or is_sent):
            raise PermissionDenied
        return Post(topic=topic)

    def _gone(self, is_sent: bool) -> Topic:
        """A topic that was hidden or merged while somebody wrote: nothing is shown of it.

        404 when it never was shown, or nothing is sent.
        """
        rows = Topic.objects.filter(state__in=[State.HIDDEN, State.MERGED], shown_at__isnull=False)
        rows = rows.filter(Q(audience=Audience.PUBLIC) | Q(is_member(self.request.user)))
        row = get_object_or_404(rows if is_sent else rows.none(), pk=self.kwargs["pk"])
        row.title = _("A discussion that is not shown any more")
        return row

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        drafts = Post.objects.filter(author=person(request), state=State.DRAFT)
        draft = drafts.filter(topic=self.post_row.topic_id).first()
        if draft and "quote" not in request.GET:
            return redirect("forum:post_edit", draft.pk)
        if draft:
            self.post_row = draft
        return super().get(request, **kwargs)


class PostEditView(WritePage):
    """A draft, or what was sent: with the post that opens a topic, also what that is about."""

    def find(self) -> Post:
        user = self.request.user
        rows = Post.objects.visible_to(user).select_related("topic", "organisation", "author")
        if self.request.method == "POST":
            rows = rows.select_for_update(of=["self", "topic"])
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not Post.objects.editable_by(user).filter(pk=row.pk).exists():
            raise PermissionDenied
        if row.state == State.DRAFT and not may_write(user):
            raise PermissionDenied
        self.has_topic = row.is_first
        return row
