"""Personal links: made once for a list, withdrawn, counted, and never leading to answers."""

import pytest
import time_machine

from neighbourhoods.tests.register_factories import AgencyFactory, CommunityGroupFactory, GroupProfileFactory
from surveys.actions import invitations as actions
from surveys.actions.invitations import (
    InvitationsRefused,
    invite_from_register,
    make_invitations,
    withdraw_all,
    withdraw_invitation,
)
from surveys.doors import door_at
from surveys.links.invited import (
    ANSWERED,
    UNTOLD,
    WAITING,
    WITHDRAWN,
    Invited,
    invited_by_sample,
    invited_to,
    shown_invited,
    state_of,
    still_to_write_to,
)
from surveys.links.register import invitable, register_day
from surveys.models import Invitation, Wave, WaveLocked
from surveys.tests.links.worlds import TODAY, a_group, a_wave, invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return a_wave().samples.get()


def labels(sample):
    return list(sample.invitations.values_list("number", "label"))


def lock(wave):
    Wave.objects.filter(pk=wave.pk).update(weighted_at="2024-10-01T00:00Z", locked_at="2024-10-01T00:00Z")


def test_list_of_references_makes_a_link_for_each_and_the_same_list_nothing(sample):
    make_invitations(sample=sample, labels=["A-001", " A-002 ", "", "A-001"], by=None)
    assert labels(sample) == [(1, "A-001"), (2, "A-002")]
    assert make_invitations(sample=sample, labels=["A-002", "A-003"], by=None) == [Invitation.objects.last()]
    assert labels(sample) == [(1, "A-001"), (2, "A-002"), (3, "A-003")]


def test_number_of_links_is_how_many_there_should_be_in_all(sample):
    make_invitations(sample=sample, labels=["A-001"], by=None)
    for unlabelled, there in ((3, 4), (3, 4), (2, 4), (5, 6)):
        make_invitations(sample=sample, unlabelled=unlabelled, by=None)
        assert sample.invitations.count() == there
    assert [number for number, _ in labels(sample)] == [1, 2, 3, 4, 5, 6]


def test_each_link_opens_its_own_door(sample):
    make_invitations(sample=sample, unlabelled=3, by=None)
    for invitation in sample.invitations.all():
        assert door_at(invitation.code).invitation == invitation
        assert door_at(invitation.code).sample == sample


def test_code_is_stored_nowhere(sample):
    make_invitations(sample=sample, unlabelled=1, by=None)
    invitation = sample.invitations.get()
    secret = invitation.code.partition("-")[2]
    stored = [*Invitation.objects.values().get().values(), *invitation.history.values().get().values()]
    assert not any(secret in str(value) for value in stored)


def test_more_than_a_neighbourhood_may_have_are_refused_whole(sample, monkeypatch):
    monkeypatch.setattr(actions, "MOST_INVITED", 3)
    make_invitations(sample=sample, unlabelled=2, by=None)
    with pytest.raises(InvitationsRefused, match="at most 3 personal links; there are 2 and these are 2 more"):
        make_invitations(sample=sample, labels=["A", "B"], by=None)
    assert sample.invitations.count() == 2


def test_withdrawn_link_opens_no_longer_and_what_was_answered_stays(sample):
    waiting, answered = invited(sample, 2)
    Invitation.objects.filter(pk=answered.pk).mark_answered()
    for invitation in (waiting, answered):
        withdraw_invitation(invitation=invitation, by=None)
        withdraw_invitation(invitation=invitation, by=None)
        assert invitation.history.filter(history_type="~").count() == 1
    assert door_at(waiting.code).why_closed(TODAY) == "withdrawn"
    assert door_at(answered.code).why_closed(TODAY) == "answered"
    assert invited_to(sample) == Invited(made=2, answered=1, withdrawn=1)


def test_withdrawing_one_does_not_tell_whether_it_was_answered(sample):
    rows = invited(sample, 6, answered=2)
    before = invited_to(sample).asked
    for row in (rows[0], rows[5]):
        withdraw_invitation(invitation=row, by=None)
        assert invited_to(sample).asked == before
    Invitation.objects.filter(pk__in=[row.pk for row in rows[1:5]]).mark_answered()
    assert invited_to(sample).asked == 5


def test_withdrawing_all_does_not_tell_which_had_answered(sample):
    invited(sample, 6, answered=2)
    assert withdraw_all(sample=sample, by=None) == 6
    assert withdraw_all(sample=sample, by=None) == 0
    counts = invited_to(sample)
    assert {state_of(row, counts) for row in sample.invitations.all()} == {WITHDRAWN}
    assert {row.history.count() for row in sample.invitations.all()} == {2}


def test_locked_wave_refuses(sample):
    (invitation,) = invited(sample, 1)
    lock(sample.wave)
    for act in (
        lambda: make_invitations(sample=sample, unlabelled=2, by=None),
        lambda: withdraw_invitation(invitation=invitation, by=None),
        lambda: withdraw_all(sample=sample, by=None),
        lambda: invite_from_register(wave=sample.wave, chosen=[], by=None),
    ):
        with pytest.raises(WaveLocked):
            act()
    assert Invitation.objects.filter(is_withdrawn=False).count() == 1


def test_record_of_a_link_tells_nothing_of_its_answer(sample):
    made = make_invitations(sample=sample, labels=["A-001"], by=None)[0]
    Invitation.objects.filter(pk=made.pk).mark_answered()
    assert made.history.count() == 1
    assert not hasattr(made.history.get(), "is_answered")


@pytest.mark.parametrize(
    ("answered", "states"),
    [
        (0, [WAITING] * 5 + [WITHDRAWN]),
        (1, [UNTOLD] * 5 + [WITHDRAWN]),
        (4, [UNTOLD] * 5 + [WITHDRAWN]),
        (5, [ANSWERED] * 5 + [WITHDRAWN]),
    ],
)
def test_list_tells_who_answered_only_once_five_have(sample, answered, states):
    invited(sample, 5, answered=answered)
    withdraw_invitation(invitation=invited(sample, 1)[0], by=None)
    counts = invited_to(sample)
    assert [state_of(row, counts) for row in sample.invitations.all()] == states
    left = still_to_write_to(sample.invitations.all(), counts).count()
    assert left == (0 if answered == 5 else 5)


def test_few_that_answered_are_counted_for_the_evaluator_alone():
    wave = a_wave(places=("Quayside", "Ropewalk"))
    quayside, ropewalk = wave.samples.order_by("neighbourhood__name")
    invited(quayside, 8, answered=6)
    invited(ropewalk, 7, answered=3)
    counts = invited_by_sample(wave)
    assert counts[ropewalk.pk] == Invited(made=7, answered=3)
    assert shown_invited(counts.values(), everything=True).words == "9 of 15"
    assert "3" not in shown_invited([counts[ropewalk.pk]], everything=False).words
    assert shown_invited(counts.values(), everything=False).words.startswith("6 of 15, not counting 1 neighbourhood")
    assert shown_invited([], everything=True) is None


def test_groups_that_count_on_the_day_are_invited_where_they_work():
    wave = a_wave("organisations", places=("Quayside", "Ropewalk"))
    quayside, ropewalk = wave.samples.order_by("neighbourhood__name")
    tea = a_group(wave, "Tea Club", place=quayside.neighbourhood)
    both = CommunityGroupFactory(
        programme=wave.programme, name="Allotments", eligible_in=[quayside.neighbourhood, ropewalk.neighbourhood]
    )
    dormant = CommunityGroupFactory(programme=wave.programme, name="Old Band", eligible_in=[quayside.neighbourhood])
    GroupProfileFactory(group=dormant, counting=True, as_of="2024-09-05", state="dormant")
    found = dict(invitable(wave, TODAY))
    assert found == {quayside: [both, tea], ropewalk: [both]}


def test_register_is_asked_as_at_the_middle_of_the_fieldwork_at_the_latest():
    wave = a_wave("organisations")
    assert str(register_day(wave, TODAY)) == "2024-09-10"
    assert register_day(wave, wave.ends_on) == wave.held_on


def test_one_invitation_for_each_group_and_neighbourhood():
    wave = a_wave("organisations", places=("Quayside", "Ropewalk"))
    group = a_group(wave)
    chosen = [(sample, group) for sample in wave.samples.all()]
    assert len(invite_from_register(wave=wave, chosen=chosen + chosen[:1], by=None)) == 2
    assert invite_from_register(wave=wave, chosen=chosen, by=None) == []
    assert Invitation.objects.filter(group=group, agency=None).count() == 2


def test_agencies_are_invited_for_each_neighbourhood():
    wave = a_wave("agencies", places=("Quayside", "Ropewalk"))
    agency = AgencyFactory(programme=wave.programme)
    AgencyFactory()
    chosen = [(sample, entry) for sample, entries in invitable(wave, TODAY) for entry in entries]
    made = invite_from_register(wave=wave, chosen=chosen, by=None)
    assert [(row.agency, row.group) for row in made] == [(agency, None)] * 2


def test_residents_stand_in_no_register():
    with time_machine.travel(TODAY):
        assert invitable(a_wave()) == []
