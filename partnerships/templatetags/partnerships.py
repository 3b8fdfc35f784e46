from django import template

from members.models import Organisation
from partnerships import panels
from projects.models import Project
from territories.models import Border, Territory

register = template.Library()


@register.inclusion_tag("partnerships/_panel.html")
def actions_of(row: Organisation | Project | Border | Territory) -> dict[str, panels.Panel]:
    """The public actions of partnerships that concern an organisation, a project or a place."""
    return {"panel": panels.of(row)}
