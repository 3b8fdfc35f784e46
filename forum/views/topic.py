"""The page of a topic: its posts, page by page, in the order in which they answer."""

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from forum.models import Obstacle, Post, PostTranslation, Topic
from forum.models.kinds import State
from forum.structured import topic_json_ld

PER_PAGE = 25
UNREAD = ["came_from__search", "came_from__names_text", "came_from__exact_names"]
# What it opens with, then the accepted answer, then as written.
ORDER = ["-is_first", "-is_accepted", "created_at", "pk"]


class TopicDetailView(DetailView):
    """404 for what one may not read; a topic that was merged leads to where it is now.

    For a time, since it may be taken apart again: browsers must not learn it for ever.
    """

    template_name = "forum/topics/topic_detail.html"

    def get(self, request, *args, pk: int, **kwargs):
        if target := merged_into(pk):
            return redirect(target)
        return super().get(request, *args, pk=pk, **kwargs)

    def get_queryset(self):
        rows = Topic.objects.visible_to(self.request.user).defer("search", "names_text")
        rows = rows.select_related("author", "organisation")
        return rows.prefetch_related("borders", "themes", "territories")

    def get_context_data(self, **kwargs):
        topic, user = self.object, self.request.user
        page = Paginator(posts_of(topic, user), PER_PAGE).get_page(self.request.GET.get("page"))
        page.object_list = list(page.object_list)
        url = self.request.build_absolute_uri(topic.get_absolute_url())
        obstacles = Obstacle.objects.visible_to(user).filter(topic=topic)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "address": url,
            "obstacles": obstacles.for_links(),
            "structured": topic_json_ld(topic, page.object_list, url),
        }


def merged_into(pk: int) -> Topic | None:
    """Where a topic that was merged is now; None when it was not."""
    found = Topic.objects.filter(pk=pk, state=State.MERGED).select_related("merged_into").first()
    while found and found.state == State.MERGED:
        found = found.merged_into
    return found


def posts_of(topic: Topic, user):
    """The posts of `topic` that `user` may read, with what is shown of each."""
    rows = topic.posts.exclude(state=State.DRAFT)
    if not user.is_staff:
        rows = rows.filter(Q(state=State.SHOWN) | Q(author_id=user.pk or 0))
    rows = rows.select_related("author", "organisation", "came_from", "answers__author")
    rows = rows.defer("search", "answers__text", "answers__search", *UNREAD)
    translations = Prefetch("translations", PostTranslation.objects.readable())
    return rows.prefetch_related("files", translations).order_by(*ORDER)


@require_safe
def post_place(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The address of a post leads to it, on the page of its topic where it stands."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=pk)
    keys = list(posts_of(post.topic, request.user).values_list("pk", flat=True))
    number = keys.index(post.pk) // PER_PAGE + 1 if post.pk in keys else 1
    query = f"?page={number}" if number > 1 else ""
    return redirect(f"{post.topic.get_absolute_url()}{query}#post-{post.pk}")
