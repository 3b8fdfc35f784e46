"""Files that exist already, for the tests that look at every page."""

from forum.files.collect import collect
from forum.models import CrossBorderFile, Snapshot
from forum.scoreboard import figures
from tests.factories import BorderFactory
from tests.forum.factories import ObstacleFactory, StepFactory


def make_files(carrier) -> None:
    """An obstacle with two files: 90000900 was sent in a step that all may read, 90000901 was not.

    Its step 90000902 is prepared only. Obstacle 90000902 is for the staff, 90000903 for members;
    2025 has its scoreboard.
    """
    border = BorderFactory(code="FR-BE", countries=["FR", "BE"])
    obstacle = ObstacleFactory(
        reference="FR-BE-2026-90000900", main_border=border, is_ready=True, carrier=carrier
    )
    facts = collect(obstacle, "cross_border", "fr")
    for pk in (90000900, 90000901):
        file = CrossBorderFile.objects.create(
            pk=pk, obstacle=obstacle, kind="cross_border", language="fr", facts=facts, pdf=b"%PDF"
        )
        if pk == 90000900:
            StepFactory(obstacle=obstacle, file=file)
    StepFactory(pk=90000902, obstacle=obstacle, sent_on=None)
    ObstacleFactory(reference="FR-BE-2026-90000902", main_border=border, audience="staff")
    ObstacleFactory(reference="FR-BE-2026-90000903", main_border=border, audience="members")
    Snapshot.objects.create(year=2025, figures=figures())
