"""What the forum says on the pages of other rooms."""

from django import template

from forum import panels
from forum.models import Obstacle, Subscription, Topic
from territories.models import Border, Theme

register = template.Library()


@register.inclusion_tag("forum/_panel.html")
def forum_of(row: panels.Concerned) -> dict[str, panels.Panel]:
    """The obstacles and topics that concern an organisation, a project, a border and the like."""
    return {"panel": panels.of(row)}


@register.inclusion_tag("forum/_follow.html", takes_context=True)
def follow_button(context, row: Topic | Obstacle | Border | Theme) -> dict:
    """The button that follows `row`, or stops; nothing for a visitor."""
    request = context["request"]
    kind = row._meta.model_name or ""
    if not request.user.is_authenticated:
        return {"is_known": False}
    rows = Subscription.objects.filter(user=request.user, **{kind: row})
    return {
        "is_known": True,
        "is_followed": rows.exists(),
        "key": f"{kind}:{row.pk}",
        "path": request.path,
        "csrf_token": context.get("csrf_token"),
    }
