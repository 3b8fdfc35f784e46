"""What topics, posts and obstacles share: the language of a text, and who may read or write."""

from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Exists, Q, When
from django.utils.translation import gettext_lazy as _

from core.search import UNSTEMMED, config
from members.models import Mandate

LANGUAGES = settings.CONTENT_LANGUAGES
MAX_TEXT = 20_000


def language_field(**kwargs) -> models.CharField:
    return models.CharField(
        _("language"),
        max_length=3,
        choices=[(code, code) for code in LANGUAGES],
        default=LANGUAGES[0],
        **kwargs,
    )


def own_language_vector(column: str, *, is_name: bool = False):
    """What PostgreSQL looks for in a text, stemmed in the language that its row names.

    A name is kept unstemmed too, and weighs more.
    """

    def vector(code: str):
        stemmed = SearchVector(column, weight="C", config=config(code))
        return SearchVector(column, weight="A", config=UNSTEMMED) + stemmed if is_name else stemmed

    cases = [When(language=code, then=vector(code)) for code in LANGUAGES]
    return Case(*cases, output_field=SearchVectorField())


def is_member(user) -> Exists:
    """Condition: `user` acts for a member of the network; a partner of the MOT alone is none."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk)
    return Exists(mandates.filter(organisation__partnerships=None))


def still_spoken_for(user) -> Q:
    """Rows in one's own name, and those of an organisation for which `user` still speaks."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    return Q(organisation=None) | Q(organisation__in=mandates.values("organisation"))
