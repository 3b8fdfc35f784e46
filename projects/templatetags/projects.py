"""Stages, periods and amounts of projects."""

import re

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import amounts
from core.templatetags.ui import partial_date
from members.models import Mandate, Organisation, User
from projects import panels
from projects.models import Project
from territories.models import Border, Territory, Theme

register = template.Library()
register.filter("amount", amounts.amount)
register.filter("exact_amount", amounts.exact)


@register.filter
def acronym(project: Project) -> str:
    """Empty when the title says it already, so that nobody reads the same word twice."""
    said = re.search(rf"(?<!\w){re.escape(project.acronym)}(?!\w)", str(project), re.IGNORECASE)
    return "" if said else project.acronym


@register.simple_tag
def stage(value: str, label: str) -> SafeString:
    """A stage in words, with a mark that says how far it is."""
    return format_html('<span class="stage" data-stage="{}">{}</span>', value, capfirst(label))


@register.simple_tag
def period(project: Project) -> SafeString | str:
    """`2014 – 2017`, `since 2014`, `until 2017`; nothing when neither is known."""
    first, last = partial_date(project.start[:4]), partial_date(project.end[:4])
    if first and last:
        return (
            first if project.start[:4] == project.end[:4] else format_html("{} – {}", first, last)
        )
    if first:
        return format_html(_("begun in {}"), first)
    return format_html(_("until {}"), last) if last else ""


@register.simple_tag
def may_propose(user: User | AnonymousUser) -> bool:
    """Whether the reader may propose a project for an organisation."""
    if not user.is_authenticated:
        return False
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, proposes_projects=True)
    return mandates.exists()


@register.inclusion_tag("projects/_panel.html")
def projects_of(row: Organisation | Border | Territory | Theme) -> dict[str, panels.Panel]:
    """The published projects of an organisation, a border, a territory or a theme."""
    return {"panel": panels.of(row)}
