"""States of memberships and contributions, in words with a mark."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from members.models import Contribution, Membership

register = template.Library()


@register.simple_tag
def membership_state(value: str) -> SafeString:
    """A `Membership.Status` in words."""
    return _state(value, Membership.Status(value).label)


@register.simple_tag
def contribution_state(value: str) -> SafeString:
    """A `Contribution.Status` in words."""
    return _state(value, Contribution.Status(value).label)


def _state(value: str, label) -> SafeString:
    return format_html('<span class="state" data-state="{}">{}</span>', value, capfirst(str(label)))
