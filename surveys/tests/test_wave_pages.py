"""Waves on their pages: listed, opened, weighted and locked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import ImportBatch, Wave
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def wave(programme):
    """An open wave with six answers in Quayside and two in Ropewalk."""
    wave = WaveFactory(programme=programme, name="Residents, July")
    for name, people in (("Quayside", 6), ("Ropewalk", 2)):
        place = NeighbourhoodFactory(programme=programme, name=name, residents=100)
        sample = SampleFactory(wave=wave, neighbourhood=place, population=800)
        for i in range(people):
            ResponseFactory(sample=sample, sex=i % 2 + 1, age_band=i % 4 + 1)
    return wave


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def signed_in(client, programme, role=Role.EVALUATOR):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def asked(programme, **changes):
    """A filled-in form for a new wave."""
    questionnaire = QuestionnaireFactory(programme=programme, published=True)
    return {
        "name": "Residents, spring",
        "questionnaire": questionnaire.pk,
        "purpose": "baseline",
        "starts_on": "2024-07-01",
        "ends_on": "2024-07-31",
        "where": "all",
        "target": "300",
        "design": "random",
        "weighting": "poststratify",
        "note": "Met at the door.",
    } | changes


def test_list_shows_purpose_answers_and_state_of_each_wave(client, programme, wave):
    page = text_of(signed_in(client, programme).get(address("wave-list")))
    assert "Residents, July" in page
    assert "Baseline" in page
    assert "8 of 600 (1%)" in page
    assert "Open" in page


def test_list_without_waves_says_what_comes_next(client, programme):
    evaluator = signed_in(client, programme)
    assert "First, the neighbourhoods" in text_of(evaluator.get(address("wave-list")))
    NeighbourhoodFactory(programme=programme)
    assert "First, a questionnaire" in text_of(evaluator.get(address("wave-list")))
    QuestionnaireFactory(programme=programme, published=True)
    assert "Open the first wave" in text_of(evaluator.get(address("wave-list")))
    reader = signed_in(client, programme, Role.STEERING)
    assert "The evaluator of this programme opens the first wave" in text_of(reader.get(address("wave-list")))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_reader_sees_no_number_below_five_nor_files_nor_buttons(client, programme, wave, role):
    ImportBatch.objects.create(wave=wave, filename="july.csv", sha256="0" * 64, state="done", kept=8)
    weigh_wave(wave=wave, method="poststratify")
    reader = signed_in(client, programme, role)
    page = text_of(reader.get(address("wave-detail", wave.pk)))
    assert "fewer than 5 of 300" in page
    assert "6 of 600, not counting 1 neighbourhood with fewer than 5" in page
    assert "2 of 300" not in page
    assert "8 of 600" not in page
    assert "2 respondents" not in page
    assert "july.csv" not in page
    assert "Compute weights" not in page
    assert "8 of 600" not in text_of(reader.get(address("wave-list")))


def test_evaluator_sees_numbers_files_warnings_and_groups(client, programme, wave):
    ImportBatch.objects.create(wave=wave, filename="july.csv", sha256="0" * 64, state="done", kept=8)
    weigh_wave(wave=wave, method="poststratify")
    evaluator = signed_in(client, programme)
    page = text_of(evaluator.get(address("wave-detail", wave.pk)))
    for words in ("2 of 300", "8 of 600", "july.csv", "8 kept, 0 set aside", address("wave-weights", wave.pk)):
        assert words in page
    weights = text_of(evaluator.get(address("wave-weights", wave.pk)))
    for words in ("were weighted together", "Men 16 to 24"):
        assert words in weights


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("checked", "Would keep 8 and set aside 1."),
        ("taken-back", "8 answers removed again."),
        ("done", "8 kept, 1 set aside."),
    ],
)
def test_file_says_what_it_brought_or_would_bring(client, programme, wave, state, words):
    ImportBatch.objects.create(wave=wave, filename="a.csv", sha256="0" * 64, state=state, kept=8, set_aside=1)
    evaluator = signed_in(client, programme)
    for page in (address("wave-detail", wave.pk), address("import-new", wave.pk)):
        assert words in text_of(evaluator.get(page))
        assert ("kept" in text_of(evaluator.get(page))) == (state == "done")


@pytest.mark.parametrize("name", ["wave-new", "wave-edit", "wave-delete", "wave-weigh", "wave-lock"])
def test_only_the_evaluator_runs_waves(client, programme, wave, name):
    url = address(name, *([] if name == "wave-new" else [wave.pk]))
    for role in Role.values:
        response = signed_in(client, programme, role).post(url)
        assert (response.status_code == 403) == (role != Role.EVALUATOR)
    assert signed_in(client, ProgrammeFactory()).post(url).status_code == 404


def test_wave_is_opened_everywhere(client, programme):
    for _ in range(3):
        NeighbourhoodFactory(programme=programme, residents=100)
    response = signed_in(client, programme).post(address("wave-new"), asked(programme))
    wave = Wave.objects.get()
    assert response.headers["Location"] == wave.get_absolute_url()
    assert list(wave.samples.values_list("target", "population")) == [(300, 800)] * 3
    assert wave.history.get().history_user == programme.memberships.get().user


def test_wave_is_opened_in_one_cohort_or_in_ticked_neighbourhoods(client, programme):
    cohort = CohortFactory(programme=programme)
    inside = NeighbourhoodFactory(programme=programme, cohort=cohort)
    ticked = NeighbourhoodFactory(programme=programme)
    evaluator = signed_in(client, programme)
    form = asked(programme, where=str(cohort.pk))
    evaluator.post(address("wave-new"), form)
    form |= {"name": "Second", "where": "chosen", "neighbourhoods": [ticked.pk], "starts_on": "1/7/2024"}
    evaluator.post(address("wave-new"), form)
    assert Wave.objects.get(name=form["name"]).samples.get().neighbourhood == ticked
    assert Wave.objects.exclude(name=form["name"]).get().samples.get().neighbourhood == inside


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"ends_on": "2024-06-30"}, "ends_on", "The last day must not be before the first day."),
        ({"starts_on": "31/02/2024"}, "starts_on", "write a real date such as 22/11/2026"),
        ({"starts_on": ""}, "starts_on", "Enter the date: first day of fieldwork."),
        ({"where": "chosen"}, "neighbourhoods", "Tick at least one neighbourhood."),
        ({"where": ""}, "where", "Choose where people are asked."),
        ({"where": "elsewhere"}, "where", "Where: choose from what the page offers."),
        ({"name": " Residents, July "}, "name", "The programme already has a wave of this name."),
        ({"name": ""}, "name", "Give the wave a name."),
        ({"name": "x" * 101}, "name", "Name: at most 100 characters; this has 101."),
        ({"note": "Met\x00."}, "note", "there is a character in it that cannot be stored"),
        ({"target": "0"}, "target", "Answers aimed at: write a number from 1 to 100,000."),
        ({"target": "100001"}, "target", "Answers aimed at: write a number from 1 to 100,000."),
        ({"target": "many"}, "target", "Answers aimed at: write a whole number in figures, such as 300."),
        ({"neighbourhoods": ["x"], "where": "chosen"}, "neighbourhoods", "choose from what the page offers"),
        ({"neighbourhoods": ["0"], "where": "chosen"}, "neighbourhoods", "choose from what the page offers"),
        ({"design": "guess"}, "design", "How people are chosen: choose from what the page offers."),
        ({"weighting": "guess"}, "weighting", "choose from what the page offers"),
        ({"starts_on": "1999-12-31"}, "starts_on", "that is before 2000"),
        ({"ends_on": "2025-07-02"}, "ends_on", "Fieldwork lasts at most 366 days; this would be 367."),
        ({"purpose": ""}, "purpose", "Choose baseline or follow-up."),
        ({"questionnaire": ""}, "questionnaire", "Choose the questionnaire."),
        ({"questionnaire": "x"}, "questionnaire", "Questionnaire: choose from what the page offers."),
    ],
)
def test_wave_asked_for_wrongly_says_so_at_the_field_and_loses_nothing(client, programme, wave, changes, field, reason):
    response = signed_in(client, programme).post(address("wave-new"), asked(programme, **changes))
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert reason in form.errors[field][0]
    assert f"#id_{field}" in text_of(response)
    assert text_of(response).count("There is a problem") == 1
    assert "Met" in text_of(response)
    assert Wave.objects.count() == 1


def test_neighbourhoods_ticked_beside_another_choice_are_asked_about(client, programme, wave):
    ticked = programme.neighbourhoods.first()
    response = signed_in(client, programme).post(address("wave-new"), asked(programme, neighbourhoods=[ticked.pk]))
    assert "You ticked single neighbourhoods" in response.context["form"].errors["where"][0]


def test_draft_or_foreign_questionnaire_cannot_be_chosen(client, programme, wave):
    drafted = QuestionnaireFactory(programme=programme)
    foreign = QuestionnaireFactory(published=True)
    evaluator = signed_in(client, programme)
    for questionnaire in (drafted, foreign):
        response = evaluator.post(address("wave-new"), asked(programme, questionnaire=questionnaire.pk))
        assert "questionnaire" in response.context["form"].errors


def test_organisations_are_not_weighted_by_age(client, programme, wave):
    organisations = QuestionnaireFactory(programme=programme, audience="organisations", published=True)
    response = signed_in(client, programme).post(address("wave-new"), asked(programme, questionnaire=organisations.pk))
    assert "Only residents have a sex and an age" in response.context["form"].errors["weighting"][0]


def test_opening_the_same_wave_twice_opens_one(client, programme):
    NeighbourhoodFactory(programme=programme)
    evaluator, form = signed_in(client, programme), asked(programme)
    evaluator.post(address("wave-new"), form)
    evaluator.post(address("wave-new"), form)
    assert Wave.objects.count() == 1


def test_weights_are_computed_from_the_page_and_said_to_be(client, programme, wave):
    evaluator = signed_in(client, programme)
    response = evaluator.post(address("wave-weigh", wave.pk), {"method": "equal"}, follow=True)
    assert "is weighted" in text_of(response)
    assert Wave.objects.get().weighting == "equal"


def test_weights_refused_are_explained_at_the_method(client, programme, wave):
    response = signed_in(client, programme).post(address("wave-weigh", wave.pk), {"method": "supplied"})
    assert response.context["form"].errors["method"] == [
        "Quayside: 6 of 6 answers came without a weight.",
        "Ropewalk: 2 of 2 answers came without a weight.",
    ]
    assert 'value="supplied" selected' in text_of(response)


def test_weighing_an_unknown_method_or_a_locked_wave_changes_nothing(client, programme, wave):
    evaluator = signed_in(client, programme)
    refused = evaluator.post(address("wave-weigh", wave.pk), {"method": "magic"}).context["form"].errors
    assert refused == {"method": ["Method: choose from what the page offers."]}
    lock_wave(wave=weigh_wave(wave=wave, method="equal"), by=None)
    response = evaluator.post(address("wave-weigh", wave.pk), {"method": "poststratify"}, follow=True)
    assert "is locked: its weights cannot be changed" in text_of(response)
    assert Wave.objects.get().weighting == "equal"


def test_wave_that_is_not_ready_says_why_and_offers_no_lock(client, programme, wave):
    evaluator = signed_in(client, programme)
    page = text_of(evaluator.get(address("wave-detail", wave.pk)))
    assert "The answers have no weights yet." in page
    assert "Lock this wave" not in page
    assert "Lock this wave" not in text_of(evaluator.get(address("wave-lock", wave.pk)))
    response = evaluator.post(address("wave-lock", wave.pk), follow=True)
    assert "cannot be locked yet. The answers have no weights yet." in text_of(response)


def test_locking_asks_first_then_locks_and_shows_the_fingerprints(client, programme, wave):
    weigh_wave(wave=wave, method="equal")
    evaluator = signed_in(client, programme)
    question = text_of(evaluator.get(address("wave-lock", wave.pk)))
    assert "That takes a commissioner and an evaluator together" in question
    assert "8 answers in 2 neighbourhoods become evidence" in question
    assert not Wave.objects.get().is_locked

    for _ in range(2):
        page = text_of(evaluator.post(address("wave-lock", wave.pk), follow=True))
        assert "is locked" in page
    for sample in wave.samples.all():
        assert sample.fingerprint in page
    assert f"by {Wave.objects.get().locked_by}" in page
    assert "verify_seals vale" in page
    assert "Compute weights" not in page


def test_wave_of_another_programme_is_not_found(client, programme, wave):
    other = WaveFactory()
    assert signed_in(client, programme).get(address("wave-detail", other.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.STEERING])
def test_pages_ask_the_database_no_more_for_thirty_neighbourhoods_than_for_five(client, programme, role):
    counts = []
    reader = signed_in(client, programme, role)
    for size in (5, 30):
        wave = WaveFactory(programme=programme)
        for _ in range(size):
            place = NeighbourhoodFactory(programme=programme, residents=100)
            ResponseFactory(sample=SampleFactory(wave=wave, neighbourhood=place))
        weigh_wave(wave=wave, method="poststratify")
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address("wave-list")).status_code == 200
            assert reader.get(address("wave-detail", wave.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 30
