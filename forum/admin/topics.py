"""The staff's queue of posts that wait or are reported; what they decide of posts and topics."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Q, Subquery
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import GapFilter, ReadOnly, StaffRights, VersionedAdmin
from core.admin.history import HistoryAdmin
from core.gaps import Gap
from forum.forms.moderating import ModerationForm, acts_on_post, acts_on_topic
from forum.models import Decision, Flag, Post, PostTranslation, Topic
from forum.models.kinds import State
from forum.services import flags, moderation
from forum.similar import similar
from territories.admin_filters import BorderFilter, ThemeFilter

WAITING = Gap("waiting", gettext_lazy("posts that wait for a moderator"), Q(state=State.WAITING))
REPORTED = Gap(
    "reported",
    gettext_lazy("posts that readers reported"),
    lambda: Q(pk__in=Flag.objects.waiting().values("post")),
)


class Decides(StaffRights):
    """An admin with a page on which one row is decided: its acts, a reason, another topic."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:key>/decide/", view, name=f"{self.url_name}_decide"),
            *super().get_urls(),
        ]

    def steps(self, row: Any, sent: dict[str, Any], user: Any) -> dict[str, Callable[[], Any]]:
        """What each act does."""
        raise NotImplementedError

    def facts(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page shows of the row; `acts` are those that are possible."""
        raise NotImplementedError

    def decide_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if not self._is_staff(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=key)
        facts = self.facts(request, row)
        form = ModerationForm(request.POST or None, acts=facts["acts"])
        if request.method == "POST" and form.is_valid():
            try:
                self.steps(row, form.cleaned_data, request.user)[form.cleaned_data["act"]]()
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("It is done."), messages.SUCCESS)
                return redirect(f"admin:{self.url_name}_decide", row.pk)
        context = {
            **self.admin_site.each_context(request),
            **facts,
            "title": _("Decide: %s") % row,
            "opts": self.opts,
            "form": form,
        }
        request.current_app = self.admin_site.name
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/forum/decide.html", context, status=status)


@admin.register(Post)
class PostAdmin(Decides, ReadOnly, HistoryAdmin):
    """What people wrote; the oldest first of what waits. Texts are changed on the page itself."""

    list_display = ["to_decide", "in_topic", "state", "author", "organisation", "language",
                    "created_at", "reports"]  # fmt: skip
    list_display_links = ["created_at"]  # the text leads to where it is decided
    list_filter = [GapFilter, "state", "language", "is_staff_answer"]
    list_select_related = ["topic", "author", "organisation"]
    search_fields = ["text", "topic__title", "author__name", "author__email"]
    date_hierarchy = "created_at"
    gaps = [WAITING, REPORTED]

    def get_queryset(self, request):
        flags_of_post = Flag.objects.waiting().filter(post=OuterRef("pk")).order_by()
        counted = flags_of_post.values("post").annotate(n=Count("pk")).values("n")
        rows = super().get_queryset(request).defer("search")
        return rows.exclude(state=State.DRAFT).annotate(open_flags=Subquery(counted))

    def get_ordering(self, request):
        return ["created_at", "pk"] if request.GET.get("gap") else ["-created_at", "-pk"]

    @admin.display(description=gettext_lazy("to decide"), ordering="text")
    def to_decide(self, row):
        url = reverse("admin:forum_post_decide", args=[row.pk])
        return format_html('<a href="{}" lang="{}">{}</a>', url, row.language, row)

    @admin.display(description=gettext_lazy("topic"), ordering="topic__title")
    def in_topic(self, row):
        url = reverse("admin:forum_topic_decide", args=[row.topic_id])
        return format_html('<a href="{}" lang="{}">{}</a>', url, row.topic.language, row.topic)

    @admin.display(description=gettext_lazy("reports"), ordering="open_flags")
    def reports(self, row):
        return row.open_flags or "–"

    def steps(self, row, sent, user):
        words = sent["reason"]
        return {
            "show": lambda: moderation.show(row, by=user),
            "hide": lambda: moderation.hide(row, words, by=user),
            "settle": lambda: flags.settle(row, words or _("left as it is"), by=user),
            "move": lambda: moderation.move(row, sent["into"], words, by=user),
        }

    def facts(self, request, row):
        reports = list(row.flags.select_related("by", "handled_by"))
        shown = Post.objects.filter(author=row.author_id, state=State.SHOWN).count()
        return {
            "post": row,
            "topic": row.topic,
            "acts": acts_on_post(row, [one for one in reports if one.handled_at is None]),
            "reports": reports,
            "shown_before": shown,
            "files": row.files.all(),
            "decisions": row.decisions.select_related("by"),
        }


@admin.register(Topic)
class TopicAdmin(Decides, VersionedAdmin):
    """What topics are about. Who reads them, and their texts, are changed on the page itself."""

    list_display = ["to_decide", "kind", "state", "audience", "author", "organisation",
                    "reply_count", "last_post_at"]  # fmt: skip
    list_display_links = ["kind"]  # the title leads to where it is decided
    list_filter = ["state", "kind", "audience", "language", "is_answered", "is_locked",
                   BorderFilter, ThemeFilter]  # fmt: skip
    list_select_related = ["author", "organisation"]
    search_fields = ["title", "author__name", "author__email"]
    autocomplete_fields = ["territories"]
    readonly_fields = ["state", "audience", "author", "organisation", "function", "language",
                       "hidden_because", "merged_into", "is_locked", "created_at"]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["title", "kind", "source", "version"]}),
        (gettext_lazy("Borders, themes, territories"), {
            "fields": ["borders", "themes", "territories"],
        }),
        (gettext_lazy("Who wrote it, who reads it"), {"fields": [
            "author", ("organisation", "function"), ("language", "audience"),
            ("state", "hidden_because"), ("is_locked", "merged_into"), "created_at",
        ]}),
    ]  # fmt: skip

    def has_add_permission(self, request, obj=None):
        return False

    has_delete_permission = has_add_permission

    def get_queryset(self, request):
        rows = super().get_queryset(request).exclude(state=State.DRAFT)
        return rows.defer("search", "names_text", "exact_names")

    @admin.display(description=gettext_lazy("title"), ordering="sort_fr")
    def to_decide(self, row):
        url = reverse("admin:forum_topic_decide", args=[row.pk])
        return format_html('<a href="{}" lang="{}">{}</a>', url, row.language, row)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in ("borders", "themes"):
            kwargs["widget"] = CheckboxSelectMultiple(attrs={"class": "ticks"})
            kwargs["queryset"] = db_field.related_model._default_manager.for_labels()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def steps(self, row, sent, user):
        words = sent["reason"]
        return {
            "lock": lambda: moderation.lock(row, words, by=user),
            "unlock": lambda: moderation.unlock(row, by=user),
            "merge": lambda: moderation.merge(row, sent["into"], words, by=user),
            "unmerge": lambda: moderation.unmerge(row, by=user),
        }

    def facts(self, request, row):
        return {
            "topic": row,
            "acts": acts_on_topic(row),
            "opening": row.posts.filter(is_first=True).select_related("author").first(),
            "posts": Post.objects.filter(topic=row, is_first=False)
            .exclude(state__in=[State.SHOWN, State.DRAFT])
            .select_related("author"),
            "alike": similar(row.title, request.user, but=row.pk).topics,
            "decisions": row.decisions.select_related("by", "post"),
        }


@admin.register(Flag)
class FlagAdmin(ReadOnly):
    list_display = ["__str__", "reason", "at", "by", "handled_at", "handled_by", "answer"]
    list_filter = ["reason", ("handled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["post", "by", "handled_by"]
    search_fields = ["words", "post__text"]
    date_hierarchy = "at"
    view_on_site = False


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ["topic", "kind", "reason", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["topic", "by"]
    search_fields = ["topic__title", "reason"]
    date_hierarchy = "at"
    view_on_site = False


@admin.register(PostTranslation)
class PostTranslationAdmin(VersionedAdmin):
    """Translations by people: the staff correct them, or take them out."""

    list_display = ["__str__", "origin", "by", "made_at"]
    list_filter = ["language", "origin"]
    list_select_related = ["post", "by"]
    search_fields = ["text", "post__text"]
    fields = ["post", "language", "title", "text", "origin", "by", "made_at", "version"]
    readonly_fields = ["post", "language", "by", "made_at"]
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        return False
