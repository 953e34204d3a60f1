"""Forms are keyed once or twice, compared, decided about, counted once, and taken back."""

from datetime import date

import pytest

from accounts.tests.factories import UserFactory
from surveys.actions.paper import (
    KeyedByYourself,
    KeyingRefused,
    key_form,
    set_keyed_twice,
    settle_form,
    take_back_form,
)
from surveys.actions.weights import weigh_wave
from surveys.evidence.readiness import reasons_against_lock
from surveys.models import PaperForm, Response, Wave, WaveLocked, WrittenAnswer
from surveys.paper.forms import FIRST, SECOND, keyed_forms, keying_errors, next_for_second, next_number
from surveys.tests.factories import SampleFactory
from surveys.tests.paper.paper_waves import paper_sample
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db
ANSWERED = {"R4": "1", "R5": "2", "L1": ["2"], "L2": "Allotments", "R11": "3", "sex": "2", "day": "2024-07-10"}


@pytest.fixture
def ana():
    return UserFactory(name="Ana")


@pytest.fixture
def ben():
    return UserFactory(name="Ben")


@pytest.fixture
def sample():
    return paper_sample()


@pytest.fixture
def twice():
    return paper_sample(keyed_twice=True)


def keyed(sample, by, number=17, round=FIRST, **typed):
    return key_form(sample=sample, number=number, round=round, typed=typed or dict(ANSWERED), by=by)


def lock(sample):
    Wave.objects.filter(pk=sample.wave_id).update(weighted_at="2024-08-02T12:00Z", locked_at="2024-08-02T12:00Z")


def test_form_keyed_once_counts_at_once(sample, ana):
    form = keyed(sample, ana)

    response = Response.objects.get()
    assert form.response == response
    assert (response.mode, response.answered_on, response.sex) == ("paper", date(2024, 7, 10), 2)
    assert response.seconds is None
    assert response.answers.as_dict() == {"R4": 1, "R5": 2, "L1": 2, "R11": 3, "L3": -1}
    assert WrittenAnswer.objects.get().text == "Allotments"


def test_what_was_keyed_is_forgotten_once_it_counts(sample, ana):
    keyed(sample, ana)

    form = PaperForm.objects.get()
    assert (form.first, form.second, form.differed, form.asked) == (None, None, None, None)
    assert not hasattr(form.history.get(), "first")


def test_same_keying_sent_twice_counts_once(sample, ana):
    assert keyed(sample, ana) == keyed(sample, ana)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("changed", [{"R4": "2"}, {"L2": "Other words"}, {"sex": "1"}])
def test_number_keyed_before_is_refused_for_other_answers(sample, ana, changed):
    keyed(sample, ana)

    with pytest.raises(KeyingRefused, match="Form 17 is keyed already"):
        keyed(sample, ana, **ANSWERED | changed)
    assert Response.objects.count() == 1


def test_same_answers_of_somebody_else_are_refused(sample, ana, ben):
    keyed(sample, ana)

    with pytest.raises(KeyingRefused):
        keyed(sample, ben)


def test_same_number_in_another_neighbourhood_is_another_form(sample, ana):
    other = SampleFactory(wave=sample.wave)

    keyed(sample, ana)
    keyed(other, ana)

    assert list(PaperForm.objects.values_list("sample", "number")) == [(sample.pk, 17), (other.pk, 17)]


def test_empty_form_is_refused(sample, ana):
    with pytest.raises(KeyingRefused, match="Nothing is typed"):
        keyed(sample, ana, day="2024-07-10")


def test_first_of_two_keyings_waits_and_does_not_count(twice, ana):
    form = keyed(twice, ana)

    assert (form.response, form.first) == (None, ANSWERED)
    assert not Response.objects.exists()
    assert any("1 paper form waits for its second keying." in reason for reason in reasons_against_lock(twice.wave))


def test_first_keying_sent_again_is_no_second_one(twice, ana):
    keyed(twice, ana)
    form = keyed(twice, ana)

    assert (form.second, form.response) == (None, None)


def test_equal_second_keying_makes_the_form_count(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND)

    assert Response.objects.get() == form.response
    assert (form.first, form.second, form.differed, form.asked) == (None, None, 0, 5)
    assert (form.first_by, form.second_by) == (ana, ben)


def test_equal_second_keying_sent_again_changes_nothing(twice, ana, ben):
    keyed(twice, ana)

    assert keyed(twice, ben, round=SECOND) == keyed(twice, ben, round=SECOND)
    assert Response.objects.count() == 1


def test_second_keying_by_the_same_person_must_be_meant(twice, ana):
    keyed(twice, ana)

    with pytest.raises(KeyedByYourself):
        keyed(twice, ana, round=SECOND)
    key_form(sample=twice, number=17, round=SECOND, typed=ANSWERED, by=ana, myself_again=True)
    assert Response.objects.count() == 1


def test_second_keying_of_a_form_that_has_no_first_is_refused(twice, ana):
    with pytest.raises(KeyingRefused, match="not keyed a first time in Quayside"):
        keyed(twice, ana, round=SECOND)


def test_different_second_keying_waits_for_a_decision(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND, **ANSWERED | {"R11": "8"})

    assert (form.response, form.differed, form.asked) == (None, 1, 5)
    assert not Response.objects.exists()
    assert any("1 paper form waits for its decision." in reason for reason in reasons_against_lock(twice.wave))
    with pytest.raises(KeyingRefused, match="keyed already"):
        keyed(twice, ben, round=SECOND)


def test_decision_takes_what_the_paper_says(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND, **ANSWERED | {"R11": "8", "R4": "2"})

    settle_form(form=form, chosen={"R11": "5", "R4": "1"}, by=ben)

    form.refresh_from_db()
    assert form.response.answers.as_dict() == {"R4": 1, "R5": 2, "L1": 2, "R11": 5, "L3": -1}
    assert (form.first, form.second, form.differed) == (None, None, 2)


def test_decision_may_leave_an_answer_out(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND, **{**ANSWERED, "R11": "8"})

    settle_form(form=form, chosen={"R11": None}, by=ben)

    assert Response.objects.get().answers["R11"] == -1


def test_decision_sent_twice_counts_once(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND, **ANSWERED | {"R11": "8"})

    assert settle_form(form=form, chosen={"R11": "3"}, by=ben) == settle_form(form=form, chosen={"R11": "8"}, by=ana)
    assert Response.objects.get().answers["R11"] == 3


def test_decision_about_some_differences_is_refused(twice, ana, ben):
    keyed(twice, ana)
    form = keyed(twice, ben, round=SECOND, **ANSWERED | {"R11": "8", "R4": "2"})

    with pytest.raises(KeyingRefused, match="R4"):
        settle_form(form=form, chosen={"R11": "3"}, by=ben)


def test_form_keyed_once_cannot_be_decided(twice, ana):
    with pytest.raises(KeyingRefused, match="waits for its second keying"):
        settle_form(form=keyed(twice, ana), chosen={}, by=ana)


def test_form_taken_back_is_gone_with_its_answers(sample, ana, ben):
    form = keyed(sample, ana)
    weigh_wave(wave=sample.wave, method="equal")

    take_back_form(form=form, reason="the wrong number", by=ben)
    take_back_form(form=form, reason="the wrong number", by=ben)

    assert not Response.objects.exists()
    assert not PaperForm.objects.exists()
    assert Wave.objects.get().weighted_at is None
    record = PaperForm.history.filter(history_type="-").get()
    assert (record.history_user, record.history_change_reason) == (ben, "Taken back: the wrong number")
    assert keyed(sample, ana).response is not None


def test_waiting_form_can_be_taken_back(twice, ana):
    take_back_form(form=keyed(twice, ana), reason="the wrong neighbourhood", by=ana)

    assert not PaperForm.objects.exists()


def test_locked_wave_refuses_everything(twice, ana, ben):
    form = keyed(twice, ana)
    lock(twice)

    for act in (
        lambda: keyed(twice, ana, number=18),
        lambda: keyed(twice, ben, round=SECOND),
        lambda: settle_form(form=form, chosen={}, by=ana),
        lambda: take_back_form(form=form, reason="the wrong number", by=ana),
        lambda: set_keyed_twice(wave=twice.wave, keyed_twice=False, by=ana),
    ):
        with pytest.raises(WaveLocked):
            act()
    assert PaperForm.objects.get().first == ANSWERED


def test_keying_twice_is_turned_on_and_off(sample, ana, ben):
    keyed(sample, ana)
    set_keyed_twice(wave=sample.wave, keyed_twice=True, by=ana)
    keyed(sample, ana, number=18)

    with pytest.raises(KeyingRefused, match="1 form waits"):
        set_keyed_twice(wave=sample.wave, keyed_twice=False, by=ana)
    keyed(sample, ben, number=18, round=SECOND)
    assert not set_keyed_twice(wave=sample.wave, keyed_twice=False, by=ana).keyed_twice
    assert Response.objects.count() == 2


def test_share_that_differed_is_counted_over_all_forms_keyed_twice(twice, ana, ben):
    assert keying_errors(twice.wave) is None
    for number, second in ((1, {}), (2, {"R11": "8"})):
        keyed(twice, ana, number=number)
        keyed(twice, ben, number=number, round=SECOND, **ANSWERED | second)

    errors = keying_errors(twice.wave)

    assert (errors.differed, errors.compared, errors.forms) == (1, 10, 2)
    assert (errors.share_words, errors.once_words) == ("10.0%", "5.0%")


def test_forms_are_counted_by_how_far_they_are(twice, ana, ben):
    for number in (1, 2, 5):
        keyed(twice, ana, number=number)
    keyed(twice, ben, number=1, round=SECOND)
    keyed(twice, ben, number=2, round=SECOND, **ANSWERED | {"R4": "2"})

    [row] = keyed_forms(twice.wave)

    assert (row.counted, row.to_decide, row.for_second, row.highest) == (1, 1, 1, 5)
    assert (next_number(twice), next_number(twice, 1), next_number(twice, 4)) == (6, 3, 6)
    assert (next_for_second(twice, ben), next_for_second(twice, ana)) == (5, None)


@pytest.mark.django_db(transaction=True)
def test_form_keyed_by_two_at_once_is_kept_once(sample, ana, ben, tmp_path):
    def act(by, **changed):
        return lambda: keyed(sample, by, **ANSWERED | changed)

    with open_to_threads(tmp_path):
        outcomes = at_once(act(ana), act(ben, R11="8"))
        stored = elsewhere(lambda: (Response.objects.count(), PaperForm.objects.count()))

    assert stored == (1, 1)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["KeyingRefused", "PaperForm"]


@pytest.mark.django_db(transaction=True)
def test_second_keying_sent_twice_at_once_counts_once(twice, ana, ben, tmp_path):
    keyed(twice, ana)

    def act():
        return keyed(twice, ben, round=SECOND)

    with open_to_threads(tmp_path):
        outcomes = at_once(act, act)
        stored = elsewhere(lambda: Response.objects.count())

    assert stored == 1
    assert [type(outcome).__name__ for outcome in outcomes] == ["PaperForm", "PaperForm"]
