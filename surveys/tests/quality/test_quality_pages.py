"""The pages of quality checks: what the evaluator reads and decides, and what everybody else is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.locking import lock_wave
from surveys.actions.quality import decide_flags, run_checks
from surveys.actions.weights import weigh_wave
from surveys.drafting.minutes import time_words
from surveys.models import QualityFlag, Response, WrittenAnswer
from surveys.quality.response_words import answer_words
from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import SampleFactory, WaveFactory
from surveys.tests.quality.asked import answered, published
from surveys.views import quality

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def sample(programme):
    """Twenty-five unremarkable answers of five minutes each, and two of one minute."""
    wave = WaveFactory(programme=programme, questionnaire=published(programme), name="Residents, July")
    sample = SampleFactory(wave=wave)
    for number in range(27):
        answered(sample, number, seconds=300 if number < 25 else 60)
    return sample


@pytest.fixture
def evaluator(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR, user__name="Eve Okoro").user)
    return client


def address(sample):
    return reverse("surveys:wave-quality", args=["vale", sample.wave_id])


def flag_page(flag):
    return reverse("surveys:flag-decide", args=["vale", flag.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("method", ["get", "post"])
def test_lock_does_not_pass_over_checks_that_nobody_ran(evaluator, sample, method):
    weigh_wave(wave=sample.wave, method="equal")

    page = text_of(getattr(evaluator, method)(reverse("surveys:wave-lock", args=["vale", sample.wave_id]), follow=True))

    assert "2 quality flags are not decided yet" in page
    sample.wave.refresh_from_db()
    assert not sample.wave.is_locked


def test_page_runs_the_checks_by_itself_when_answers_are_new(evaluator, sample):
    shown = text_of(evaluator.get(address(sample)))

    assert QualityFlag.objects.count() == 2
    assert "20% of the usual time of those who answered in the same way and language." in shown
    late = answered(sample, 27, seconds=30)
    assert f"Answer {late.pk}" in text_of(evaluator.get(address(sample)))


def test_button_runs_the_checks_and_says_what_is_new(evaluator, sample):
    url = reverse("surveys:wave-check", args=["vale", sample.wave_id])

    assert "The checks have run. 2 new flags." in text_of(evaluator.post(url, follow=True))
    assert "Nothing new was noticed." in text_of(evaluator.post(url, follow=True))


def test_page_without_flags_says_that_nothing_waits(evaluator, programme):
    sample = SampleFactory(wave=WaveFactory(programme=programme))

    assert "Nothing waits for a decision" in text_of(evaluator.get(address(sample)))
    assert "No such decision yet" in text_of(evaluator.get(address(sample) + "?verdict=excluded"))


def test_many_are_excluded_at_once_with_one_reason(evaluator, sample):
    run_checks(wave=sample.wave)
    chosen = [flag.pk for flag in QualityFlag.objects.all()]
    form = {"flags": chosen, "verdict": "excluded", "reason": "Clicked through."}

    response = evaluator.post(address(sample), form, follow=True)

    assert "2 flags are decided: the answers are excluded." in text_of(response)
    assert Response.objects.counted().count() == 25
    listed = text_of(evaluator.get(address(sample) + "?verdict=excluded"))
    assert listed.count("by Eve Okoro: Clicked through.") == 2


@pytest.mark.parametrize(
    ("form", "field", "reason"),
    [
        ({"verdict": "excluded", "reason": " "}, "reason", "Give the reason why these answers do not count."),
        ({"verdict": "excluded", "reason": "x" * 501}, "reason", "Reason: at most 500 characters; this has 501."),
        ({"verdict": ""}, "verdict", "Choose whether the answers count."),
        ({"verdict": "burn"}, "verdict", "What you decide: choose from what the page offers."),
        ({"verdict": "accepted", "flags": []}, "flags", "Tick what you decide about, in the list."),
        ({"verdict": "accepted", "flags": ["x"]}, "flags", "What is ticked: choose from what the page offers."),
        ({"verdict": "accepted", "flags": ["9" * 30]}, "flags", "What is ticked: choose from what the page offers."),
        (
            {"verdict": "excluded", "reason": "All.", "everything": "on"},
            "everything",
            "To exclude answers, look at them and tick each.",
        ),
    ],
)
def test_decision_asked_for_wrongly_says_so_and_decides_nothing(evaluator, sample, form, field, reason):
    run_checks(wave=sample.wave)
    ticked = [QualityFlag.objects.first().pk]

    response = evaluator.post(address(sample), {"flags": ticked} | form)

    assert reason in response.context["form"].errors[field][0]
    assert "There is a problem" in text_of(response)
    assert set(QualityFlag.objects.values_list("verdict", flat=True)) == {"open"}


def test_what_was_ticked_stays_ticked_after_a_mistake(evaluator, sample):
    run_checks(wave=sample.wave)
    first, second = QualityFlag.objects.order_by("response_id")

    shown = text_of(evaluator.post(address(sample), {"flags": [second.pk], "verdict": "excluded"}))

    assert f'value="{second.pk}" checked' in shown
    assert f'value="{first.pk}" checked' not in shown


def test_all_that_are_listed_can_be_accepted_though_they_fill_pages(evaluator, sample, monkeypatch):
    monkeypatch.setattr(quality, "ON_A_PAGE", 1)
    run_checks(wave=sample.wave)

    assert "All that are listed" in text_of(evaluator.get(address(sample)))
    evaluator.post(address(sample) + "?check=speed", {"verdict": "accepted", "everything": "on"})

    assert set(QualityFlag.objects.values_list("verdict", flat=True)) == {"accepted"}


def test_list_is_narrowed_to_one_check_and_to_what_was_decided(evaluator, sample):
    straight = answered(sample, 40, **dict.fromkeys(("R14", "R15", "R16", "R17", "R18"), 2))
    run_checks(wave=sample.wave)

    only = text_of(evaluator.get(address(sample) + "?check=straight-line"))

    assert f"Answer {straight.pk}" in only
    assert "1 listed: the same option throughout" in only
    assert "3 listed" in text_of(evaluator.get(address(sample) + "?check=nonsense&verdict=nonsense&page=zero"))


def test_other_things_noticed_of_the_same_answers_are_named_beside(evaluator, sample):
    answered(sample, 40, seconds=50, **dict.fromkeys(("R14", "R15", "R16", "R17", "R18"), 2))
    run_checks(wave=sample.wave)

    shown = text_of(evaluator.get(address(sample) + "?check=straight-line"))

    assert "Also: answered very fast." in shown


def test_missing_answers_are_listed_by_question_with_the_worst_first(evaluator, sample):
    for number in range(60, 66):
        answered(sample, number, R9=-98, R10=-1)
    answered(sample, 70, R4=2, R5=-96, R9=-99)

    response = evaluator.get(address(sample))

    worst, second = response.context["missing"][:2]
    assert (worst.code, worst.asked, worst.dont_know, worst.refused, worst.blank) == ("R9", 34, 6, 1, 0)
    assert (second.code, second.blank, second.is_much) == ("R10", 6, True)
    routed = next(each for each in response.context["missing"] if each.code == "R5")
    assert (routed.asked, routed.missing, routed.is_much) == (33, 0, False)
    assert "Much:" in text_of(response)


def test_flag_page_shows_the_answers_in_words_and_not_who(evaluator, sample):
    run_checks(wave=sample.wave)
    flag = QualityFlag.objects.first()
    WrittenAnswer.objects.create(response=flag.response, code="R28t", text="A choir <b>for</b> all.")

    shown = text_of(evaluator.get(flag_page(flag)))

    for words in ("1 minute", "Link", "English", "Neither agree nor disagree", "A choir &lt;b&gt;for&lt;/b&gt; all."):
        assert words in shown
    assert flag.response.key not in shown


def test_impossible_answers_come_with_the_reason_of_their_rule(evaluator, sample):
    odd = answered(sample, 40, R17=1, R20=2, R21=2)
    run_checks(wave=sample.wave)

    shown = text_of(evaluator.get(flag_page(odd.flags.get())))

    assert "R17, R20 and R21 cannot all be true. Exchanges favours with neighbours" in shown


def test_one_flag_is_decided_and_opened_again_on_its_page(evaluator, sample):
    run_checks(wave=sample.wave)
    flag = QualityFlag.objects.first()

    evaluator.post(flag_page(flag), {"verdict": "excluded", "reason": "An interviewer’s test."})
    excluded = text_of(evaluator.get(flag_page(flag)))
    assert "excluded: counts in no figure" in excluded
    assert "Excluded: An interviewer’s test." in excluded

    response = evaluator.post(flag_page(flag), {"verdict": "open"}, follow=True)
    assert "1 flag is open again." in text_of(response)
    assert Response.objects.counted().count() == 27


def test_flag_decided_without_a_reason_says_so_at_the_field(evaluator, sample):
    run_checks(wave=sample.wave)
    response = evaluator.post(flag_page(QualityFlag.objects.first()), {"verdict": "excluded", "reason": ""})

    assert response.context["form"].errors["reason"] == ["Give the reason why these answers do not count."]
    assert "Error: Answer" in text_of(response)


def test_locked_wave_shows_decisions_and_takes_none(evaluator, sample):
    run_checks(wave=sample.wave)
    flags = QualityFlag.objects.all()
    decide_flags(wave=sample.wave, flags=[f.pk for f in flags], verdict=QualityFlag.Verdict.ACCEPTED, by=None)
    lock_wave(wave=weigh_wave(wave=sample.wave, method="equal"), by=None)
    decided = address(sample) + "?verdict=accepted"

    assert "decisions can no longer change" in text_of(evaluator.get(decided))
    assert "Save the decision" not in text_of(evaluator.get(decided))
    assert "decisions can no longer change" in text_of(evaluator.get(flag_page(flags[0])))
    refused = evaluator.post(decided, {"flags": [flags[0].pk], "verdict": "excluded", "reason": "Late."})
    assert "is locked" in text_of(refused)
    again = evaluator.post(reverse("surveys:wave-check", args=["vale", sample.wave_id]), follow=True)
    assert "it is not checked again" in text_of(again)
    assert not Response.objects.filter(is_excluded=True).exists()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_others_are_told_on_the_waves_page_that_answers_were_excluded_and_no_more(client, sample, role):
    run_checks(wave=sample.wave)
    chosen = [flag.pk for flag in QualityFlag.objects.all()]
    decide_flags(
        wave=sample.wave, flags=chosen, verdict=QualityFlag.Verdict.EXCLUDED, reason="Mr Lane’s test.", by=None
    )
    client.force_login(MembershipFactory(programme=sample.wave.programme, role=role).user)

    shown = text_of(client.get(sample.wave.get_absolute_url()))

    assert "Fewer than 5 answers were excluded by the evaluator and do not count: answered very fast." in shown
    assert "Mr Lane" not in shown
    assert client.get(address(sample)).status_code == 403
    assert client.get(flag_page(QualityFlag.objects.first())).status_code == 403


def test_flags_and_waves_of_another_programme_are_not_found(evaluator, sample):
    elsewhere = QualityFlag.objects.create(
        response=answered(SampleFactory(wave__questionnaire=published(ProgrammeFactory())), 1),
        check_name="speed",
        detail="Fast.",
    )

    assert evaluator.get(flag_page(elsewhere)).status_code == 404
    assert evaluator.get(address(elsewhere.response.sample)).status_code == 404


def test_list_asks_the_database_no_more_for_many_flags_than_for_few(evaluator, sample):
    counts = []
    for more in (0, 30):
        for number in range(more):
            answered(sample, 50 + number, seconds=200, **dict.fromkeys(("R14", "R15", "R16", "R17", "R18"), 2))
        run_checks(wave=sample.wave)
        with CaptureQueriesContext(connection) as queries:
            assert evaluator.get(address(sample)).status_code == 200
        counts.append(len(queries))
    assert QualityFlag.objects.count() > 30
    assert counts[0] == counts[1]
    assert counts[0] < 20


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (0, 1, "Yes"),
        (0, -1, "blank"),
        (0, -98, "don't know"),
        (1, -96, "not asked"),
        (2, 0, "none of these"),
        (2, 3, "Sport; Food"),
        (4, 0, "0"),
        (5, 12_000, "12,000"),
    ],
)
def test_answer_of_each_kind_has_its_words(place, value, words):
    assert answer_words(one_of_each_kind()[place], value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "not known"),
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (250, "4 minutes 10 seconds"),
    ],
)
def test_time_taken_is_told_in_words(seconds, words):
    assert time_words(seconds) == words


def test_only_a_decision_that_was_taken_can_be_taken_back(evaluator, sample):
    run_checks(wave=sample.wave)
    flag = QualityFlag.objects.first()

    for page in (address(sample), flag_page(flag)):
        assert "Open again" not in text_of(evaluator.get(page))
        refused = evaluator.post(page, {"flags": [flag.pk], "verdict": "open"})
        assert refused.context["form"].errors["verdict"] == ["What you decide: choose from what the page offers."]
