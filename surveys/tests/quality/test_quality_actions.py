"""Running the checks, and deciding about what they noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.tests.factories import UserFactory
from commissioning.changes import changes_of
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.imports import receive_file, run_import, set_mapping, take_back
from surveys.actions.locking import NotReadyToLock, lock_wave, verify_seals
from surveys.actions.quality import FlagsRefused, are_checks_current, decide_flags, run_checks, waiting_flags
from surveys.actions.weights import weigh_wave
from surveys.coverage import coverage_of
from surveys.evidence.readiness import readiness_of, reasons_against_lock
from surveys.models import QualityFlag, Response, Wave, WaveLocked
from surveys.quality.excluded import excluded_of
from surveys.tests.answer_files import open_wave
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory
from surveys.tests.quality.asked import answered, published
from surveys.weights.report import weight_rows

pytestmark = pytest.mark.django_db
Verdict = QualityFlag.Verdict
AGREED = dict.fromkeys(("R14", "R15", "R16", "R17", "R18"), 2)
NO_FAVOURS = {"R17": 1, "R20": 2, "R21": 2}


@pytest.fixture
def evaluator():
    return UserFactory(name="Eve Okoro")


@pytest.fixture
def sample():
    """Twenty-five unremarkable answers by link, of about five minutes each."""
    programme = ProgrammeFactory()
    wave = WaveFactory(programme=programme, questionnaire=published(programme))
    sample = SampleFactory(wave=wave, target=30)
    for number in range(25):
        answered(sample, number, seconds=300)
    return sample


def flags_of(wave):
    return list(QualityFlag.objects.of_wave(wave).order_by("response_id", "check_name").values_list())


def exclude(flags, by, reason="Sent twice."):
    wave = flags[0].response.sample.wave
    return decide_flags(wave=wave, flags=[flag.pk for flag in flags], verdict=Verdict.EXCLUDED, reason=reason, by=by)


def test_unremarkable_answers_raise_no_flag(sample):
    assert run_checks(wave=sample.wave) == 0


def test_each_check_notices_what_it_looks_for(sample):
    odd = {
        "speed": answered(sample, 30, seconds=60),
        "straight-line": answered(sample, 31, **AGREED),
        "duplicate": answered(sample, 24),
        "impossible": answered(sample, 32, **NO_FAVOURS),
        "missing": answered(sample, 33, **dict.fromkeys(("R9", "R10", "R14", "R15", "R16", "R17", "R18"), -1)),
    }

    assert run_checks(wave=sample.wave) == 5
    noticed = QualityFlag.objects.values_list("check_name", "response_id", "verdict")
    assert set(noticed) == {(name, response.pk, "open") for name, response in odd.items()}


def test_running_twice_is_the_same_as_once(sample):
    answered(sample, 30, seconds=60, **AGREED)
    run_checks(wave=sample.wave)
    before = flags_of(sample.wave)

    assert len(before) == 2
    assert run_checks(wave=sample.wave) == 0
    assert flags_of(sample.wave) == before


def test_flag_that_no_longer_holds_goes_while_it_is_open_and_stays_once_decided(sample, evaluator):
    first, second = answered(sample, 40), answered(sample, 41)
    twins = [answered(sample, 40), answered(sample, 41)]
    run_checks(wave=sample.wave)
    decide_flags(
        wave=sample.wave, flags=[twins[0].flags.get().pk], verdict=Verdict.ACCEPTED, reason="Sisters.", by=evaluator
    )
    first.delete()
    second.delete()

    run_checks(wave=sample.wave)

    assert [(flag.response, flag.verdict) for flag in QualityFlag.objects.all()] == [(twins[0], "accepted")]


def test_open_flag_follows_what_is_noticed_now(sample):
    first, second, third = (answered(sample, 40) for _ in range(3))
    run_checks(wave=sample.wave)
    first.delete()

    run_checks(wave=sample.wave)

    assert QualityFlag.objects.get().response == third
    assert f"answer {second.pk}" in QualityFlag.objects.get().detail


def test_decided_flag_keeps_the_words_it_was_decided_by(sample, evaluator):
    first, _, third = (answered(sample, 40) for _ in range(3))
    run_checks(wave=sample.wave)
    flag = third.flags.get()
    decide_flags(wave=sample.wave, flags=[flag.pk], verdict=Verdict.ACCEPTED, by=evaluator)
    first.delete()

    run_checks(wave=sample.wave)

    assert third.flags.get().detail == flag.detail


def test_checks_are_current_until_answers_come_or_go(sample):
    assert not are_checks_current(sample.wave)
    run_checks(wave=sample.wave)
    assert are_checks_current(sample.wave)
    late = answered(sample, 40)
    assert not are_checks_current(sample.wave)
    run_checks(wave=sample.wave)
    late.delete()
    assert not are_checks_current(sample.wave)


def test_excluded_response_stays_stored_and_counts_nowhere(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    weigh_wave(wave=sample.wave, method="equal")
    version = Wave.objects.get().programme.evidence_version
    run_checks(wave=sample.wave)

    assert exclude(list(odd.flags.all()), evaluator) == 1

    odd.refresh_from_db()
    assert (odd.is_excluded, odd.weight) == (True, None)
    assert Response.objects.count() == 26
    assert coverage_of(sample.wave.programme)[0].answers == 25
    assert Wave.objects.get().weighted_at is None
    assert Wave.objects.get().programme.evidence_version > version
    weigh_wave(wave=sample.wave, method="equal")
    odd.refresh_from_db()
    assert odd.weight is None


def test_accepting_changes_nothing_but_the_flag(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    weigh_wave(wave=sample.wave, method="equal")
    run_checks(wave=sample.wave)
    before = Wave.objects.values("weighted_at", "programme__evidence_version").get()

    decide_flags(wave=sample.wave, flags=[odd.flags.get().pk], verdict=Verdict.ACCEPTED, reason="", by=evaluator)

    assert Wave.objects.values("weighted_at", "programme__evidence_version").get() == before
    assert Response.objects.counted().count() == 26
    assert odd.flags.get().verdict == "accepted"


def test_same_decision_twice_is_one_decision(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    run_checks(wave=sample.wave)
    exclude(list(odd.flags.all()), evaluator)

    assert exclude(list(odd.flags.all()), evaluator) == 0
    assert odd.flags.get().history.count() == 1


def test_exclusion_needs_a_reason(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    run_checks(wave=sample.wave)

    with pytest.raises(FlagsRefused, match="Give the reason why these answers do not count."):
        exclude(list(odd.flags.all()), evaluator, reason="  ")
    assert not Response.objects.get(pk=odd.pk).is_excluded


def test_audit_trail_says_who_when_and_why(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    MembershipFactory(programme=sample.wave.programme, user=evaluator, role=Role.EVALUATOR)
    run_checks(wave=sample.wave)
    exclude(list(odd.flags.all()), evaluator, reason="A test by the office.")
    decide_flags(wave=sample.wave, flags=[odd.flags.get().pk], verdict=Verdict.OPEN, by=evaluator)

    reopened, excluded = changes_of(odd.flags.get(), sample.wave.programme, evaluator)

    assert (excluded.who, excluded.reason) == ("Eve Okoro", "Excluded: A test by the office.")
    assert reopened.reason == "Opened again"
    assert reopened.at > excluded.at


def test_response_counts_again_only_when_no_flag_excludes_it(sample, evaluator):
    odd = answered(sample, 30, seconds=60, **AGREED)
    run_checks(wave=sample.wave)
    flags = list(odd.flags.order_by("pk"))
    exclude(flags, evaluator)

    for flag, still_excluded in zip(flags, (True, False), strict=True):
        decide_flags(wave=sample.wave, flags=[flag.pk], verdict=Verdict.OPEN, by=evaluator)
        assert Response.objects.get(pk=odd.pk).is_excluded == still_excluded
    assert {flag.decided_by for flag in odd.flags.all()} == {None}


def test_flags_of_another_wave_are_not_decided(sample, evaluator):
    elsewhere = QualityFlag.objects.create(response=ResponseFactory(), check_name="speed", detail="Fast.")

    changed = decide_flags(
        wave=sample.wave, flags=[elsewhere.pk], verdict=Verdict.EXCLUDED, reason="Mine.", by=evaluator
    )

    assert changed == 0
    assert QualityFlag.objects.get(pk=elsewhere.pk).verdict == "open"


def test_wave_waits_for_decisions_before_it_is_locked(sample, evaluator):
    odd = answered(sample, 30, seconds=60, **AGREED)
    run_checks(wave=sample.wave)
    weigh_wave(wave=sample.wave, method="equal")
    wave = Wave.objects.get()
    assert reasons_against_lock(wave) == ["2 quality flags are not decided yet."]
    with pytest.raises(NotReadyToLock):
        lock_wave(wave=wave, by=evaluator)

    first, second = odd.flags.order_by("pk")
    decide_flags(wave=wave, flags=[first.pk], verdict=Verdict.ACCEPTED, by=evaluator)
    assert reasons_against_lock(wave) == ["1 quality flag is not decided yet."]
    decide_flags(wave=wave, flags=[second.pk], verdict=Verdict.ACCEPTED, by=evaluator)
    assert lock_wave(wave=wave, by=evaluator).is_locked


def test_answers_that_are_out_anyway_need_no_second_decision(sample, evaluator):
    odd = answered(sample, 30, seconds=60, **AGREED)
    run_checks(wave=sample.wave)

    exclude([odd.flags.first()], evaluator)

    assert not waiting_flags(sample.wave).exists()


def test_checks_that_nobody_has_run_are_advised_and_not_waited_for(sample):
    weigh_wave(wave=sample.wave, method="equal")
    wave = Wave.objects.get()
    [advice] = [each for each in readiness_of(wave) if each.url_name == "surveys:wave-quality"]

    assert (advice.is_met, advice.is_needed) == (False, False)
    run_checks(wave=wave)
    [done] = [each for each in readiness_of(wave) if each.url_name == "surveys:wave-quality"]
    assert done.is_met


def test_locked_wave_is_neither_checked_nor_decided(sample, evaluator):
    odd = answered(sample, 30, seconds=60)
    run_checks(wave=sample.wave)
    exclude(list(odd.flags.all()), evaluator)
    wave = lock_wave(wave=weigh_wave(wave=sample.wave, method="equal"), by=evaluator)

    for verdict in Verdict:
        with pytest.raises(WaveLocked):
            decide_flags(wave=wave, flags=[odd.flags.get().pk], verdict=verdict, reason="Late.", by=evaluator)
    assert odd.flags.get().reason == "Sent twice."
    assert run_checks(wave=wave) == 0
    assert Response.objects.get(pk=odd.pk).is_excluded
    assert verify_seals() == []
    assert wave.samples.get().respondents == 25


def test_what_was_excluded_is_told_of_a_locked_wave_even_without_its_answers(sample, evaluator):
    odd = [answered(sample, 30 + number, seconds=60) for number in range(6)]
    run_checks(wave=sample.wave)
    exclude(list(QualityFlag.objects.filter(response__in=odd)), evaluator)
    told = excluded_of(sample.wave, list(sample.wave.samples.all()))
    wave = lock_wave(wave=weigh_wave(wave=sample.wave, method="equal"), by=evaluator)
    QualityFlag.objects.all().delete()

    assert excluded_of(wave, list(wave.samples.all())) == told
    assert told.words(everything=False) == (
        "6 answers were excluded by the evaluator and do not count: answered very fast (6)."
    )


def test_reader_is_told_no_small_number_of_excluded_answers(sample, evaluator):
    fast = [answered(sample, 30 + number, seconds=60) for number in range(5)]
    straight = answered(sample, 40, **AGREED)
    run_checks(wave=sample.wave)
    flags = QualityFlag.objects.all()
    samples = list(sample.wave.samples.all())
    assert excluded_of(sample.wave, samples).words(everything=False) == ""

    exclude([straight.flags.get()], evaluator)
    one = excluded_of(sample.wave, samples)
    assert one.words(everything=False) == (
        "Fewer than 5 answers were excluded by the evaluator and do not count: the same option throughout."
    )
    assert one.words(everything=True) == (
        "1 answer was excluded by the evaluator and does not count: the same option throughout (1)."
    )

    exclude(list(flags.filter(response__in=fast)), evaluator)
    assert excluded_of(sample.wave, samples).words(everything=False) == (
        "6 answers were excluded by the evaluator and do not count: answered very fast; the same option throughout."
    )


MAPPING = """
id = "id"
[area]
column = "ward"
[questions]
R4 = "R4"
R11 = "R11"
"""
FILE = b"id,ward,R4,R11\nP1,W01,1,2\nP2,W02,2,3\n"


def imported(wave):
    batch = receive_file(wave=wave, filename="july.csv", content=FILE, by=None)
    return run_import(batch=set_mapping(batch=batch, toml=MAPPING, by=None), by=None)


def test_same_file_does_not_bring_an_excluded_answer_back(evaluator):
    wave = open_wave()
    imported(wave)
    odd = Response.objects.order_by("pk").first()
    flag = QualityFlag.objects.create(response=odd, check_name="missing", detail="2 of 4.")
    exclude([flag], evaluator)

    again = imported(wave)

    assert (again.kept, again.already_here) == (0, 2)
    assert list(Response.objects.order_by("pk").values_list("is_excluded", flat=True)) == [True, False]


def test_taking_a_file_back_takes_its_flags_along(evaluator):
    wave = open_wave()
    batch = imported(wave)
    flag = QualityFlag.objects.create(response=Response.objects.first(), check_name="missing", detail="2 of 4.")
    exclude([flag], evaluator)

    take_back(batch=batch, by=evaluator)

    assert not QualityFlag.objects.exists()
    assert not Response.objects.exists()


class ManyDecisions(TestCase):
    """Whatever is decided in whatever order, a response is out exactly while one of its flags excludes it."""

    @settings(max_examples=25)
    @given(
        decisions=st.lists(
            st.tuples(st.sets(st.integers(0, 3), min_size=1), st.sampled_from(Verdict.values)), max_size=6
        )
    )
    def test_response_is_out_exactly_while_a_flag_excludes_it(self, decisions):
        sample = SampleFactory()
        responses = [ResponseFactory(sample=sample) for _ in range(2)]
        flags = [
            QualityFlag.objects.create(response=response, check_name=check, detail="Odd.")
            for response in responses
            for check in ("speed", "missing")
        ]
        for places, verdict in decisions:
            chosen = [flags[place].pk for place in places]
            decide_flags(wave=sample.wave, flags=chosen, verdict=Verdict(verdict), reason="Because.", by=None)
            out = set(QualityFlag.objects.filter(verdict=Verdict.EXCLUDED).values_list("response", flat=True))
            assert set(Response.objects.filter(is_excluded=True).values_list("pk", flat=True)) == out


def test_neighbourhood_in_which_every_answer_was_excluded_has_no_weights_and_tells_how_many(sample, evaluator):
    emptied = SampleFactory(wave=sample.wave, neighbourhood__name="Saltmarsh")
    odd = answered(emptied, 40, **NO_FAVOURS)
    run_checks(wave=sample.wave)
    exclude(list(odd.flags.all()), evaluator)
    Wave.objects.update(note="Saltmarsh: the one answer was made up.")

    wave = lock_wave(wave=weigh_wave(wave=sample.wave, method="equal"), by=evaluator)

    rows = {str(row.neighbourhood): row for row in weight_rows(wave, everything=True)}
    assert (rows["Saltmarsh"].report, emptied.responses.count()) == ({}, 1)
    assert excluded_of(wave, list(wave.samples.all())).total == 1


def test_sample_of_which_nothing_was_excluded_keeps_its_report_as_it_was(sample, evaluator):
    before = weigh_wave(wave=sample.wave, method="equal").samples.get().weighting_report

    assert lock_wave(wave=Wave.objects.get(), by=evaluator).samples.get().weighting_report == before
