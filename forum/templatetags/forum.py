"""What the forum says on the pages of other rooms."""

from django import template

from forum import panels

register = template.Library()


@register.inclusion_tag("forum/_panel.html")
def forum_of(row: panels.Concerned) -> dict[str, panels.Panel]:
    """The obstacles and topics that concern an organisation, a project, a border and the like."""
    return {"panel": panels.of(row)}
