"""Addresses of projects: what was published once keeps leading somewhere."""

from projects.models import FormerAddress, Project
from projects.models.kinds import Publication

NEVER_PUBLIC = [Publication.DRAFT, Publication.SUBMITTED, Publication.REFUSED]


def keep_former(project: Project, slug: str) -> None:
    """Let `slug`, which `project` had until now, lead to it; unless no visitor ever saw it."""
    if project.published_at is None and project.publication in NEVER_PUBLIC:
        return
    project.former_addresses.filter(slug=project.slug).delete()  # it comes back to an older one
    FormerAddress.objects.update_or_create(slug=slug, defaults={"project": project})
