from typing import Any

from django import template
from django.utils.translation import gettext as _

from members.models import Organisation
from partnerships import panels
from partnerships.models import Axis, Directorate
from partnerships.sharing import Place, in_words, places_to_consent
from projects.models import Project
from territories.models import Border, Territory

register = template.Library()


@register.inclusion_tag("partnerships/_panel.html")
def actions_of(row: Organisation | Project | Border | Territory) -> dict[str, panels.Panel]:
    """The public actions of partnerships that concern an organisation, a project or a place."""
    return {"panel": panels.of(row)}


@register.filter
def shared_parts(parts: str) -> str:
    """`contact,gap` in words; the project alone, when nothing more was shown."""
    return ", ".join(in_words(parts)) or _("where the project stands")


@register.inclusion_tag("partnerships/consents/_links.html", takes_context=True)
def consents_about(context, project: Project) -> dict[str, list[Place]]:
    """For who speaks for an organisation of `project`: where it opens it to a partner."""
    request = context.get("request")
    return {"places": places_to_consent(request.user, project) if request else []}


@register.inclusion_tag("partnerships/workspace/_follow_button.html", takes_context=True)
def follow_button(context, kind: str, row: Axis | Directorate | Border) -> dict[str, Any]:
    """A button to follow `row` (`kind` is axis, directorate or border), or to stop."""
    return {
        "row": row,
        "value": f"{kind}:{row.pk}",
        "is_followed": (kind, row.pk) in context["followed"],
        "partnership": context["partnership"],
        "back": context["request"].get_full_path(),
        "csrf_token": context["csrf_token"],
    }
