"""A letter about projects of each kind, written as the portal writes it."""

from members.acting import Actor
from members.models import Letter
from members.services.changes import Decision
from projects.models import ProjectChange
from projects.services import publication
from projects.services.changes import decide, save_page
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)
from tests.members.letter_samples import organisation, reader


def keeper(language: str) -> Actor:
    """Anne Martin, who proposes for Lille."""
    mandate = MandateFactory(
        user=reader(language), organisation=organisation(), function="maire", proposes_projects=True
    )
    return Actor(mandate.user, mandate)


def staff() -> Actor:
    return Actor(UserFactory(is_staff=True))


def project(by: Actor, state: str):
    row = ProjectFactory(
        pk=1000, slug="lys", title_fr="Passerelle <Lys> & fils", title_en="Footbridge <Lys> & sons",
        summary_fr="Un pont.", owner=by.mandate.organisation, publication=state,
        borders=[BorderFactory(code="FR-BE")], themes=[ThemeFactory(code="mobility")],
    )  # fmt: skip
    ParticipationFactory(project=row, organisation=row.owner)
    row.refresh_from_db()
    return row


def project_submitted(language: str) -> Letter:
    by = keeper(language)
    publication.submit(project(by, "draft"), by=by)
    return in_language(Letter.objects.get(), language)


def project_decided(language: str) -> Letter:
    by = keeper(language)
    words = "Qui paie la passerelle ?\nEt quand ?"
    publication.ask_for_changes(project(by, "submitted"), words, by=staff())
    return Letter.objects.get()


def project_named(language: str) -> Letter:
    by = keeper(language)
    other = OrganisationFactory(slug="menen", name_fr="Ville de Menin", name_en="City of Menen")
    row = project(Actor(by.user, MandateFactory(organisation=other)), "submitted")
    ParticipationFactory(project=row, organisation=by.mandate.organisation)
    publication.publish(row, by=staff())
    return Letter.objects.get()


def proposed(by: Actor):
    row = project(by, "published")
    values = {"summary_fr": "Un pont pour les vélos.", "total_budget": 1_200_000}
    save_page(row, values, by=by)
    return row


def project_changes_proposed(language: str) -> Letter:
    proposed(keeper(language))
    return in_language(Letter.objects.get(), language)


def project_changes_decided(language: str) -> Letter:
    row = proposed(keeper(language))
    Letter.objects.all().delete()
    summary, budget = ProjectChange.objects.order_by("field")
    no = "Il y aura aussi des piétons."
    decide(row, [Decision(summary, False, no), Decision(budget, True)], by=staff())
    return Letter.objects.get()


def in_language(letter: Letter, language: str) -> Letter:
    """Staff have the portal's language; the words are read in both."""
    letter.language = language
    letter.save()
    return letter


SAMPLES = {
    "project_changes_decided": project_changes_decided,
    "project_changes_proposed": project_changes_proposed,
    "project_decided": project_decided,
    "project_named": project_named,
    "project_submitted": project_submitted,
}
