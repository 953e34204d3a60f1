"""How far a wave is: counted by place, day, mode, sex and age, and shown to each reader as far as it may be."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import Invitation, Response, Wave
from surveys.running.progress import progress_of
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
TODAY = date(2024, 7, 15)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def wave(programme):
    """Fieldwork in the middle: 20 answers in Quayside, two a day for ten days, three in Ropewalk, none in Saltmarsh."""
    wave = WaveFactory(programme=programme, name="Residents, July")
    for name, people in (("Quayside", 20), ("Ropewalk", 3), ("Saltmarsh", 0)):
        place = NeighbourhoodFactory(programme=programme, name=name, residents=100)
        sample = SampleFactory(wave=wave, neighbourhood=place, population=800, target=40)
        for i in range(people):
            day = TODAY - timedelta(days=i // 2 + 1)
            ResponseFactory(
                sample=sample, answered_on=day, sex=i % 2 + 1, age_band=2, mode="link" if i % 4 else "paper"
            )
    return wave


def place_of(wave, name, today=TODAY):
    return next(place for place in progress_of(wave, today).places if place.name == name)


def page(client, wave, role=Role.EVALUATOR):
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    response = client.get(reverse("surveys:wave-progress", args=["vale", wave.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def running_now(wave):
    """The wave with its fieldwork around today, and its answers with it."""
    shift = timezone.localdate() - TODAY
    Wave.objects.filter(pk=wave.pk).update(starts_on=wave.starts_on + shift, ends_on=wave.ends_on + shift)
    for response in Response.objects.of_wave(wave).exclude(answered_on=None):
        Response.objects.filter(pk=response.pk).update(answered_on=response.answered_on + shift)
    wave.refresh_from_db()
    return wave


def test_place_knows_its_answers_pace_and_where_they_will_end(wave):
    quayside = place_of(wave, "Quayside")

    assert (quayside.answers, quayside.target, quayside.lately) == (20, 40, 14)
    assert quayside.forecast.expected == 20 + 2 * 17
    assert quayside.forecast.reached_on == TODAY + timedelta(days=9)
    assert quayside.by_mode == {"link": 15, "paper": 5}


def test_quotas_share_the_target_out_and_the_emptiest_groups_come_first(wave):
    quayside = place_of(wave, "Quayside")

    assert sum(cell.quota for cell in quayside.cells) == 40
    assert [cell.words for cell in quayside.cells if cell.answers] == [
        "Men 25 to 44: 10 of 5",
        "Women 25 to 44: 10 of 5",
    ]
    assert [cell.words for cell in quayside.behind] == [
        "Men 16 to 24: 0 of 5",
        "Men 45 to 64: 0 of 5",
        "Men 65 and over: 0 of 5",
    ]


def test_answers_of_unknown_sex_or_age_are_in_no_group_and_counted_apart(wave):
    sample = wave.samples.get(neighbourhood__name="Quayside")
    ResponseFactory(sample=sample, sex=0)
    ResponseFactory(sample=sample, age_band=0)
    quayside = place_of(wave, "Quayside")

    assert quayside.achieved.unknown == 2
    assert sum(cell.answers for cell in quayside.cells) + 2 == quayside.answers == 22


def test_local_table_of_residents_sets_the_quotas(wave):
    sample = wave.samples.get(neighbourhood__name="Quayside")
    sample.margins, sample.margins_source = [[40, 0, 0, 0], [0, 0, 0, 0]], "The council’s count"
    sample.save()

    assert [cell.words for cell in place_of(wave, "Quayside").behind] == ["Men 16 to 24: 0 of 40"]


def test_excluded_answers_are_not_counted_but_told(wave):
    Response.objects.filter(pk__in=Response.objects.of_wave(wave).values("pk")[:4]).update(is_excluded=True)
    progress = progress_of(wave, TODAY)

    assert (progress.answers, progress.excluded) == (19, 4)
    assert sum(progress.by_day.values()) == 19


def test_width_of_intervals_goes_by_the_design_effect_so_far(wave):
    assumed = place_of(wave, "Quayside").widths
    weigh_wave(wave=wave, method="equal")
    weighted = place_of(wave, "Quayside").widths

    assert weighted[0] < assumed[0]


def test_no_width_is_told_of_fewer_answers_than_a_figure_needs(wave):
    assert place_of(wave, "Ropewalk").widths == [None, None]


class EveryAnswerOnce(TestCase):
    """Whatever day, mode, sex and age answers have, each list holds every one of them once."""

    @settings(max_examples=25)
    @given(
        answers=st.lists(
            st.tuples(
                st.none() | st.integers(-40, 40),
                st.sampled_from(Response.Mode.values),
                st.integers(0, 2),
                st.integers(0, 4),
                st.booleans(),
            ),
            max_size=12,
        )
    )
    def test_every_answer_that_counts_is_in_each_list_exactly_once(self, answers):
        sample = SampleFactory()
        for number, (day, mode, sex, band, is_excluded) in enumerate(answers):
            on = None if day is None else TODAY + timedelta(days=day)
            ResponseFactory(
                sample=sample,
                key=f"{number}",
                answered_on=on,
                mode=mode,
                sex=sex,
                age_band=band,
                is_excluded=is_excluded,
            )
        counted = sum(not is_excluded for *_, is_excluded in answers)
        progress = progress_of(sample.wave, TODAY)
        [place] = progress.places

        assert progress.answers == counted
        assert sum(count for _, count, _ in progress.by_mode) == counted
        assert place.achieved.total == counted
        chart = progress.days
        assert sum(bar.count for bar in chart.bars) + sum(count for _, count in chart.apart) == counted


def test_evaluator_sees_forecast_groups_days_and_ways(client, wave):
    shown = page(client, running_now(wave))

    for words in (
        "23 of 120",
        "If answers keep coming in as in the last 7 days",
        "3 of 40",
        "Men 16 to 24: 0 of 5",
        "Nobody has answered yet in Saltmarsh.",
        "By way of answering",
        "By day",
    ):
        assert words in shown


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_reader_sees_no_small_number_no_group_and_no_day(client, wave, role):
    shown = page(client, running_now(wave), role)

    assert "20 of 40" in shown
    assert "fewer than 5 of 40" in shown
    assert "20 of 120, not counting 1 neighbourhood with fewer than 5" in shown
    for words in ("3 of 40", "23 of 120", "If answers keep coming", "Men 16 to 24", "By day", "By way of answering"):
        assert words not in shown


def test_reader_is_told_where_it_will_end_where_no_neighbourhood_is_small(client, wave):
    Response.objects.filter(sample__neighbourhood__name="Ropewalk").delete()

    assert "If answers keep coming in as in the last 7 days" in page(client, running_now(wave), Role.STEERING)


def test_invitations_without_an_answer_are_told_and_withdrawn_ones_are_not(client, wave):
    sample = wave.samples.get(neighbourhood__name="Quayside")
    kinds = [*[{"is_answered": True}] * 5, {}, {}, {"is_withdrawn": True}]
    for number, fields in enumerate(kinds, start=1):
        Invitation.objects.create(sample=sample, number=number, **fields)

    assert "2 of 7 invitations are not answered." in page(client, running_now(wave))


def test_organisations_have_no_quotas(client, programme):
    questionnaire = QuestionnaireFactory(programme=programme, audience="organisations", published=True)
    wave = WaveFactory(programme=programme, questionnaire=questionnaire)
    ResponseFactory(sample=SampleFactory(wave=wave))

    assert "Organisations and agencies have no sex and no age." in page(client, wave)


def test_unknown_residents_are_said_to_be_unknown(client, programme):
    wave = WaveFactory(programme=programme)
    ResponseFactory(sample=SampleFactory(wave=wave, population=None))

    assert "How many residents there are by sex and age is not known" in page(client, wave)


def test_wave_without_answers_says_so_and_invents_nothing(client, programme):
    wave = WaveFactory(programme=programme)
    SampleFactory(wave=wave, target=300)
    shown = page(client, wave)

    assert "Fieldwork ended on 31 July 2024 with 0 of 300 answers, 300 short." in shown
    assert "No answers have come in." in shown


def test_wave_without_neighbourhoods_says_what_to_do(client, programme):
    assert "This wave asks in no neighbourhood." in page(client, WaveFactory(programme=programme))


def test_locked_wave_still_shows_how_it_went(client, wave):
    Wave.objects.filter(pk=wave.pk).update(note="Saltmarsh was flooded.")
    lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)

    assert "Fieldwork ended on 31 July 2024 with 23 of 120 answers, 97 short." in page(client, wave)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.STEERING])
def test_page_asks_the_database_no_more_for_many_places_and_answers(client, programme, role):
    counts = []
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    for places, people in ((2, 1), (12, 5)):
        wave = WaveFactory(programme=programme)
        for _ in range(places):
            place = NeighbourhoodFactory(programme=programme, residents=100)
            sample = SampleFactory(wave=wave, neighbourhood=place)
            Invitation.objects.create(sample=sample, number=1)
            for day in range(people):
                ResponseFactory(sample=sample, answered_on=date(2024, 7, 1 + day))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("surveys:wave-progress", args=["vale", wave.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 14


def test_wave_of_another_programme_is_not_found(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)

    assert client.get(reverse("surveys:wave-progress", args=["vale", WaveFactory().pk])).status_code == 404


def test_widths_are_told_of_residents_alone_since_organisations_are_judged_together(client, wave):
    assert "A share of 50%" in page(client, wave)
    questionnaire = QuestionnaireFactory(programme=wave.programme, audience="organisations", published=True)
    organisations = WaveFactory(programme=wave.programme, questionnaire=questionnaire)
    SampleFactory(wave=organisations)
    assert "A share of 50%" not in page(client, organisations)
