"""Projects in a person's own space: what waits for them, where they go on."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import waiting
from members.views.me import PAGES, Page
from members.views.mixins import person
from members.waiting import Item
from projects.models import Project
from projects.models.kinds import Publication
from projects.models.project import proposed_by


def proposals(request: HttpRequest) -> list[Item]:
    """Drafts to finish, submissions to wait for, refusals to read, of the organisations' own."""
    rows = Project.objects.filter(
        proposed_by(person(request)),
        publication__in=[Publication.DRAFT, Publication.SUBMITTED, Publication.REFUSED],
    )
    told = {
        Publication.DRAFT: _("Finish the draft of the project “%s”"),
        Publication.SUBMITTED: _("The project “%s” waits for the MOT"),
        Publication.REFUSED: _("The project “%s” was refused: read why"),
    }
    return [
        Item(
            told[Publication(row.publication)] % row,
            reverse("projects:project_edit", args=[row.slug]),
            row.updated_at,
        )
        for row in rows.defer("search", "names_text", "loaded", "raw").order_by("pk")
    ]


waiting.register(proposals)
PAGES += [
    Page("projects:project_list", gettext_lazy("Its projects"), query="participant"),
    Page(
        "projects:propose",
        gettext_lazy("Propose a project"),
        ("proposes_projects",),
        "organisation",
    ),
]
