"""Grant schemes and grants: entered, added up with how many, and found by scheme, year and neighbourhood."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.grants import WITHOUT_PLACE, WITHOUT_SCHEME, sums_by, total_of
from neighbourhoods.models import Grant, GrantScheme, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GrantFactory, GrantSchemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E1")


@pytest.fixture
def limekiln(programme):
    return NeighbourhoodFactory(programme=programme, name="Limekiln", code="E2")


@pytest.fixture
def choir(programme, ropewalk):
    return CommunityGroupFactory(programme=programme, name="Choir", eligible_in=[ropewalk])


def sign_in(client, programme, role=Role.COORDINATOR):
    client.force_login(MembershipFactory(programme=programme, role=role, user=UserFactory()).user)


def listed(client, **asked):
    return client.get(reverse("neighbourhoods:grant-list", args=["vale"]), asked)


def titles(client, **asked):
    return [grant.title for grant in listed(client, **asked).context["page"]]


def enter(client, choir, **fields):
    sent = {"group": choir.pk, "title": "Tables", "amount": "£1,250.50", "awarded_on": "2024-11-01"}
    return client.post(
        reverse("neighbourhoods:grant-new", args=["vale"]), sent | {"funder_name": "The council"} | fields
    )


def lines(way, programme, places=()):
    return [(line.label, line.number, line.pounds) for line in sums_by(way, Grant.objects.of(programme), places)]


def test_grant_is_given_an_identifier_of_its_own_that_stays(client, programme, choir):
    sign_in(client, programme)
    assert enter(client, choir).status_code == 302
    grant = Grant.objects.get()
    assert grant.identifier == f"360G-vale-{grant.key.hex[:12]}"
    assert (grant.currency, grant.amount) == ("GBP", Decimal("1250.50"))
    sent = {"group": choir.pk, "title": "Chairs", "amount": "9", "awarded_on": "2024-11-01", "funder_name": "Lottery"}
    client.post(grant.get_absolute_url(), sent)
    before = grant.identifier
    grant.refresh_from_db()
    assert (grant.title, grant.identifier) == ("Chairs", before)


def test_grant_form_sent_twice_enters_one_grant(client, programme, choir):
    sign_in(client, programme)
    key = "6f1c0f0e-7d4b-4a52-9d0c-1f0d3d0f0a01"
    assert [enter(client, choir, key=key).status_code for _ in range(2)] == [302, 302]
    assert Grant.objects.count() == 1


def test_same_grant_from_a_new_form_is_refused_at_its_title(client, programme, choir):
    sign_in(client, programme)
    enter(client, choir)
    assert "on record already" in enter(client, choir).context["form"].errors["title"][0]
    assert enter(client, choir, title="Tables, second half").status_code == 302
    assert enter(client, choir, awarded_on="2024-11-02").status_code == 302
    assert enter(client, choir, amount="9").status_code == 302
    assert Grant.objects.count() == 4


def test_grant_keeps_the_identifier_it_came_with_and_no_other_may_have_it(client, programme, choir):
    sign_in(client, programme)
    enter(client, choir, identifier="360G-council-0001")
    page = enter(client, choir, identifier="360G-council-0001", title="Again")
    assert page.context["form"].errors["identifier"] == ["Another grant has this identifier already."]
    assert [grant.identifier for grant in Grant.objects.all()] == ["360G-council-0001"]


def test_grant_of_a_scheme_is_from_its_funder_unless_another_is_named(client, programme, choir):
    sign_in(client, programme)
    scheme = GrantSchemeFactory(programme=programme, funder="Harbourside Council")
    enter(client, choir, scheme=scheme.pk, funder_name="")
    assert Grant.objects.get().funder_name == "Harbourside Council"
    page = enter(client, choir, funder_name="")
    assert "choose the scheme it came from" in page.context["form"].errors["funder_name"][0]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"amount": "0"}, "amount", "write more than 0"),
        ({"amount": "-5"}, "amount", "write more than 0"),
        ({"amount": "some"}, "amount", "write pounds and pence in figures"),
        ({"awarded_on": "2025-01-16"}, "awarded_on", "this day is still to come"),
        ({"starts_on": "2025-03-01", "ends_on": "2025-02-01"}, "ends_on", "A grant cannot end before it starts."),
        ({"group": "0"}, "group", "choose from what the page offers"),
    ],
)
def test_wrong_grant_is_refused_at_its_field(client, programme, choir, fields, field, words):
    sign_in(client, programme)
    page = enter(client, choir, **fields)
    assert words in " ".join(page.context["form"].errors[field])
    assert not Grant.objects.exists()


def test_commissioner_chooses_among_all_neighbourhoods_and_takes_the_group_of_the_address(
    client, programme, choir, limekiln
):
    sign_in(client, programme, Role.COMMISSIONER)
    form = client.get(reverse("neighbourhoods:grant-new", args=["vale"]), {"group": choir.pk}).context["form"]
    assert {place.code for place in form.fields["neighbourhood"].queryset} == {"E1", "E2"}
    assert form["group"].value() == str(choir.pk)


def test_list_is_found_by_scheme_year_and_neighbourhood(client, programme, choir, limekiln):
    sign_in(client, programme, Role.STEERING)
    scheme = GrantSchemeFactory(programme=programme)
    GrantFactory(group=choir, title="Old", awarded_on=date(2023, 5, 1), scheme=scheme)
    GrantFactory(group=choir, title="New", awarded_on=date(2024, 5, 1))
    GrantFactory(group=choir, title="There", awarded_on=date(2024, 4, 1), neighbourhood=limekiln)
    assert titles(client) == ["New", "There", "Old"]
    assert titles(client, scheme=scheme.pk) == ["Old"]
    assert titles(client, scheme="none") == ["New", "There"]
    assert titles(client, year="2023") == ["Old"]
    assert titles(client, place="E1") == ["New", "Old"]
    assert titles(client, place="E2") == ["There"]
    assert len(titles(client, scheme="x", year="next", place="\x00", by="x", page="-1")) == 3


def test_grant_without_a_neighbourhood_is_where_its_group_was_at_work_when_it_was_awarded(
    programme, ropewalk, limekiln
):
    group = CommunityGroupFactory(programme=programme)
    GroupPlace.objects.create(group=group, neighbourhood=ropewalk, until=date(2024, 8, 31))
    GroupPlace.objects.create(group=group, neighbourhood=limekiln, since=date(2024, 9, 1))
    before = GrantFactory(group=group, awarded_on=date(2024, 8, 31))
    after = GrantFactory(group=group, awarded_on=date(2024, 9, 1))
    grants = Grant.objects.of(programme)
    assert list(grants.used_in([ropewalk])) == [before]
    assert list(grants.used_in([limekiln])) == [after]
    assert set(grants.used_in([ropewalk, limekiln])) == {before, after}


def test_sums_by_year_scheme_and_neighbourhood_with_how_many(programme, choir, ropewalk, limekiln):
    seedcorn = GrantSchemeFactory(programme=programme, name="Seedcorn")
    both = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk, limekiln])
    nowhere = CommunityGroupFactory(programme=programme)
    GrantFactory(group=choir, amount=500, scheme=seedcorn, awarded_on=date(2023, 9, 1))
    GrantFactory(group=both, amount=300, scheme=seedcorn)
    GrantFactory(group=nowhere, amount=50)
    assert lines("year", programme) == [("2024", 2, 350), ("2023", 1, 500)]
    assert lines("scheme", programme) == [("Seedcorn", 2, 800), (WITHOUT_SCHEME, 1, 50)]
    assert lines("place", programme, [limekiln, ropewalk]) == [
        ("Limekiln", 1, 300),
        ("Ropewalk", 2, 800),
        (WITHOUT_PLACE, 1, 50),
    ]


def test_line_of_each_neighbourhood_agrees_with_the_list_that_it_leads_to(programme, choir, ropewalk, limekiln):
    both = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk, limekiln])
    GrantFactory(group=both, amount=300)
    moved = CommunityGroupFactory(programme=programme)
    GroupPlace.objects.create(group=moved, neighbourhood=ropewalk, until=date(2024, 8, 31))
    GroupPlace.objects.create(group=moved, neighbourhood=limekiln, since=date(2024, 9, 1))
    GrantFactory(group=moved, amount=11, awarded_on=date(2024, 9, 1))
    GrantFactory(group=choir, amount=70, neighbourhood=limekiln)
    grants = Grant.objects.of(programme)
    for line, place in zip(sums_by("place", grants, [limekiln, ropewalk]), [limekiln, ropewalk], strict=True):
        assert (line.number, line.pounds) == total_of(grants.used_in([place]))[:2]


def test_grant_in_another_currency_is_listed_and_in_no_sum(client, programme, choir):
    sign_in(client, programme)
    GrantFactory(group=choir, amount=500)
    GrantFactory(group=choir, amount=900, currency="EUR")
    page = listed(client)
    assert page.context["total"] == (1, 500, 1)
    assert "1 more in another currency, not in the sum" in page.content.decode()
    assert "900 EUR" in page.content.decode()


def test_empty_lists_say_what_to_do_next(client, programme):
    sign_in(client, programme)
    assert "Add the first grant" in listed(client).content.decode()
    schemes = reverse("neighbourhoods:scheme-list", args=["vale"])
    assert "Add the first scheme" in client.get(schemes).content.decode()
    sign_in(client, programme, Role.FIELDWORKER)
    assert "Add the first" not in listed(client).content.decode() + client.get(schemes).content.decode()


def test_schemes_tell_when_they_are_open_where_and_what_they_gave(client, programme, choir, limekiln):
    sign_in(client, programme, Role.STEERING)
    scheme = GrantSchemeFactory(programme=programme, name="Seedcorn", closes_on=date(2024, 12, 31))
    scheme.places.add(limekiln)
    GrantSchemeFactory(programme=programme, name="Small grants")
    GrantFactory(group=choir, amount=500, scheme=scheme)
    GrantFactory(group=choir, amount=900, scheme=scheme, currency="EUR")
    page = client.get(reverse("neighbourhoods:scheme-list", args=["vale"]))
    assert [(each.number, each.pounds) for each in page.context["schemes"]] == [(1, 500), (0, None)]
    text = " ".join(page.content.decode().split())
    assert "<b>Closed</b>, was open from" in text
    assert "Limekiln" in text
    assert "the whole programme" in text


def test_scheme_is_entered_with_its_places(client, programme, ropewalk, limekiln):
    sign_in(client, programme)
    sent = {"name": "Seedcorn", "funder": "The council", "opens_on": "2024-09-01", "places": [limekiln.pk]}
    assert client.post(reverse("neighbourhoods:scheme-new", args=["vale"]), sent).status_code == 302
    assert [place.name for place in GrantScheme.objects.get().places.all()] == ["Limekiln"]
    sent["closes_on"] = "2024-08-01"
    page = client.post(reverse("neighbourhoods:scheme-new", args=["vale"]), sent)
    assert page.context["form"].errors["closes_on"] == ["A scheme cannot close before it opens."]


def test_pages_take_as_many_queries_for_many_grants_as_for_few(
    client, programme, choir, ropewalk, django_assert_max_num_queries
):
    sign_in(client, programme)

    def add(number):
        for _ in range(number):
            scheme = GrantSchemeFactory(programme=programme)
            scheme.places.add(ropewalk)
            GrantFactory(group=CommunityGroupFactory(programme=programme), scheme=scheme, neighbourhood=ropewalk)

    add(2)
    addresses = [reverse("neighbourhoods:scheme-list", args=["vale"])]
    addresses += [
        f"{reverse('neighbourhoods:grant-list', args=['vale'])}?by={way}" for way in ("year", "scheme", "place")
    ]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(14) as few:
            client.get(address)
        add(4)
        with django_assert_max_num_queries(len(few)):
            client.get(address)
