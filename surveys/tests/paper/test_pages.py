"""The paper pages: printing, keying, deciding, taking back; who may, what is kept, and what is never lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from surveys.models import PaperForm, Response, Wave
from surveys.tests.factories import SampleFactory
from surveys.tests.paper.paper_waves import evaluator_of, paper_sample

pytestmark = pytest.mark.django_db
FILLED = {
    "number": "17",
    "round": "1",
    "day": "10/7/2024",
    "q-R4": "1",
    "q-R5": "2",
    "q-L1": "1 2",
    "q-L2": "Allotments",
    "q-R11": "3",
    "q-L3": "98",
    "sex": "2",
    "age_band": "4",
}


@pytest.fixture
def sample():
    return paper_sample()


@pytest.fixture
def twice():
    return paper_sample(keyed_twice=True)


def signed_in(client, sample, name="Ana"):
    client.force_login(evaluator_of(sample.wave.programme, name))
    return client


def address(sample, name, *args):
    return reverse(f"surveys:{name}", args=["vale", sample.wave_id, *args])


def sent(client, sample, **fields):
    return client.post(address(sample, "paper-key", "Q1"), FILLED | fields)


def text_of(response):
    return " ".join(response.content.decode().split())


def lock(sample):
    Wave.objects.filter(pk=sample.wave_id).update(weighted_at="2024-08-02T12:00Z", locked_at="2024-08-02T12:00Z")


def test_keyed_form_counts_and_leads_to_the_next_number(client, sample):
    response = sent(signed_in(client, sample), sample)

    assert response.headers["Location"] == address(sample, "paper-key", "Q1") + "?number=18"
    stored = Response.objects.get()
    assert stored.answers.as_dict() == {"R4": 1, "R5": 2, "L1": 3, "R11": 3, "L3": 98}
    assert (stored.sex, stored.age_band, str(stored.answered_on)) == (2, 4, "2024-07-10")
    assert "Form 17 counts." in text_of(client.get(response.headers["Location"]))


def test_forms_to_print_go_on_after_those_that_are_keyed(client, sample):
    sent(signed_in(client, sample), sample)

    assert 'name="first" value="18"' in text_of(client.get(address(sample, "wave-paper")))


def test_first_page_begins_with_the_next_number(client, sample):
    page = text_of(signed_in(client, sample).get(address(sample, "paper-key", "Q1")))

    assert 'name="number" id="id_number" value="1"' in page
    assert "Form 1 is not keyed yet." in page


def test_code_on_a_form_leads_to_its_number(client, sample):
    page = text_of(signed_in(client, sample).get(address(sample, "paper-key", "Q1") + "?number=312"))

    assert 'value="312"' in page


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30, "٣", ""])
def test_nonsense_for_a_number_in_the_address_is_the_next_number(client, sample, number):
    page = text_of(signed_in(client, sample).get(address(sample, "paper-key", "Q1"), {"number": number}))

    assert 'id="id_number" value="1"' in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("q-R4", "7", "R4: Choose one of the answers shown."),
        ("q-L1", "1 9", "L1: Choose from the answers shown."),
        ("q-R11", "96", "R11: The number must be from 0 to 95."),
        ("q-R11", "1" * 61, "R11: at most 60 characters"),
        ("q-L2", "a" * 5001, "L2: at most 5,000 characters"),
        ("sex", "3", "Sex: Type 1, 2, or 0 for another answer."),
        ("age_band", "9", "Age: Type 1, 2, 3, 4, or 0 for another answer."),
        ("day", "31/2/2024", "Day: type it as on the form"),
        ("day", "1/6/2024", "Day: fieldwork began on 1 July 2024."),
        ("day", "1/7/2999", "Day: that day has not come yet."),
        ("number", "", "Form number: type the number on the form."),
        ("number", "100000", "Form number: write a number from 1 to 99,999."),
        ("round", "7", "The page did not arrive whole."),
    ],
)
def test_fault_is_said_at_its_field_and_everything_typed_is_kept(client, sample, field, typed, words):
    response = sent(signed_in(client, sample), sample, **{field: typed})

    page = text_of(response)
    assert response.status_code == 200
    assert words in page
    assert "Allotments" in page or field == "q-L2"
    assert 'value="1 2"' in page or field == "q-L1"
    assert not Response.objects.exists()
    assert not PaperForm.objects.exists()


@pytest.mark.parametrize("typed", ["10/7/2024", "10 7 24", "100724", "10072024", "10/7", "1007", "10.07.2024"])
def test_day_is_read_however_it_is_typed(client, sample, typed):
    sent(signed_in(client, sample), sample, day=typed)

    assert str(Response.objects.get().answered_on) == "2024-07-10"


def test_form_without_a_day_counts_without_one(client, sample):
    sent(signed_in(client, sample), sample, day="")

    assert Response.objects.get().answered_on is None


def test_empty_form_is_told_and_not_kept(client, sample):
    response = signed_in(client, sample).post(address(sample, "paper-key", "Q1"), {"number": "17", "round": "1"})

    assert "Nothing is typed" in text_of(response)
    assert not PaperForm.objects.exists()


def test_looking_shows_words_and_keeps_nothing(client, sample):
    page = text_of(sent(signed_in(client, sample), sample, look="1"))

    assert "Sport, Food" in page
    assert "Women" in page
    assert not PaperForm.objects.exists()


def test_contradiction_is_shown_and_left_out_once_the_keyer_saves_again(client, sample):
    evaluator = signed_in(client, sample)

    first = sent(evaluator, sample, **{"q-R4": "2"})
    page = text_of(first)
    assert "R5: R4 is “No”, so this is not asked." in page
    assert 'name="seen" value="R5=2"' in page
    assert not Response.objects.exists()
    sent(evaluator, sample, **{"q-R4": "2"})
    assert not Response.objects.exists()
    sent(evaluator, sample, **{"q-R4": "2", "seen": "R5=2"})
    assert Response.objects.get().answers["R5"] == -96


def test_other_contradiction_than_the_one_shown_is_shown_again(client, sample):
    response = sent(signed_in(client, sample), sample, **{"q-R4": "2", "q-R5": "1", "seen": "R5=2"})

    assert 'value="R5=1"' in text_of(response)
    assert not Response.objects.exists()


def test_form_sent_twice_is_counted_once(client, sample):
    evaluator = signed_in(client, sample)

    first, again = sent(evaluator, sample), sent(evaluator, sample)

    assert first.headers["Location"] == again.headers["Location"]
    assert Response.objects.count() == 1


def test_number_keyed_before_says_by_whom_and_keeps_what_is_typed(client, sample):
    sent(signed_in(client, sample), sample)
    page = text_of(sent(signed_in(client, sample, "Ben"), sample, **{"q-R11": "44"}))

    assert "Form 17 was keyed by Ana on" in page
    assert "It counts." in page
    assert 'value="44"' in page
    assert Response.objects.count() == 1


def test_form_waiting_for_its_second_keying_is_ready_for_somebody_else(client, twice):
    response = sent(signed_in(client, twice), twice)
    assert "Form 17 waits for its second keying." in text_of(client.get(response.headers["Location"]))

    other = signed_in(client, twice, "Ben")
    page = text_of(other.get(address(twice, "paper-key", "Q1") + "?number=17"))
    assert "This is its second keying." in page
    assert 'name="round" value="2"' in page
    assert "Allotments" not in page
    assert sent(other, twice, round="2").headers["Location"] == address(twice, "wave-paper")
    assert Response.objects.count() == 1


def test_second_keying_by_oneself_needs_a_tick(client, twice):
    evaluator = signed_in(client, twice)
    sent(evaluator, twice)

    page = text_of(sent(evaluator, twice, round="2"))
    assert "Somebody else should key it now." in page
    assert not Response.objects.exists()
    sent(evaluator, twice, round="2", myself="on")
    assert Response.objects.count() == 1


def test_second_keying_goes_on_to_the_next_that_waits(client, twice):
    evaluator = signed_in(client, twice)
    for number in ("3", "17", "9"):
        sent(evaluator, twice, number=number)

    response = sent(signed_in(client, twice, "Ben"), twice, number="9", round="2")

    assert response.headers["Location"].endswith("?number=17")


def keyed_differently(client, sample, **second):
    sent(signed_in(client, sample), sample)
    return sent(signed_in(client, sample, "Ben"), sample, **{"round": "2"} | second)


def test_differences_alone_are_listed_with_both_keyings(client, twice):
    response = keyed_differently(client, twice, **{"q-R11": "8", "q-L1": "2"})

    assert response.headers["Location"] == address(twice, "paper-form", "Q1", 17)
    page = text_of(client.get(response.headers["Location"]))
    assert "2 differences" in page
    for words in ("First keying: 3", "Second keying: 8", "First keying: Sport, Food", "Second keying: Food"):
        assert words in page
    assert "Allotments" not in page


def test_decision_counts_the_form(client, twice):
    keyed_differently(client, twice, **{"q-R11": "8", "q-L1": "2"})
    url = address(twice, "paper-form", "Q1", 17)

    client.post(url, {"choice-0": "second", "choice-1": "other", "other-1": "5"})
    client.post(url, {"choice-0": "second", "choice-1": "other", "other-1": "5"})

    assert Response.objects.get().answers.as_dict() == {"R4": 1, "R5": 2, "L1": 2, "R11": 5, "L3": 98}
    assert "It counts." in text_of(client.get(url))
    assert "2 of 7" in text_of(client.get(url))


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "R11: choose what the paper says."),
        ({"choice-0": "third"}, "choose from what the page offers"),
        ({"choice-0": "other", "other-0": "96"}, "R11: The number must be from 0 to 95."),
    ],
)
def test_decision_that_says_nothing_is_told_at_its_question(client, twice, chosen, words):
    keyed_differently(client, twice, **{"q-R11": "8"})

    page = text_of(client.post(address(twice, "paper-form", "Q1", 17), chosen))

    assert words in page
    assert not Response.objects.exists()


def test_decision_that_brings_a_contradiction_is_shown_first(client, twice):
    keyed_differently(client, twice, **{"q-R4": "2", "seen": "R5=2"})
    url = address(twice, "paper-form", "Q1", 17)

    page = text_of(client.post(url, {"choice-0": "second"}))
    assert "R5: R4 is “No”, so this is not asked." in page
    assert not Response.objects.exists()
    client.post(url, {"choice-0": "second", "seen": "R5=2"})
    assert Response.objects.get().answers["R5"] == -96


def test_form_is_taken_back_with_a_reason_that_stays_on_record(client, sample):
    evaluator = signed_in(client, sample)
    sent(evaluator, sample)
    url = address(sample, "paper-take-back", "Q1", 17)

    assert "choose from what the page offers" in text_of(evaluator.post(url, {"reason": "because"}))
    assert Response.objects.exists()
    evaluator.post(url, {"reason": "the wrong number"})
    assert not Response.objects.exists()
    page = text_of(evaluator.get(address(sample, "wave-paper")))
    assert "Quayside, form 17" in page
    assert "Taken back: the wrong number, by Ana" in page
    assert evaluator.post(url, {"reason": "the wrong number"}).status_code == 404


def test_paper_page_lists_what_waits_and_how_well_it_is_keyed(client, twice):
    keyed_differently(client, twice, **{"q-R11": "8"})
    sent(client, twice, number="18")

    page = text_of(client.get(address(twice, "wave-paper")))

    assert "2 forms that do not count yet" in page
    assert "Quayside, form 17" in page
    assert "Key it a second time" in page
    assert "1 of 7 answers differed</strong>, in 1 form keyed twice" in page
    assert "Too few answers yet" in page


def test_share_that_differed_is_told_once_many_answers_were_compared(client, twice):
    keyed_differently(client, twice, **{"q-R11": "8"})
    PaperForm.objects.update(differed=3, asked=450)

    page = text_of(client.get(address(twice, "wave-paper")))

    assert "3 of 450 answers differed: 0.7%" in page
    assert "about 0.3% would stay wrong" in page


def test_keying_twice_is_switched_on_the_page(client, sample):
    evaluator = signed_in(client, sample)

    evaluator.post(address(sample, "paper-twice"), {"keyed_twice": "yes"})
    assert Wave.objects.get().keyed_twice
    sent(evaluator, sample)
    page = text_of(evaluator.post(address(sample, "paper-twice"), {"keyed_twice": "no"}, follow=True))
    assert "1 form waits for a second keying or a decision." in page
    assert Wave.objects.get().keyed_twice


def test_paper_page_makes_the_same_queries_for_many_forms(client, twice, django_assert_num_queries):
    evaluator = signed_in(client, twice)
    sent(evaluator, twice)
    evaluator.get(address(twice, "wave-paper"))
    with CaptureQueriesContext(connection) as before:
        evaluator.get(address(twice, "wave-paper"))
        queries = len(before)
    for number in range(20, 32):
        sent(evaluator, twice, number=str(number))
    SampleFactory(wave=twice.wave)
    evaluator.get(address(twice, "wave-paper"))

    with django_assert_num_queries(queries):
        evaluator.get(address(twice, "wave-paper"))


def test_locked_wave_takes_no_form(client, twice):
    evaluator = signed_in(client, twice)
    sent(evaluator, twice)
    lock(twice)

    assert "locked" in text_of(evaluator.get(address(twice, "paper-key", "Q1")))
    assert "locked" in text_of(sent(evaluator, twice, number="18"))
    assert "can no longer be taken back" in text_of(evaluator.get(address(twice, "paper-take-back", "Q1", 17)))
    evaluator.post(address(twice, "paper-take-back", "Q1", 17), {"reason": "the wrong number"})
    assert PaperForm.objects.count() == 1
    assert "Key forms" not in text_of(evaluator.get(address(twice, "wave-paper")))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_nobody_else_keys_paper(client, sample, role):
    client.force_login(MembershipFactory(programme=sample.wave.programme, role=role).user)

    assert sent(client, sample).status_code == 403
    assert not PaperForm.objects.exists()


def test_neighbourhood_of_no_sample_is_not_found(client, sample):
    assert signed_in(client, sample).get(address(sample, "paper-key", "X9")).status_code == 404


def test_organisations_are_not_asked_for_sex_and_age(client):
    sample = paper_sample(audience="organisations")

    page = text_of(signed_in(client, sample).get(address(sample, "paper-key", "Q1")))

    assert 'name="sex"' not in page
    assert 'name="q-R4"' in page


def test_form_in_another_language_says_so(client):
    sample = paper_sample(languages=["ar"])
    evaluator = signed_in(client, sample)

    response = sent(evaluator, sample, language="ar")

    assert response.headers["Location"].endswith("?number=18&language=ar")
    assert Response.objects.get().language == "ar"
