"""Waves of each audience whose links can be answered today."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, ContactFactory
from surveys.models import Invitation, Response
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

TODAY = date(2024, 9, 10)


def a_wave(audience="residents", places=("Quayside",), **fields):
    """A wave of September 2024 that takes answers on line, with a sample in each of `places`."""
    programme = fields.pop("programme", None) or ProgrammeFactory(slug="vale", commissioning_body="Vale Council")
    questionnaire = QuestionnaireFactory(programme=programme, audience=audience, published=True)
    fields = {"starts_on": date(2024, 9, 1), "ends_on": date(2024, 9, 30), "takes_answers_online": True} | fields
    wave = WaveFactory(programme=programme, questionnaire=questionnaire, **fields)
    for name in places:
        SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=programme, name=name))
    return wave


def a_group(wave, name="Tea Club", email="tea@example.org", place=None, person="Alex Example", **contact):
    """A group that counts in the first of the wave's neighbourhoods, with somebody to write to."""
    place = place or wave.samples.first().neighbourhood
    group = CommunityGroupFactory(programme=wave.programme, name=name, eligible_in=[place])
    if email is not None:
        contact = {"review_on": timezone.localdate() + timedelta(days=365)} | contact
        ContactFactory(group=group, name=person, email=email, phone="0123", **contact)
    return group


def invited(sample, count, *, answered=0, **fields):
    """So many invitations of a sample, the first of them answered."""
    start = sample.invitations.count()
    made = [
        Invitation.objects.create(sample=sample, number=start + n + 1, label=f"A-{start + n + 1:03}", **fields)
        for n in range(count)
    ]
    Invitation.objects.filter(pk__in=[row.pk for row in made[:answered]]).mark_answered()
    return made


def answers(sample, count, mode=Response.Mode.LINK):
    for _ in range(count):
        ResponseFactory(sample=sample, mode=mode)


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def signed_in(client, programme, role=Role.EVALUATOR):
    user = MembershipFactory(programme=programme, role=role).user
    client.force_login(user)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())
