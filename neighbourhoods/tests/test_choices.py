"""Neighbourhoods chosen by people: the reason is kept, and what is measured is not moved by accident."""

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from commissioning.models import Programme, Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from neighbourhoods.actions.areas import (
    BaselineLocked,
    CohortOfAnotherProgramme,
    NoteEmpty,
    ReasonMissing,
    assign_cohort,
    choose_cohort,
    note_intelligence,
)
from neighbourhoods.models import CohortChoice, LocalIntelligence, Neighbourhood, RecordIsKept
from neighbourhoods.reading.codes import why_reserved
from neighbourhoods.signals import baselines_wanted
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def commissioner(programme):
    return MembershipFactory(programme=programme, role=Role.COMMISSIONER).user


@pytest.fixture
def cohorts(programme):
    return [CohortFactory(programme=programme, number=number, starts_in_month=7) for number in (1, 2)]


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def locked():
    """Every neighbourhood asked about has a locked baseline of June 2025."""

    def answer(sender, neighbourhoods, **kwargs):
        return {area.pk: "June 2025" for area in neighbourhoods}

    baselines_wanted.connect(answer)
    yield
    baselines_wanted.disconnect(answer)


def choose(places, cohort, by, **options):
    return choose_cohort(**{"neighbourhoods": places, "cohort": cohort, "reason": "Need.", "by": by, **options})


def test_choice_moves_the_place_and_keeps_reason_ranking_and_who_it_was(ropewalk, cohorts, commissioner):
    version = Programme.objects.get().evidence_version
    ranking = {ropewalk.pk: {"rank": 1, "score": 97.5}}
    [choice] = choose([ropewalk], cohorts[0], commissioner, reason=" The hall closed. ", ranking=ranking)
    ropewalk.refresh_from_db()
    assert ropewalk.cohort == cohorts[0]
    choice = CohortChoice.objects.get(pk=choice.pk)
    assert (choice.number, choice.former_number, choice.reason) == (1, None, "The hall closed.")
    assert (choice.written_by, choice.written_as) == (commissioner, "commissioner")
    assert choice.ranking == {"rank": 1, "score": 97.5}
    assert choice.words == "cohort 1"
    assert ropewalk.history.first().history_user == commissioner
    assert Programme.objects.get().evidence_version > version


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_choice_without_a_reason_changes_nothing(ropewalk, cohorts, commissioner, reason):
    with pytest.raises(ReasonMissing, match="Write down why"):
        choose([ropewalk], cohorts[0], commissioner, reason=reason)
    ropewalk.refresh_from_db()
    assert ropewalk.cohort is None
    assert not CohortChoice.objects.exists()


def test_same_choice_again_is_recorded_once(ropewalk, cohorts, commissioner):
    choose([ropewalk], cohorts[0], commissioner)
    assert choose([ropewalk], cohorts[0], commissioner, reason="Again.") == []
    assert CohortChoice.objects.count() == 1


def test_reason_can_be_given_afterwards_where_there_is_none(ropewalk, cohorts, commissioner):
    assign_cohort(neighbourhoods=[ropewalk], cohort=cohorts[0], by=None)
    [choice] = choose([ropewalk], cohorts[0], commissioner)
    assert choice.words == "cohort 1"


def test_reason_is_wanted_anew_after_the_place_was_moved_by_somebody_else(ropewalk, cohorts, commissioner):
    choose([ropewalk], cohorts[0], commissioner)
    assign_cohort(neighbourhoods=[ropewalk], cohort=cohorts[1], by=None)
    [choice] = choose([ropewalk], cohorts[1], commissioner)
    assert choice.number == 2


def test_first_assignment_is_free_although_the_baseline_is_locked(ropewalk, cohorts, commissioner, locked):
    [choice] = choose([ropewalk], cohorts[0], commissioner)
    assert choice.baseline == ""


def test_move_after_the_baseline_is_refused_and_names_what_it_would_change(ropewalk, cohorts, commissioner, locked):
    choose([ropewalk], cohorts[0], commissioner)
    with pytest.raises(BaselineLocked) as refused:
        choose([ropewalk], cohorts[1], commissioner)
    assert str(refused.value) == (
        "Ropewalk has a locked baseline (June 2025). Moving it changes what cohort 1 and cohort 2 are compared with."
    )
    ropewalk.refresh_from_db()
    assert ropewalk.cohort == cohorts[0]
    assert CohortChoice.objects.count() == 1


def test_move_after_the_baseline_that_is_meant_is_made_and_says_so_for_ever(ropewalk, cohorts, commissioner, locked):
    choose([ropewalk], cohorts[0], commissioner)
    [choice] = choose([ropewalk], cohorts[1], commissioner, after_baseline=True)
    assert (choice.baseline, choice.words) == ("June 2025", "cohort 2, before in cohort 1")


def test_leaving_every_cohort_after_the_baseline_is_a_move_too(ropewalk, cohorts, commissioner, locked):
    choose([ropewalk], cohorts[0], commissioner)
    with pytest.raises(BaselineLocked, match="changes what cohort 1 is compared with"):
        choose([ropewalk], None, commissioner)
    [choice] = choose([ropewalk], None, commissioner, after_baseline=True)
    assert choice.words == "no cohort, before in cohort 1"


def test_one_place_with_a_baseline_keeps_all_where_they_are(programme, ropewalk, cohorts, commissioner, locked):
    choose([ropewalk], cohorts[0], commissioner)
    free = NeighbourhoodFactory(programme=programme)
    with pytest.raises(BaselineLocked):
        choose([ropewalk, free], cohorts[1], commissioner)
    assert not Neighbourhood.objects.filter(cohort=cohorts[1]).exists()


def test_many_places_with_a_baseline_are_counted_out_after_six(programme, cohorts, commissioner, locked):
    places = [NeighbourhoodFactory(programme=programme, name=f"Ward {n}") for n in range(9)]
    choose(places, cohorts[0], commissioner)
    with pytest.raises(BaselineLocked, match=r"Ward 5 \(June 2025\) and 3 more have locked baselines\. Moving them"):
        choose(places, cohorts[1], commissioner)


def test_assigning_after_the_baseline_is_refused_too(programme, ropewalk, cohorts, locked):
    """Setting a programme up keeps no reason, so it may not move what is measured already."""
    free = NeighbourhoodFactory(programme=programme)
    assign_cohort(neighbourhoods=[ropewalk], cohort=cohorts[0], by=None)
    for cohort in (cohorts[1], None):
        with pytest.raises(BaselineLocked, match="Ropewalk has a locked baseline"):
            assign_cohort(neighbourhoods=[ropewalk, free], cohort=cohort, by=None)
    assert list(Neighbourhood.objects.filter(cohort=cohorts[0])) == [ropewalk]
    assert not Neighbourhood.objects.filter(cohort=cohorts[1]).exists()
    assert assign_cohort(neighbourhoods=[ropewalk], cohort=cohorts[0], by=None) == 0


def test_staying_put_asks_about_no_baseline(ropewalk, cohorts, commissioner, locked):
    choose([ropewalk], cohorts[0], commissioner)
    assert choose([ropewalk], cohorts[0], commissioner) == []


def test_cohort_of_another_programme_is_refused_and_nothing_is_recorded(ropewalk, commissioner):
    with pytest.raises(CohortOfAnotherProgramme), transaction.atomic():
        choose([ropewalk], CohortFactory(), commissioner)
    assert not CohortChoice.objects.exists()


def test_number_stays_on_record_when_the_cohort_is_deleted(ropewalk, cohorts, commissioner):
    choose([ropewalk], cohorts[0], commissioner)
    cohorts[0].delete()
    choice = CohortChoice.objects.get()
    assert (choice.cohort, choice.number) == (None, 1)


def test_deleting_a_programme_takes_its_record_along(programme, ropewalk, cohorts, commissioner):
    choose([ropewalk], cohorts[0], commissioner)
    note_intelligence(neighbourhood=ropewalk, note="A hall.", by=commissioner)
    programme.delete()
    assert not CohortChoice.objects.exists()
    assert not LocalIntelligence.objects.exists()


def test_what_was_written_down_is_never_changed(ropewalk, cohorts, commissioner):
    [choice] = choose([ropewalk], cohorts[0], commissioner)
    note = note_intelligence(neighbourhood=ropewalk, note="A hall.", by=commissioner)
    for record, model in ((choice, CohortChoice), (note, LocalIntelligence)):
        with pytest.raises(RecordIsKept):
            model.objects.filter(pk=record.pk).update(written_as="steering")
        kept = model.objects.get()
        with pytest.raises(RecordIsKept, match="never changed"):
            kept.save()


def test_database_itself_wants_a_reason_and_a_note(ropewalk):
    for record in (CohortChoice(neighbourhood=ropewalk), LocalIntelligence(neighbourhood=ropewalk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            record.save()


# Local intelligence


def test_notes_stand_beside_each_other_latest_first(ropewalk, commissioner):
    for words in ("The hall closed.", "The hall opened again. "):
        note_intelligence(neighbourhood=ropewalk, note=words, by=commissioner)
    notes = LocalIntelligence.objects.filter(neighbourhood=ropewalk)
    assert [note.note for note in notes] == ["The hall opened again.", "The hall closed."]
    assert notes[0].history.get().history_user == commissioner


def test_note_sent_twice_is_kept_once(ropewalk, commissioner):
    for _ in range(2):
        note_intelligence(neighbourhood=ropewalk, note="The hall closed.", by=commissioner)
    note_intelligence(neighbourhood=ropewalk, note="The hall closed.", by=UserFactory())
    assert LocalIntelligence.objects.count() == 2


def test_empty_note_is_refused(ropewalk, commissioner):
    with pytest.raises(NoteEmpty, match="Write down what is known"):
        note_intelligence(neighbourhood=ropewalk, note=" ", by=commissioner)


def test_no_place_may_have_the_code_of_a_page():
    assert "address" in why_reserved("Priorities", "harbourside")
