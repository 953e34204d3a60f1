"""A programme set up in one sitting: the action, and the page with everything that can be typed wrongly there."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions import programmes
from commissioning.actions.programmes import ProgrammeRefused, WantedPartner, set_up_programme
from commissioning.models import Partner, Programme, Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
PAGE = "/programmes/new/"
ASKED = {
    "slug": "quayside",
    "name": "Quayside",
    "area_name": "Quayside and the Dock",
    "starts_on": date(2026, 4, 1),
    "population": 48_000,
    "commissioning_body": "Health Board",
    "contractor": "Development Trust",
    "cohorts": {1: 7, 2: 25, 3: 43},
}
FILLED = {
    "name": "Quayside",
    "slug": "",
    "area_name": "Quayside and the Dock",
    "population": "48,000",
    "starts_on": "April 2026",
    "commissioning_body": "Health Board",
    "contractor": "Development Trust",
    "partners": "The council; council\n\nQuay Homes ; Housing provider\nFriends of the Dock",
    "cohort_1": "7",
    "cohort_2": "25",
    "cohort_3": "43",
    "with_contract": "on",
}


@pytest.fixture
def commissioner(client):
    user = MembershipFactory(role=Role.COMMISSIONER, programme__slug="elsewhere").user
    client.force_login(user)
    return user


def send(client, **changed):
    key = client.get(PAGE).context["form"]["key"].value()
    return client.post(PAGE, FILLED | {"key": str(key)} | changed)


def made():
    return Programme.objects.exclude(slug="elsewhere")


def errors_at(response, field):
    return " ".join(response.context["form"].errors.get(field, []))


def test_whole_programme_stands_after_one_form(client, commissioner):
    response = send(client)
    programme = made().get()
    assert response.headers["Location"] == programme.get_absolute_url()
    assert (programme.slug, programme.name, programme.area_name) == ("quayside", "Quayside", "Quayside and the Dock")
    assert (programme.population, programme.starts_on) == (48_000, date(2026, 4, 1))
    assert (programme.commissioning_body, programme.contractor) == ("Health Board", "Development Trust")
    assert list(programme.partners.values_list("name", "kind")) == [
        ("Friends of the Dock", "other"),
        ("Quay Homes", "housing"),
        ("The council", "council"),
    ]
    assert list(programme.cohorts.values_list("number", "starts_in_month")) == [(1, 7), (2, 25), (3, 43)]
    assert programme.membership_of(commissioner).role == Role.COMMISSIONER
    assert (programme.stages.count(), programme.posts.count()) == (4, 15)
    assert programme.history.get().history_user == commissioner


def test_first_stage_begins_with_the_programme_and_no_other_does(client, commissioner):
    send(client, starts_on="15/04/2026")
    begins = list(made().get().stages.values_list("begins_on", flat=True))
    assert begins == [date(2026, 4, 15), None, None, None]


def test_programme_without_the_framework_is_empty_and_needs_one_cohort_only(client, commissioner):
    send(client, with_contract="", cohort_2="", cohort_3="")
    programme = made().get()
    assert (programme.stages.count(), programme.posts.count(), programme.cohorts.count()) == (0, 0, 1)


def test_unknown_population_stays_unknown(client, commissioner):
    send(client, population="")
    assert made().get().population is None


def test_form_sent_twice_makes_one_programme(client, commissioner):
    key = str(uuid4())
    places = [send(client, key=key).headers["Location"] for _ in range(2)]
    assert places[0] == places[1] == made().get().get_absolute_url()
    assert made().get().stages.count() == 4


def test_action_asked_twice_with_one_key_gives_the_same_programme():
    by, key = UserFactory(), uuid4()
    first = set_up_programme(key=key, by=by, **ASKED)
    assert set_up_programme(key=key, by=by, **ASKED) == first
    with pytest.raises(ProgrammeRefused, match="This form has made “.*” already"):
        set_up_programme(key=key, by=by, **ASKED | {"name": "Other"})
    assert Programme.objects.count() == 1


def test_key_of_somebody_elses_programme_does_not_show_it(client, commissioner):
    stranger = ProgrammeFactory(key=uuid4(), slug="secret", name="Secret")
    response = send(client, key=str(stranger.key))
    assert "This form has made a programme before." in response.content.decode()
    assert "Secret" not in response.content.decode()
    assert made().count() == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("april 2026", date(2026, 4, 1)),
        (" Apr  2026 ", date(2026, 4, 1)),
        ("04/2026", date(2026, 4, 1)),
        ("2026-04", date(2026, 4, 1)),
        ("15/04/2026", date(2026, 4, 15)),
        ("2026-04-15", date(2026, 4, 15)),
        ("15 April 2026", date(2026, 4, 15)),
    ],
)
def test_first_month_is_read_as_people_write_it(client, commissioner, written, day):
    send(client, starts_on=written)
    assert made().get().starts_on == day


@pytest.mark.parametrize(
    ("field", "written", "message"),
    [
        ("name", "", "Give the programme a name."),
        ("name", "x" * 121, "Name: at most 120 characters; this has 121."),
        ("name", "Quay\x00side", "Name: there is a character in it that cannot be stored."),
        ("area_name", "", "Write which area it covers."),
        ("area_name", "x" * 121, "Area: at most 120 characters"),
        ("population", "many", "People in the area: write a whole number in figures"),
        ("population", "1.5", "People in the area: write a whole number in figures"),
        ("population", "-3", "People in the area: write a whole number in figures"),
        ("population", "0", "People in the area: write a number from 1 to 100,000,000."),
        ("population", "9" * 12, "People in the area: write a number from 1 to 100,000,000."),
        ("population", "9" * 5000, "People in the area: at most 20 characters"),
        ("population", "4\x008", "People in the area: there is a character in it that cannot be stored."),
        ("starts_on", "", "Write the first month."),
        ("starts_on", "soon", "First month: write it like April 2026"),
        ("starts_on", "31/02/2026", "First month: write it like April 2026"),
        ("starts_on", "13/2026", "First month: write it like April 2026"),
        ("starts_on", "April 1926", "First month: the year is from 2000 to 2100, not 1926."),
        ("starts_on", "x" * 41, "First month: "),
        ("commissioning_body", "", "Write who commissions the programme."),
        ("commissioning_body", "x" * 201, "Commissioning body: at most 200 characters"),
        ("contractor", "x" * 201, "Contractor: at most 200 characters"),
        ("slug", "Quay Side", "Address: only small letters, digits and hyphens, as in quay-side."),
        ("slug", "???", "Address: only small letters, digits and hyphens, as in my-area."),
        ("slug", "x" * 61, "Address: at most 60 characters"),
        ("slug", "new", "The address “new” is a page of its own."),
        ("slug", "elsewhere", "There is a programme with the address “elsewhere” already."),
        ("cohort_1", "", "Cohort 1: write the month."),
        ("cohort_1", "soon", "Cohort 1: write a whole number in figures"),
        ("cohort_1", "7.5", "Cohort 1: write a whole number in figures"),
        ("cohort_1", "0", "Cohort 1: write a number from 1 to 60."),
        ("cohort_3", "61", "Cohort 3: write a number from 1 to 60."),
        ("cohort_3", "9" * 5000, "Cohort 3: write a whole number in figures"),
        ("cohort_2", "", "Cohort 2: write the month; the framework contract has KPIs for this cohort."),
        ("cohort_2", "6", "Cohort 2: its support cannot start in month 6, before cohort 1 in month 7."),
        ("partners", "Council; council\n; NHS", "Line 2: write the partner’s name before the semicolon."),
        ("partners", "The bank; bank", "Line 1: “bank” is no kind of partner."),
        ("partners", "Council\nCOUNCIL", "Line 2: COUNCIL is named twice."),
        ("partners", "x" * 151, "Line 1: a name has at most 150 characters; this has 151."),
        ("partners", "x\n" * 2501, "Partners: at most 5000 characters"),
        ("key", "no-key", "The page did not arrive whole."),
        ("key", "", "The page did not arrive whole."),
    ],
)
def test_bad_input_is_told_at_its_field_and_everything_typed_is_kept(client, commissioner, field, written, message):
    response = send(client, **{field: written})
    assert message in errors_at(response, field)
    assert message in response.content.decode()
    assert not made().exists()
    kept = response.context["form"].data
    assert [name for name, value in (FILLED | {field: written}).items() if kept[name] != value] == []


def test_every_faulty_line_of_partners_is_named_at_once(client, commissioner):
    response = send(client, partners="; NHS\nGood; NHS\nBad; bank\ngood")
    assert len(response.context["form"].errors["partners"]) == 3


def test_faults_of_all_fields_are_told_together(client, commissioner):
    response = send(client, name="", population="many", starts_on="soon", cohort_2="6")
    assert set(response.context["form"].errors) == {"name", "population", "starts_on", "cohort_2"}


def test_name_that_makes_no_address_asks_for_one(client, commissioner):
    assert "none can be made of this name" in errors_at(send(client, name="Да́же так"), "slug")


def test_address_is_made_of_the_name_and_cut_to_fit(client, commissioner):
    send(client, name="Quayside & the " + "very " * 20 + "long")
    slug = made().get().slug
    assert slug.startswith("quayside-the-very-")
    assert len(slug) <= 60
    assert not slug.endswith("-")


@pytest.mark.parametrize("in_this_moment", [False, True])
def test_address_that_is_taken_is_refused_in_words_even_in_this_moment(monkeypatch, in_this_moment):
    by = UserFactory()
    set_up_programme(key=uuid4(), by=by, **ASKED)
    if in_this_moment:
        monkeypatch.setattr(programmes, "_refuse_slug", lambda slug: None)
    with pytest.raises(ProgrammeRefused, match="the address “quayside” already") as refused:
        set_up_programme(key=uuid4(), by=by, **ASKED)
    assert refused.value.field == "slug"
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"name": "x" * 121}, "name"), ({"slug": "x" * 61}, "slug"), ({"contractor": "x" * 201}, "contractor")],
)
def test_action_refuses_what_the_database_cannot_hold_the_same_way_on_both(asked, field):
    with pytest.raises(ProgrammeRefused, match="at most") as refused:
        set_up_programme(key=uuid4(), by=UserFactory(), **ASKED | asked)
    assert refused.value.field == field
    assert not Programme.objects.exists()


def test_nothing_of_a_refused_programme_is_left_behind():
    partners = [WantedPartner("Council", "council")]
    with pytest.raises(ProgrammeRefused):
        set_up_programme(key=uuid4(), by=UserFactory(), partners=partners, **ASKED | {"cohorts": {1: 7, 2: 6}})
    assert not Programme.objects.exists()
    assert not Partner.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_who_commissions_nothing_sets_nothing_up(client, role):
    client.force_login(MembershipFactory(role=role).user)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, FILLED | {"key": str(uuid4())}).status_code == 403
    assert PAGE not in client.get(reverse("commissioning:mine", args=[Programme.objects.get().slug])).content.decode()
    assert Programme.objects.count() == 1


def test_who_runs_the_installation_sets_up_the_first_programme(client):
    client.force_login(UserFactory(is_superuser=True))
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    assert send(client).status_code == 302
    assert made().count() == 1


def test_page_says_what_the_framework_holds_and_which_kinds_of_partner_there_are(client, commissioner):
    page = client.get(PAGE).content.decode()
    assert "4 stages with" in page
    assert "NHS, council, police" in page
