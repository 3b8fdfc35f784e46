"""Topics and what is written in them. The first post of a topic is what it opens with."""

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.codes import keep_codes
from core.directory.tally import tally_triggers
from core.models import CountVersion, Kept, Versioned, codes, tracked
from core.search import Fold, WordsQuery, exact_names, near
from forum.models.kinds import OPEN_AUDIENCES, Audience, State, TopicKind
from forum.models.tally import TOPIC_LINES
from forum.models.written import (
    MAX_TEXT,
    is_member,
    language_field,
    own_language_vector,
    still_spoken_for,
)
from members.models import Organisation, User
from territories.models import Border, Territory, Theme

# Columns of a topic that triggers keep from its posts.
KEPT = ["reply_count", "last_post_at", "is_answered"]

COUNT_POSTS = """
PERFORM FROM forum_topic WHERE id IN (%s) ORDER BY id FOR NO KEY UPDATE;
UPDATE forum_topic topic SET
    reply_count = kept.n, last_post_at = kept.last_at, is_answered = kept.answered
FROM (
    SELECT one.id, count(post.id) FILTER (WHERE NOT post.is_first) AS n,
        max(post.created_at) AS last_at, coalesce(bool_or(post.is_accepted), false) AS answered
    FROM forum_topic one LEFT JOIN forum_post post ON post.topic_id = one.id
        AND post.state = 'shown'
    WHERE one.id IN (%s) GROUP BY one.id
) kept
WHERE kept.id = topic.id
    AND (kept.n, kept.last_at, kept.answered)
        IS DISTINCT FROM (topic.reply_count, topic.last_post_at, topic.is_answered);
RETURN NULL;
"""


def count_posts(name: str, operation, topics: str, **referencing: str) -> pgtrigger.Trigger:
    """Keep `KEPT`; the lock makes those who write at once count right."""
    return pgtrigger.Trigger(
        name=f"count_posts_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=COUNT_POSTS % (topics, topics),
    )


def folded_title() -> models.GeneratedField:
    """A title is in one language: lists in every language are ordered by it."""
    return models.GeneratedField(
        expression=Fold(F("title")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Shown to everyone; members read theirs too, and authors their own; staff see all that
        was sent."""
        if user.is_staff:
            return self.filter(~Q(state=State.DRAFT) | Q(author_id=user.pk))
        if user.is_anonymous:
            return self.filter(is_published=True)
        return self.filter(
            Q(is_published=True)
            | Q(is_member(user), state=State.SHOWN, audience=Audience.MEMBERS)
            | Q(author_id=user.pk) & ~Q(state=State.MERGED)
        )

    def editable_by(self, user):
        """One's own, while one may read it and it is not locked; staff edit all."""
        if user.is_staff:
            return self
        return self.filter(
            still_spoken_for(user),
            author_id=user.pk or 0,
            is_locked=False,
            state__in=[State.DRAFT, State.WAITING, State.SHOWN],
        )

    def shown(self):
        return self.filter(state=State.SHOWN)

    def matching(self, words: str):
        """Topics whose title matches `words`, or one of their posts that is shown."""
        posts = Post.objects.filter(search=WordsQuery(words), state=State.SHOWN)
        titles = Topic.objects.order_by().filter(search=WordsQuery(words))
        # A union, not an OR: each half then has its index, whatever the other one finds.
        return self.filter(pk__in=titles.values("pk").union(posts.values("topic"), all=True))

    def near(self, words: str):
        """Topics where each word resembles one of the title."""
        return self.filter(near("names_text", words))

    def placed(self):
        return self.filter(lat__isnull=False)

    def for_links(self):
        """Load what a link to the page shows."""
        return self.only(
            "title", "language", "kind", "state", "audience", "reply_count", "last_post_at",
            "is_answered",
        )  # fmt: skip

    def for_points(self):
        return self.only("title", "language", "kind", "lat", "lon")

    def for_cards(self):
        """Load what the cards and the table of the list show."""
        rows = self.defer("search", "names_text", "exact_names", "sort_fr", "sort_en")
        return rows.select_related("author", "organisation")


@tracked(
    "search", "names_text", "exact_names", "sort_fr", "sort_en", "is_published", "is_answered",
    "reply_count", "last_post_at",
)  # fmt: skip
class Topic(Kept, Versioned):
    """A question, an experience or a discussion; its first post says what it is about.

    `organisation` is the one for which its author wrote, under `function`; none when they wrote in
    their own name. Visitors read it when `state` is shown and `audience` is everyone.
    """

    Kind = TopicKind
    Audience = Audience
    State = State

    kept = KEPT

    kind = models.CharField(_("kind"), max_length=20, choices=TopicKind, default=TopicKind.QUESTION)
    title = models.CharField(_("title"), max_length=200)
    language = language_field()
    audience = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=[(one.value, one.label) for one in OPEN_AUDIENCES],
        default=Audience.PUBLIC,
    )
    author = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("author"), related_name="topics"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("in the name of"),
        related_name="topics",
        null=True,
        blank=True,
    )
    function = models.CharField(_("function"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    hidden_because = models.CharField(_("why it is hidden"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        related_name="merged",
        null=True,
        blank=True,
    )
    is_locked = models.BooleanField(_("locked"), default=False)
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="topics", blank=True
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="topics", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="topics", blank=True
    )
    border_codes = codes(5, verbose_name=_("borders"), editable=False)
    theme_codes = codes(50, verbose_name=_("themes"), editable=False)
    lat = models.FloatField(_("latitude"), null=True, blank=True, editable=False)
    lon = models.FloatField(_("longitude"), null=True, blank=True, editable=False)
    source = models.TextField(
        _("source"), blank=True, help_text=_("Of a question that was asked elsewhere.")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    is_answered = models.BooleanField(_("has an accepted answer"), default=False, editable=False)
    last_post_at = models.DateTimeField(_("last post"), null=True, editable=False)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    shown_at = models.DateTimeField(_("shown since"), null=True, blank=True, editable=False)
    is_published = models.GeneratedField(
        expression=Case(
            When(state=State.SHOWN, audience=Audience.PUBLIC, then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=own_language_vector("title", is_name=True),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = models.GeneratedField(
        expression=Fold(F("title")), output_field=models.TextField(), db_persist=True
    )
    exact_names = exact_names("title")
    sort_fr = folded_title()
    sort_en = folded_title()

    objects = TopicQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-last_post_at", "pk"]
        triggers = [
            CountVersion(name="count_version", kept=KEPT),
            *tally_triggers("forum_topictally", TOPIC_LINES),
        ]
        indexes = [
            GinIndex("search", name="topic_search"),
            GinIndex(OpClass("names_text", "gin_trgm_ops"), name="topic_near"),
            GinIndex("exact_names", name="topic_exact"),
            GinIndex("border_codes", name="topic_borders"),
            GinIndex("theme_codes", name="topic_themes"),
            models.Index("sort_fr", "id", name="topic_sort", include=["is_published"]),
            models.Index(
                F("last_post_at").desc(nulls_last=True),
                "id",
                name="topic_active",
                include=["is_published"],
            ),
            models.Index(
                "kind",
                name="topic_counted",
                include=["language", "border_codes", "theme_codes", "is_answered"],
                condition=Q(is_published=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="topic_hidden_says_why",
                condition=~Q(state=State.HIDDEN) | ~Q(hidden_because=""),
                violation_error_message=_("Say why it is hidden: its author reads it."),
            ),
            models.CheckConstraint(
                name="topic_merged_somewhere",
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | ~Q(state=State.MERGED) & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="topic_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message=_("A topic cannot be merged into itself."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forum:topic", args=[self.pk])


class TopicBorder(Topic.borders.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Topic.borders.through, "border_codes", "border")


class TopicTheme(Topic.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Topic.themes.through, "theme_codes", "theme")


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Shown ones of the topics that `user` may read, and one's own; staff see all that was
        sent."""
        if user.is_staff:
            return self.filter(~Q(state=State.DRAFT) | Q(author_id=user.pk))
        topics = Topic.objects.visible_to(user)
        rows = self.filter(topic__in=topics.order_by().values("pk"))
        return rows.filter(Q(state=State.SHOWN) | Q(author_id=user.pk or 0))

    def editable_by(self, user):
        """One's drafts, and what is one's own, not hidden, in a topic that is not locked; staff
        edit all."""
        if user.is_staff:
            return self
        rows = self.filter(still_spoken_for(user), author_id=user.pk or 0)
        sent = Q(state__in=[State.WAITING, State.SHOWN], topic__is_locked=False)
        return rows.filter(sent | Q(state=State.DRAFT))

    def shown(self):
        return self.filter(state=State.SHOWN, topic__state=State.SHOWN)


@tracked("search")
class Post(Versioned):
    """A text in a topic: Markdown, in one language, of a person or of an organisation by them.

    `came_from` is the topic in which it was written, when that was merged or the post was moved;
    `was_accepted` that it was the accepted answer there when that was merged.
    `key` is the form's: the same form sent twice makes one post.
    """

    State = State

    topic = models.ForeignKey(Topic, models.CASCADE, verbose_name=_("topic"), related_name="posts")
    is_first = models.BooleanField(_("opens the topic"), default=False, editable=False)
    answers = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("answer to"),
        related_name="replies",
        null=True,
        blank=True,
    )
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="posts")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("in the name of"),
        related_name="posts",
        null=True,
        blank=True,
    )
    function = models.CharField(_("function"), max_length=150, blank=True)
    language = language_field()
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    hidden_because = models.CharField(_("why it is hidden"), max_length=500, blank=True)
    is_accepted = models.BooleanField(_("accepted answer"), default=False, editable=False)
    was_accepted = models.BooleanField(
        _("accepted where it was written"), default=False, editable=False
    )
    is_staff_answer = models.BooleanField(_("answer of the MOT"), default=False, editable=False)
    came_from = models.ForeignKey(
        Topic,
        models.SET_NULL,
        verbose_name=_("written in"),
        related_name="gone",
        null=True,
        blank=True,
        editable=False,
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    shown_at = models.DateTimeField(_("shown since"), null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    search = models.GeneratedField(
        expression=own_language_vector("text"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PostQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["created_at", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            count_posts("insert", pgtrigger.Insert, "SELECT topic_id FROM added", new="added"),
            count_posts("delete", pgtrigger.Delete, "SELECT topic_id FROM removed", old="removed"),
            count_posts(
                "update",
                pgtrigger.Update,
                "SELECT topic_id FROM added UNION SELECT topic_id FROM removed",
                new="added",
                old="removed",
            ),
        ]
        indexes = [
            GinIndex("search", name="post_search"),
            models.Index(fields=["topic", "created_at", "id"], name="post_in_order"),
            models.Index(fields=["author", "state"], name="post_by_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"],
                condition=Q(is_first=True),
                name="post_one_opens",
            ),
            models.UniqueConstraint(
                fields=["topic"],
                condition=Q(is_accepted=True),
                name="post_one_is_accepted",
            ),
            models.CheckConstraint(
                name="post_first_is_no_answer", condition=Q(is_first=False) | Q(is_accepted=False)
            ),
            models.CheckConstraint(name="post_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="post_hidden_says_why",
                condition=~Q(state=State.HIDDEN) | ~Q(hidden_because=""),
                violation_error_message=_("Say why it is hidden: its author reads it."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("forum:post", args=[self.pk])

    @property
    def title(self) -> str:
        """The title of the topic that it opens; empty for an answer."""
        return self.topic.title if self.is_first else ""

    @property
    def answered(self) -> "Post | None":
        """The post that it answers, while readers find that beside it."""
        other = self.answers
        is_here = other and other.state == State.SHOWN and other.topic_id == self.topic_id
        return other if is_here else None

    @property
    def origin(self) -> Topic | None:
        """The topic in which it was written, when all who read it here might read that title."""
        source = self.came_from
        if source is None or source.audience not in (Audience.PUBLIC, self.topic.audience):
            return None
        was_shown = source.state == State.MERGED and source.shown_at
        return source if was_shown or source.state == State.SHOWN else None


class PostFile(models.Model):
    """A document or a picture that came with a post, checked by what it holds."""

    post = models.ForeignKey(Post, models.CASCADE, verbose_name=_("post"), related_name="files")
    title = models.CharField(_("what it shows"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to="forum/")
    file_name = models.CharField(_("name of the file"), max_length=200, editable=False)
    size_bytes = models.PositiveIntegerField(_("size in bytes"), editable=False)
    is_picture = models.BooleanField(default=False, editable=False)
    added_at = models.DateTimeField(_("added"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("file of a post")
        verbose_name_plural = _("files of posts")
        ordering = ["pk"]

    def __str__(self):
        return self.title or self.file_name
