"""What a page shows of a post beside its text."""

from django import template
from django.contrib.auth.models import AnonymousUser

from forum import voices
from forum.models import Post, Topic
from forum.post_tools import Tools
from members.models import User

register = template.Library()


@register.simple_tag
def tools_for(topic: Topic, user: User | AnonymousUser) -> Tools:
    """Once for a page; then `{% post_tools tools post %}` below each post."""
    return Tools(topic, user)


@register.simple_tag
def may_write(user: User | AnonymousUser) -> bool:
    """Whether the reader may ask, answer, share."""
    return voices.may_write(user)


@register.inclusion_tag("forum/_post_tools.html")
def post_tools(tools: Tools, post: Post) -> dict:
    """The links and buttons of what the reader may do with a post."""
    return {"tools": tools.of(post), "post": post}
