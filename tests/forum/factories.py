"""Topics, obstacles and solutions."""

from datetime import date

from factory import LazyAttribute, Sequence, SubFactory, Trait, post_generation
from factory.django import DjangoModelFactory

from forum.models import (
    Addressee,
    ClockRule,
    CoordinationPoint,
    CountrySide,
    Endorsement,
    Obstacle,
    Post,
    Reuse,
    Solution,
    Step,
    Topic,
)
from tests.factories import BorderFactory, LinkedFactory, OrganisationFactory, UserFactory


class ForumRowFactory(LinkedFactory):
    """Rows that take `borders=[…]`, `themes=[…]`, `territories=[…]`."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)

    @post_generation
    def themes(self, create, extracted, **kwargs):
        if create and extracted:
            self.themes.set(extracted)

    @post_generation
    def territories(self, create, extracted, **kwargs):
        if create and extracted:
            self.territories.set(extracted)


class TopicFactory(ForumRowFactory):
    """A topic that everyone reads, with the post that opens it."""

    class Meta:
        model = Topic

    class Params:
        is_hidden = Trait(state="hidden", hidden_because="Hors sujet.")

    title = Sequence("Sujet {}".format)
    author = SubFactory(UserFactory)
    state = "shown"

    @post_generation
    def text(self, create, extracted, **kwargs):
        if create:
            PostFactory(
                topic=self,
                is_first=True,
                author=self.author,
                organisation=self.organisation,
                state=self.state if self.state != "merged" else "shown",
                hidden_because=self.hidden_because,
                text=extracted or f"Texte de {self.title}.",
            )


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    topic = SubFactory(TopicFactory)
    author = SubFactory(UserFactory)
    text = Sequence("Réponse {}.".format)
    state = "shown"


class ObstacleFactory(ForumRowFactory):
    """An obstacle of the public register. `is_ready`: what it needs before anything is sent."""

    class Meta:
        model = Obstacle

    class Params:
        is_ready = Trait(
            triage="obstacle",
            nature="practice",
            carrier=SubFactory(OrganisationFactory),
            status="carried",
        )

    title_fr = Sequence("Obstacle {}".format)
    main_border = SubFactory(BorderFactory)
    audience = "public"
    raised_on = "2026-03-10"

    @post_generation
    def sides(self, create, extracted, **kwargs):
        """Both sides of its border, when it is triaged or they are asked for."""
        if create and (extracted or extracted is None and self.triage):
            for country in self.main_border.countries:
                CountrySideFactory(obstacle=self, country=country)

    @post_generation
    def main_border_counts(self, create, extracted, **kwargs):
        if create and self.main_border:
            self.borders.add(self.main_border)


class CountrySideFactory(DjangoModelFactory):
    class Meta:
        model = CountrySide

    obstacle = SubFactory(ObstacleFactory)
    country = "FR"
    authority_fr = LazyAttribute(lambda side: f"Autorité {side.country}")


class CoordinationPointFactory(DjangoModelFactory):
    class Meta:
        model = CoordinationPoint

    border = SubFactory(BorderFactory)
    name_fr = Sequence("Point de coordination {}".format)


class AddresseeFactory(ForumRowFactory):
    class Meta:
        model = Addressee

    level = "national"
    name_fr = Sequence("Administration {}".format)


class ClockRuleFactory(DjangoModelFactory):
    class Meta:
        model = ClockRule

    code = Sequence("rule-{}".format)
    name_fr = LazyAttribute(lambda row: f"Délai {row.code}")
    kind = "file"
    level = "point"
    months = 2


class StepFactory(DjangoModelFactory):
    """A step that was sent; its obstacle is ready for it."""

    class Meta:
        model = Step

    obstacle = SubFactory(ObstacleFactory, is_ready=True)
    level = "national"
    addressee = SubFactory(AddresseeFactory)
    sent_on = date(2026, 3, 31)


class EndorsementFactory(DjangoModelFactory):
    class Meta:
        model = Endorsement

    obstacle = SubFactory(ObstacleFactory)
    organisation = SubFactory(OrganisationFactory)
    by = SubFactory(UserFactory)


class SolutionFactory(ForumRowFactory):
    class Meta:
        model = Solution

    slug = Sequence("solution-{}".format)
    title_fr = Sequence("Solution {}".format)
    is_draft = False


class ReuseFactory(DjangoModelFactory):
    class Meta:
        model = Reuse

    solution = SubFactory(SolutionFactory)
    organisation = SubFactory(OrganisationFactory)
