"""Unintended effects and case studies: who writes, who reads, and consent before anything is shared."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import CaseStudy, Effect
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CaseStudyFactory, EffectFactory

pytestmark = pytest.mark.django_db
AGREED = {"consent_how": "written", "consent_on": date(2024, 9, 10), "consent_by": "Pat Example", "is_shared": True}


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel("2025-01-15"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E05000001")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh", code="E05000002")


def sign_in(client, programme, role=Role.COORDINATOR, works_in=None):
    user = MembershipFactory(programme=programme, role=role, user=UserFactory()).user
    if works_in:
        appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=date(2024, 4, 1))
        DeploymentFactory(appointment=appointment, neighbourhood=works_in, starts_on=date(2024, 4, 1))
    client.force_login(user)
    return user


def address(verb, *rest):
    return reverse(f"neighbourhoods:{verb}", args=["vale", *rest])


EFFECT = {"kind": "bad", "title": "The lunch club lost its cook", "seen_on": "2025-01-10"}
STUDY = {"title": "A kettle", "told_on": "2025-01-10", "story": "It began with six people."}
CONSENT = {"consent_how": "spoken", "consent_on": "2025-01-11", "consent_by": "The club", "is_shared": "on"}


# ── Effects ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_coordinator_writes_down_an_effect_of_the_whole_programme(programme, client):
    sign_in(client, programme)
    client.post(address("effect-new"), EFFECT)
    effect = Effect.objects.get()
    assert (effect.neighbourhood, effect.kind, effect.response) == (None, "bad", "")


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"seen_on": "2025-01-16"}, "seen_on", "still to come"),
        ({"kind": ""}, "kind", "choose one"),
        ({"title": ""}, "title", "fill this in"),
    ],
)
def test_effect_filled_in_wrongly_says_so_at_the_field(programme, client, changed, field, message):
    sign_in(client, programme)
    response = client.post(address("effect-new"), EFFECT | changed)
    assert message in " ".join(response.context["form"].errors[field])
    assert not Effect.objects.exists()


@pytest.mark.parametrize("verb", ["effect-new", "case-study-new"])
def test_fieldworker_writes_for_a_place_where_they_work(programme, ropewalk, saltmarsh, client, verb):
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    given = EFFECT | STUDY
    for place in ("", saltmarsh.pk):
        response = client.post(address(verb), given | {"neighbourhood": place})
        assert response.context["form"].errors["neighbourhood"]
    assert client.post(address(verb), given | {"neighbourhood": ropewalk.pk}).status_code == 302


def test_fieldworker_changes_no_effect_elsewhere_or_of_the_whole_programme(programme, ropewalk, saltmarsh, client):
    sign_in(client, programme, Role.FIELDWORKER, works_in=ropewalk)
    here, elsewhere = (EffectFactory(programme=programme, neighbourhood=place) for place in (ropewalk, saltmarsh))
    everywhere = EffectFactory(programme=programme)
    for effect in (elsewhere, everywhere):
        assert client.post(effect.get_absolute_url(), EFFECT).status_code == 403
        assert client.post(address("effect-remove", effect.pk)).status_code == 403
    assert client.post(here.get_absolute_url(), EFFECT | {"neighbourhood": ropewalk.pk}).status_code == 302


def test_effects_are_narrowed_by_kind_place_and_whether_anything_was_done(programme, ropewalk, client):
    sign_in(client, programme, Role.STEERING)
    EffectFactory(programme=programme, title="Good here", neighbourhood=ropewalk, response="Keys were given.")
    EffectFactory(programme=programme, title="Bad", kind="bad", seen_on=date(2024, 8, 1))

    def listed(**query):
        return [effect.title for effect in client.get(address("effect-list"), query).context["effects"]]

    assert listed() == ["Good here", "Bad"]
    assert listed(show="good") == listed(place="E05000001") == ["Good here"]
    assert listed(show="bad") == listed(show="unanswered") == ["Bad"]
    assert listed(show="bad", place="E05000001") == []
    assert listed(show="nonsense") == ["Good here", "Bad"]


# ── Case studies ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("missing", ["consent_how", "consent_on", "consent_by"])
def test_sharing_without_all_of_the_consent_is_refused_at_the_field(programme, client, missing):
    sign_in(client, programme)
    given = {name: value for name, value in (STUDY | CONSENT).items() if name != missing}
    response = client.post(address("case-study-new"), given)
    assert "Record who agreed, how and when" in " ".join(response.context["form"].errors["is_shared"])
    assert not CaseStudy.objects.exists()


@pytest.mark.parametrize("missing", [{"consent_how": ""}, {"consent_on": None}, {"consent_by": ""}])
def test_database_shares_nothing_without_consent(programme, missing):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudyFactory(programme=programme, **AGREED | missing)


def test_consent_is_not_given_on_a_day_to_come(programme, client):
    sign_in(client, programme)
    response = client.post(address("case-study-new"), STUDY | CONSENT | {"consent_on": "2025-01-16"})
    assert "still to come" in " ".join(response.context["form"].errors["consent_on"])


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.EVALUATOR, Role.STEERING])
def test_story_is_found_by_others_only_once_it_is_shared(programme, ropewalk, client, role):
    sign_in(client, programme, role)
    study = CaseStudyFactory(programme=programme, neighbourhood=ropewalk)
    assert client.get(study.get_absolute_url()).status_code == 404
    assert client.get(address("case-study-list")).context["studies"] == []
    CaseStudy.objects.update(**AGREED)
    assert client.get(study.get_absolute_url()).status_code == 200
    assert client.get(address("case-study-list")).context["studies"] == [study]


def test_keepers_are_the_coordinator_and_who_works_there(programme, ropewalk, saltmarsh, client):
    study = CaseStudyFactory(programme=programme, neighbourhood=ropewalk)
    statuses = []
    for role, place in ((Role.COORDINATOR, None), (Role.FIELDWORKER, ropewalk), (Role.FIELDWORKER, saltmarsh)):
        sign_in(client, programme, role, works_in=place)
        statuses.append([client.get(study.get_absolute_url()).status_code])
        statuses[-1].append(client.get(address("case-study-edit", study.pk)).status_code)
    assert statuses == [[200, 200], [200, 200], [404, 404]]


def test_what_a_story_said_before_it_was_shared_is_for_its_keepers(programme, ropewalk, client):
    study = CaseStudyFactory(programme=programme, neighbourhood=ropewalk, story="Pat drank.")
    study.story = "Somebody came back."
    for name, value in AGREED.items():
        setattr(study, name, value)
    study.save()
    sign_in(client, programme)
    assert "Pat drank." in client.get(study.get_absolute_url()).content.decode()
    for role in (Role.COMMISSIONER, Role.STEERING):
        sign_in(client, programme, role)
        assert "Pat drank." not in client.get(study.get_absolute_url()).content.decode()
        assert client.get(address("case-study-edit", study.pk)).status_code == 403


def test_who_agreed_is_not_shown_to_the_steering_group(programme, client):
    study = CaseStudyFactory(programme=programme, **AGREED)
    sign_in(client, programme, Role.COMMISSIONER)
    assert "Pat Example" in client.get(study.get_absolute_url()).content.decode()
    sign_in(client, programme, Role.STEERING)
    assert "Pat Example" not in client.get(study.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("name", "factory"), [("effect-list", EffectFactory), ("case-study-list", CaseStudyFactory)])
def test_number_of_queries_does_not_depend_on_the_length_of_a_list(
    programme, client, django_assert_max_num_queries, name, factory
):
    sign_in(client, programme)
    factory(programme=programme, neighbourhood=NeighbourhoodFactory(programme=programme))
    client.get(address(name))
    with django_assert_max_num_queries(60) as few:
        client.get(address(name))
    for _ in range(6):
        factory(programme=programme, neighbourhood=NeighbourhoodFactory(programme=programme))
    with django_assert_max_num_queries(len(few)):
        client.get(address(name))
