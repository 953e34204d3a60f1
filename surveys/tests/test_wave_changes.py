"""Waves opened by mistake: put right or deleted while they are open, and second baselines only when they are meant."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.locking import lock_wave
from surveys.actions.waves import WaveRefused, change_wave, delete_wave, open_wave
from surveys.actions.weights import weigh_wave
from surveys.fieldwork_dates import date_faults
from surveys.models import ImportBatch, PaperForm, Sample, Wave, WaveLocked
from surveys.signals import evidence_changed
from surveys.tests.factories import NeighbourhoodFactory, QuestionnaireFactory, ResponseFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def wave(programme):
    """An open baseline of July 2024 in Quayside, without answers."""
    place = NeighbourhoodFactory(programme=programme, name="Quayside", residents=100)
    wave = WaveFactory(programme=programme, name="Residents, July")
    Sample.objects.create(wave=wave, neighbourhood=place)
    return wave


@pytest.fixture
def evaluator(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    return client


@pytest.fixture
def told():
    """The waves whose figures were said to have changed."""
    waves = []

    def listen(sender, wave, **kwargs):
        waves.append(wave.pk)

    evidence_changed.connect(listen)
    yield waves
    evidence_changed.disconnect(listen)


def address(name, wave):
    return reverse(f"surveys:{name}", args=["vale", wave.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def sent(**changes):
    """The form of the wave as it stands, with changes."""
    return {
        "name": "Residents, July",
        "purpose": "baseline",
        "starts_on": "2024-07-01",
        "ends_on": "2024-07-31",
        "target": "300",
        "design": "random",
        "note": "",
    } | changes


def answered(wave, people=2):
    for _ in range(people):
        ResponseFactory(sample=wave.samples.get())
    return wave


def locked(wave):
    return lock_wave(wave=weigh_wave(wave=answered(wave), method="equal"), by=None)


def test_wave_is_put_right_on_its_page(evaluator, wave):
    page = text_of(evaluator.get(address("wave-edit", wave)))
    assert 'value="Residents, July"' in page
    assert 'value="2024-07-31"' in page
    changed = sent(
        name="Residents, August", purpose="follow-up", ends_on="2024-08-31", target="75", design="quota", note="Late."
    )
    response = evaluator.post(address("wave-edit", wave), changed, follow=True)
    assert "Residents, August is changed." in text_of(response)
    wave = Wave.objects.get()
    assert (wave.name, wave.purpose, wave.ends_on, wave.design, wave.note) == (
        "Residents, August",
        "follow-up",
        date(2024, 8, 31),
        "quota",
        "Late.",
    )
    assert wave.samples.get().target == 75


def test_change_of_a_wave_is_kept_in_its_history(wave):
    by = UserFactory(name="Eve")
    change_wave(wave=wave, by=by, name="Residents, August", target=75)
    entry = wave.history.first()
    assert (entry.history_user, entry.history_change_reason) == (by, "Changed: name, target")


def test_same_values_again_change_nothing(wave):
    version, entries = wave.programme.evidence_version, wave.history.count()
    change_wave(wave=wave, by=None, name=wave.name, starts_on=wave.starts_on, target=300)
    wave.programme.refresh_from_db()
    assert (wave.programme.evidence_version, wave.history.count()) == (version, entries)


def test_figures_follow_the_purpose_and_days_of_a_weighted_wave(wave, told):
    change_wave(wave=wave, by=None, purpose="follow-up")
    assert told == []
    weigh_wave(wave=answered(wave), method="equal")
    told.clear()
    version = Wave.objects.get().programme.evidence_version
    change_wave(wave=wave, by=None, name="Residents, summer", note="Late.")
    assert told == []
    assert Wave.objects.get().programme.evidence_version > version
    change_wave(wave=wave, by=None, ends_on=date(2024, 8, 31))
    change_wave(wave=wave, by=None, purpose="baseline")
    assert told == [wave.pk] * 2


def test_questionnaire_of_a_wave_cannot_be_changed(wave):
    with pytest.raises(TypeError, match="questionnaire"):
        change_wave(wave=wave, by=None, questionnaire=QuestionnaireFactory(published=True))


def test_targets_that_differ_stay_unless_one_is_given(evaluator, wave):
    other = NeighbourhoodFactory(programme=wave.programme)
    Sample.objects.create(wave=wave, neighbourhood=other, target=50)
    assert "They differ now." in text_of(evaluator.get(address("wave-edit", wave)))
    evaluator.post(address("wave-edit", wave), sent(target="", note="Late."))
    assert Wave.objects.get().note == "Late."
    assert set(wave.samples.values_list("target", flat=True)) == {50, 300}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"name": "Second"}, "name", "already has a wave of this name"),
        ({"ends_on": "2025-08-01"}, "ends_on", "Fieldwork lasts at most 366 days"),
        ({"target": ""}, "target", "Enter how many answers you aim at."),
    ],
)
def test_change_asked_for_wrongly_says_so_at_the_field(evaluator, wave, changes, field, reason):
    WaveFactory(programme=wave.programme, name="Second", questionnaire=wave.questionnaire)
    response = evaluator.post(address("wave-edit", wave), sent(**changes))
    assert list(response.context["form"].errors) == [field]
    assert reason in response.context["form"].errors[field][0]
    assert "There is a problem" in text_of(response)
    wave.refresh_from_db()
    assert (wave.name, wave.ends_on) == ("Residents, July", date(2024, 7, 31))


def test_locked_wave_is_neither_changed_nor_deleted(evaluator, wave):
    locked(wave)
    assert "cannot be changed" in text_of(evaluator.post(address("wave-edit", wave), sent(note="x"), follow=True))
    assert "it is evidence and stays" in text_of(evaluator.post(address("wave-delete", wave), follow=True))
    with pytest.raises(WaveLocked):
        change_wave(wave=wave, by=None, target=5)
    with pytest.raises(WaveRefused, match="evidence and stays"):
        delete_wave(wave=wave, by=None)
    assert Wave.objects.get().samples.get().target == 300
    page = text_of(evaluator.get(wave.get_absolute_url()))
    assert address("wave-edit", wave) not in page
    assert address("wave-delete", wave) not in page


def test_wave_without_answers_is_deleted_after_asking(evaluator, wave):
    ImportBatch.objects.create(wave=wave, filename="a.csv", sha256="0" * 64, state="checked")
    assert address("wave-delete", wave) in text_of(evaluator.get(wave.get_absolute_url()))
    assert "Delete this wave" in text_of(evaluator.get(address("wave-delete", wave)))
    assert Wave.objects.exists()
    response = evaluator.post(address("wave-delete", wave), follow=True)
    assert "Residents, July is deleted." in text_of(response)
    assert not Wave.objects.exists()
    assert not ImportBatch.objects.exists()
    gone = Wave.history.get(history_type="-")
    assert (gone.name, gone.history_change_reason) == ("Residents, July", "Deleted: no answers had come in")
    delete_wave(wave=wave, by=None)


def test_wave_with_answers_stays_until_its_imports_are_taken_back(evaluator, wave):
    batch = ImportBatch.objects.create(wave=wave, filename="a.csv", sha256="0" * 64, state="done", kept=1)
    response = ResponseFactory(sample=wave.samples.get(), batch=batch)
    page = text_of(evaluator.get(address("wave-delete", wave)))
    assert "Answers of a file can be taken back with its import." in page
    assert batch.get_absolute_url() in page
    assert "Delete this wave" not in page
    assert "Answers of a file can be taken back with its import." in text_of(
        evaluator.post(address("wave-delete", wave), follow=True)
    )
    response.delete()
    delete_wave(wave=wave, by=None)
    assert not Wave.objects.exists()


@pytest.mark.parametrize(
    ("days", "on"),
    [({"ends_on": date(2024, 7, 19)}, date(2024, 7, 20)), ({"starts_on": date(2024, 7, 21)}, date(2024, 7, 20))],
)
def test_fieldwork_is_not_moved_away_from_a_day_on_which_somebody_answered(wave, days, on):
    ResponseFactory(sample=wave.samples.get(), answered_on=on)

    with pytest.raises(WaveRefused, match="Somebody answered on 20 July 2024"):
        change_wave(wave=wave, by=None, **days)


def test_answers_dated_outside_the_fieldwork_do_not_hold_its_days(wave):
    ResponseFactory(sample=wave.samples.get(), answered_on=date(2024, 8, 20))

    assert change_wave(wave=wave, by=None, ends_on=date(2024, 7, 19)).ends_on == date(2024, 7, 19)


def test_wave_with_keyed_paper_forms_is_not_deleted(wave):
    PaperForm.objects.create(sample=wave.samples.get(), number=1, first={"R2": "1"})

    with pytest.raises(WaveRefused, match="Paper forms"):
        delete_wave(wave=wave, by=UserFactory())

    assert PaperForm.objects.exists()


def test_wave_that_is_being_answered_on_line_is_not_deleted(wave):
    Wave.objects.filter(pk=wave.pk).update(takes_answers_online=True)

    with pytest.raises(WaveRefused, match="Close its links first"):
        delete_wave(wave=wave, by=UserFactory())


@pytest.mark.parametrize("state", ["checking", "importing"])
def test_wave_is_not_deleted_under_a_file_at_work(wave, state):
    ImportBatch.objects.create(wave=wave, filename="a.csv", sha256="0" * 64, state=state)
    with pytest.raises(WaveRefused, match="being checked or imported"):
        delete_wave(wave=wave, by=None)
    assert Wave.objects.exists()


def test_days_that_cannot_be_meant_are_named():
    def fields(starts_on, ends_on):
        return [field for field, _ in date_faults(starts_on, ends_on)]

    today = timezone.localdate()
    assert fields(date(2000, 1, 1), date(2000, 12, 31)) == []
    assert fields(date(1999, 12, 31), date(2000, 1, 1)) == ["starts_on"]
    assert fields(date(2001, 1, 1), date(2002, 1, 2)) == ["ends_on"]
    assert fields(today + timedelta(days=1826), None) == []
    assert fields(today + timedelta(days=1827), None) == ["starts_on"]
    assert fields(None, date(1066, 1, 1)) == []


def test_wave_is_not_opened_for_years_on_end(wave):
    with pytest.raises(WaveRefused, match="at most 366 days"):
        open_wave(
            programme=wave.programme,
            questionnaire=wave.questionnaire,
            name="Long",
            purpose="baseline",
            starts_on=date(2024, 1, 1),
            ends_on=date(2026, 1, 1),
            neighbourhoods=list(wave.programme.neighbourhoods.all()),
        )


def second(wave, **changes):
    """A filled-in form for another wave of the same people everywhere."""
    return (
        sent(name="Second", questionnaire=wave.questionnaire_id, where="all", weighting="equal", starts_on="2024-07-01")
        | changes
    )


def test_second_baseline_of_the_same_people_has_to_be_meant(evaluator, wave):
    locked(wave)
    url = reverse("surveys:wave-new", args=["vale"])
    assert "that one stays their baseline" not in text_of(evaluator.get(url))
    response = evaluator.post(url, second(wave))
    assert response.context["form"].errors == {
        "second_baseline": [
            "There is a locked baseline already for Quayside. Choose follow-up, or tick the box if a second baseline "
            "is meant."
        ]
    }
    page = text_of(response)
    assert "These places have a locked baseline; that one stays their baseline" in page
    assert 'href="#id_second_baseline"' in page
    assert 'id="id_second_baseline"' in page
    ticked = second(wave, second_baseline="on", target="0")
    assert "that one stays their baseline" in text_of(evaluator.post(url, ticked))
    assert Wave.objects.count() == 1
    evaluator.post(url, second(wave, second_baseline="on"))
    assert Wave.objects.filter(name="Second", purpose="baseline").exists()


@pytest.mark.parametrize("circumstance", ["follow-up", "another place", "other people", "not locked"])
def test_baseline_that_is_not_a_second_one_is_not_asked_about(evaluator, wave, circumstance):
    if circumstance != "not locked":
        locked(wave)
    form = second(wave)
    if circumstance == "follow-up":
        form["purpose"] = "follow-up"
    if circumstance == "another place":
        other = NeighbourhoodFactory(programme=wave.programme)
        form |= {"where": "chosen", "neighbourhoods": [other.pk]}
    if circumstance == "other people":
        asked = QuestionnaireFactory(programme=wave.programme, audience="agencies", published=True)
        form["questionnaire"] = asked.pk
    evaluator.post(reverse("surveys:wave-new", args=["vale"]), form)
    assert Wave.objects.filter(name="Second").exists()


def test_wave_turned_into_a_second_baseline_is_asked_about_too(evaluator, wave):
    locked(wave)
    other = WaveFactory(programme=wave.programme, questionnaire=wave.questionnaire, name="Second", purpose="follow-up")
    Sample.objects.create(wave=other, neighbourhood=wave.programme.neighbourhoods.get())
    response = evaluator.post(address("wave-edit", other), sent(name="Second"))
    assert list(response.context["form"].errors) == ["second_baseline"]
    evaluator.post(address("wave-edit", other), sent(name="Second", second_baseline="on"))
    assert Wave.objects.get(name="Second").is_baseline
