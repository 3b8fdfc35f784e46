from core.directory.views import Directory
from projects.exports import EXPORT
from projects.filters import ProjectFilter
from projects.listing import ProjectListing
from projects.models import Project


def tell(row: Project) -> dict[str, str]:
    """What a point of the map says of a project: `kind` is "seat" where only a partner sits."""
    return {
        "name": str(row),
        "kind": "seat" if row.place_is_seat else "project",
        "kind_label": row.place_label,
        "city": row.city,
        "stage": row.get_stage_display(),
        "url": row.get_absolute_url(),
    }


DIRECTORY = Directory(ProjectFilter, ProjectListing, EXPORT, tell)
