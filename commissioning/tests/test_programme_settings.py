"""A programme's facts and the months of its cohorts put right, and the contract given to a programme without one."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.contract import agree_contract
from commissioning.actions.entries import EntryChanged
from commissioning.actions.programmes import ProgrammeRefused, changes_seen, edit_programme
from commissioning.models import Role
from commissioning.signals import first_month_asked
from commissioning.tests.entry_factories import DecisionFactory, MilestoneFactory, StageFactory, TaskFactory
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = ProgrammeFactory(slug="vale", name="Vale", population=48_000, commissioning_body="Health Board")
    CohortFactory(programme=programme, number=1, starts_in_month=7)
    CohortFactory(programme=programme, number=2, starts_in_month=25)
    return programme


@pytest.fixture
def ada(client, programme):
    user = MembershipFactory(programme=programme, role=Role.COMMISSIONER, user=UserFactory(name="Ada Moss")).user
    client.force_login(user)
    return user


def url():
    return reverse("commissioning:programme-edit", args=["vale"])


def send(client, **changed):
    """The form as the page shows it, with what is changed."""
    form = client.get(url()).context["form"]
    shown = {bound.html_name: bound.value() for bound in form}
    return client.post(url(), {name: "" if value is None else value for name, value in shown.items()} | changed)


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


def test_form_sent_as_it_was_shown_changes_nothing(client, programme, ada):
    version, changes = programme.evidence_version, changes_seen(programme)
    assert send(client).status_code == 302
    programme.refresh_from_db()
    assert (programme.evidence_version, changes_seen(programme)) == (version, changes)


def test_changed_facts_are_told_with_who_changed_them(client, programme, ada):
    send(client, name="Northern Vale", population="50 000", contractor="Trust", about_areas="Wards of 2024.")
    programme.refresh_from_db()
    assert (programme.name, programme.population, programme.contractor) == ("Northern Vale", 50_000, "Trust")
    page = client.get(url()).content.decode()
    for words in ("Changed by Ada Moss", "Northern Vale <span", "(was: Vale)", "(was: 48000)", "Wards of 2024."):
        assert words in page


def test_population_taken_away_is_unknown_again(client, programme, ada):
    send(client, population="")
    programme.refresh_from_db()
    assert programme.population is None


def test_moved_and_added_cohorts_are_kept_and_told_and_figures_are_made_anew(client, programme, ada):
    version = programme.evidence_version
    send(client, cohort_2="26", cohort_3="43")
    assert list(programme.cohorts.values_list("number", "starts_in_month")) == [(1, 7), (2, 26), (3, 43)]
    programme.refresh_from_db()
    assert programme.evidence_version == version + 1
    page = client.get(url()).content.decode()
    assert "Cohort 2: changed by Ada Moss" in page
    assert "Cohort 3: added by Ada Moss" in page
    assert "(was: 25)" in page


@pytest.mark.parametrize(
    ("field", "written", "message"),
    [
        ("name", "", "Give the programme a name."),
        ("population", "lots", "write a whole number in figures"),
        ("starts_on", "yesterday", "write it like April 2026"),
        ("about_areas", "x" * 2001, "at most 2000 characters"),
        ("cohort_1", "", "Cohort 1: write the month."),
        ("cohort_1", "26", "Cohort 2: its support cannot start in month 25, before cohort 1 in month 26."),
        ("cohort_3", "24", "Cohort 3: its support cannot start in month 24, before cohort 2 in month 25."),
        ("cohort_3", "61", "Cohort 3: write a number from 1 to 60."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_changes(client, programme, ada, field, written, message):
    changes = changes_seen(programme)
    response = send(client, **{field: written})
    place = "cohort_2" if message.startswith("Cohort 2") else field
    assert message in errors_at(response, place)
    assert response.context["form"].data[field] == written
    assert changes_seen(programme) == changes


def test_two_people_at_once_do_not_overwrite_each_other_unseen(client, programme, ada):
    seen = client.get(url()).context["form"]["seen"].value()
    bo = MembershipFactory(programme=programme, role=Role.COMMISSIONER, user=UserFactory(name="Bo Ek")).user
    edit_programme(programme=programme, by=bo, facts={"name": "Theirs"}, cohorts={})
    stale = send(client, name="Mine", seen=seen)
    assert "Bo Ek changed this while you had it open. Nothing was overwritten." in stale.content.decode()
    assert 'value="Mine"' in stale.content.decode()
    programme.refresh_from_db()
    assert programme.name == "Theirs"
    send(client, name="Mine", seen=stale.context["form"]["seen"].value())
    programme.refresh_from_db()
    assert programme.name == "Mine"


def test_cohort_that_somebody_moved_meanwhile_counts_as_a_change(programme, ada):
    seen = changes_seen(programme)
    edit_programme(programme=programme, by=ada, facts={}, cohorts={2: 26})
    with pytest.raises(EntryChanged):
        edit_programme(programme=programme, by=ada, facts={"name": "Mine"}, cohorts={1: 7, 2: 25}, seen=seen)


def test_first_month_moves_the_first_stage_and_the_figures_with_it(client, programme, ada):
    agree_contract(programme=programme)
    version = programme.evidence_version
    send(client, starts_on="May 2024")
    programme.refresh_from_db()
    assert programme.starts_on == programme.stages.get(number=1).begins_on == date(2024, 5, 1)
    assert programme.evidence_version == version + 1


def test_first_month_stays_once_a_gate_is_decided(client, programme, ada):
    DecisionFactory(stage=StageFactory(programme=programme, begins_on=programme.starts_on))
    page = client.get(url())
    assert "It stays: Gate 1 is decided" in page.content.decode()
    send(client, starts_on="May 2024")
    programme.refresh_from_db()
    assert programme.starts_on == date(2024, 4, 1)
    with pytest.raises(ProgrammeRefused, match="Gate 1 is decided") as refused:
        edit_programme(programme=programme, by=ada, facts={"starts_on": date(2024, 5, 1)}, cohorts={})
    assert refused.value.field == "starts_on"


def test_first_month_stays_where_another_room_says_why(programme, ada):
    def locked(sender, **kwargs):
        return "a wave is locked."

    first_month_asked.connect(locked)
    try:
        with pytest.raises(ProgrammeRefused, match="The first month stays: a wave is locked."):
            edit_programme(programme=programme, by=ada, facts={"starts_on": date(2024, 5, 1)}, cohorts={})
    finally:
        first_month_asked.disconnect(locked)


@time_machine.travel("2024-06-01")
@pytest.mark.parametrize("make", [TaskFactory, MilestoneFactory])
def test_first_month_cannot_come_after_work_that_was_done(client, programme, ada, make):
    done = {"state": "done", "done_on": date(2024, 4, 20)} if make is TaskFactory else {"met_on": date(2024, 4, 20)}
    make(stage__programme=programme, **done)
    response = send(client, starts_on="May 2024")
    assert "Work is on record as done on 20 April 2024" in errors_at(response, "starts_on")
    assert send(client, starts_on="20/04/2024").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_settings_are_for_commissioners_only(client, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    for address in (url(), reverse("commissioning:contract-agree", args=["vale"])):
        assert client.post(address, {}).status_code == 403
    assert client.get(url()).status_code == 403
    assert not programme.stages.exists()


def test_contract_is_agreed_from_the_settings_once(client, programme, ada):
    agree = reverse("commissioning:contract-agree", args=["vale"])
    assert "Agree the contract from the framework" in client.get(url()).content.decode()
    for _ in range(2):
        assert client.post(agree).headers["Location"] == reverse("evaluation:contract", args=["vale"])
    assert programme.stages.count() == 4
    assert "Agree the contract from the framework" not in client.get(url()).content.decode()


def test_number_of_queries_does_not_grow_with_the_changes(client, programme, ada, django_assert_max_num_queries):
    client.get(url())
    with django_assert_max_num_queries(100) as few:
        client.get(url())
    for number in range(20):
        edit_programme(programme=programme, by=ada, facts={"name": f"Vale {number}"}, cohorts={1: 7 + number % 2})
    with django_assert_max_num_queries(len(few)):
        client.get(url())
