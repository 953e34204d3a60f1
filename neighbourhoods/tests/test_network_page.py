"""The network picture of a neighbourhood: who is in it on a day, its figures, its tables and its words."""

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.networks.links import pairs_as_at
from neighbourhoods.networks.measures import network_of
from neighbourhoods.networks.page import PlaceNetwork
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    CommunityGroupFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 1, 15)
SEEN = date(2024, 12, 1)


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield TODAY


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E1")


@pytest.fixture
def group_in(programme):
    def make(*places, **fields):
        return CommunityGroupFactory(programme=programme, eligible_in=list(places), **fields)

    return make


def sign_in(client, programme, role=Role.STEERING):
    client.force_login(MembershipFactory(programme=programme, role=role, user=UserFactory()).user)


def shown(client, name="network", **asked):
    return client.get(reverse(f"neighbourhoods:{name}", args=["vale", "E1"]), asked)


def worked_example(group_in, ropewalk):
    """15 groups and 18 links of which 11 groups are joined up, as in the indicators' definitions."""
    groups = [group_in(ropewalk, name=f"Group {n:02}") for n in range(15)]
    pairs = [(0, other) for other in range(1, 11)] + [(n, n + 1) for n in range(1, 9)]
    for one, other in pairs:
        GroupLinkFactory(group=groups[one], other=groups[other], confirmed=[SEEN])
    return groups


def test_page_of_the_worked_example_shows_its_figures_with_their_counts(client, programme, ropewalk, group_in):
    worked_example(group_in, ropewalk)
    sign_in(client, programme)
    page = " ".join(shown(client).content.decode().split())
    for words in (
        "2.40<small>18 links between 15 groups, each counted at both ends",
        "73.3%<small>11 of 15 in the largest linked part",
        "17.1%<small>18 of 105 possible links",
        "Read density last and never alone: it falls when groups are added",
        "15 groups in Ropewalk: 11 of the groups are joined up",
    ):
        assert words in page


def test_figures_are_those_that_the_register_gives_for_the_day(programme, ropewalk, group_in):
    groups = worked_example(group_in, ropewalk)
    net = PlaceNetwork(ropewalk, TODAY)
    assert net.network == network_of([group.pk for group in groups], pairs_as_at(programme, TODAY))


def test_only_groups_that_count_and_serve_the_place_are_in_it(programme, ropewalk, group_in):
    inside, elsewhere = group_in(ropewalk, name="Inside"), group_in(NeighbourhoodFactory(programme=programme))
    closed = group_in(ropewalk)
    GroupProfileFactory(group=closed, as_of=SEEN, state="closed")
    professional = group_in(ropewalk, sector="professional")
    for other in (elsewhere, closed, professional):
        GroupLinkFactory(group=inside, other=other, confirmed=[SEEN])
    net = PlaceNetwork(ropewalk, TODAY)
    assert [str(group) for group in net.groups.values()] == ["Inside"]
    assert (net.links, net.leading_out) == ([], 3)


def test_agencies_are_drawn_apart_and_not_counted(client, programme, ropewalk, group_in):
    choir, library = group_in(ropewalk, name="Choir"), AgencyFactory(programme=programme, name="Library")
    group_in(ropewalk, name="Alone")
    GroupLinkFactory(group=choir, agency=library, confirmed=[SEEN])
    net = PlaceNetwork(ropewalk, TODAY)
    assert net.network == (2, 0, 0)
    assert [(row.number, str(row.entry), row.groups, row.agencies) for row in net.rows] == [
        ("1", "Alone", 0, 0),
        ("2", "Choir", 0, 1),
        ("A", "Library", 1, 0),
    ]
    assert [str(row.entry) for row in net.lone] == ["Alone"]
    sign_in(client, programme)
    page = shown(client).content.decode()
    assert page.count('<rect class="fh-net__agency"') == 3  # a desk's picture, a phone's, and the key
    assert "Without any link: Alone." in page


def test_link_is_drawn_while_it_stands_and_was_confirmed_within_the_year(programme, ropewalk, group_in):
    choir, anglers = group_in(ropewalk), group_in(ropewalk)
    link = GroupLinkFactory(group=choir, other=anglers, started_on=date(2024, 9, 1), confirmed=[date(2024, 9, 10)])

    def drawn(on):
        return PlaceNetwork(ropewalk, on).network.links

    assert [drawn(day) for day in (date(2024, 9, 9), date(2024, 9, 10), TODAY)] == [0, 1, 1]
    link.ended_on = date(2025, 1, 10)
    link.save()
    assert [drawn(day) for day in (date(2025, 1, 9), TODAY)] == [1, 0]


def test_two_linked_in_two_ways_are_one_link_with_two_lines_in_the_table(client, programme, ropewalk, group_in):
    choir, anglers = group_in(ropewalk), group_in(ropewalk)
    GroupLinkFactory(group=choir, other=anglers, confirmed=[SEEN])
    GroupLinkFactory(group=anglers, other=choir, kind="space", confirmed=[SEEN])
    net = PlaceNetwork(ropewalk, TODAY)
    assert (net.network.links, len(net.links), len(net.drawings[0].lines)) == (1, 2, 1)
    assert [(row.groups, row.in_largest) for row in net.rows] == [(1, True), (1, True)]


def test_links_that_nobody_confirmed_for_a_year_are_listed_apart(client, programme, ropewalk, group_in):
    choir = group_in(ropewalk, name="Choir")
    GroupLinkFactory(group=choir, other=group_in(ropewalk), confirmed=[SEEN])
    quiet = GroupLinkFactory(
        group=choir, other=group_in(ropewalk), started_on=date(2023, 1, 1), confirmed=[date(2023, 1, 1)]
    )
    GroupLinkFactory(group=choir, other=group_in(ropewalk), ended_on=date(2024, 10, 1))
    sign_in(client, programme)
    assert shown(client).context["quiet"] == [quiet]


def test_pictures_are_whole_svg_named_and_without_style_or_script(client, programme, ropewalk, group_in):
    worked_example(group_in, ropewalk)
    group_in(ropewalk, name='<script>alert("x")</script>')
    sign_in(client, programme)
    page = shown(client).content.decode()
    pictures = [part.split("</svg>")[0] + "</svg>" for part in page.split('<svg class="fh-net')[1:]]
    assert len(pictures) == 2
    for picture in pictures:
        root = ElementTree.fromstring('<svg class="fh-net' + picture)  # noqa: S314 - our own page
        title, description = root[0], root[1]
        assert root.get("aria-labelledby") == title.get("id")
        assert root.get("aria-describedby") == description.get("id")
        assert "18 links between groups, 0 with agencies." in description.text
        assert {element.tag for element in root.iter()} == {"svg", "title", "desc", "line", "circle", "text"}
        assert not any(element.get("style") for element in root.iter())


def test_page_is_the_same_every_time(client, programme, ropewalk, group_in):
    worked_example(group_in, ropewalk)
    assert PlaceNetwork(ropewalk, TODAY).drawings == PlaceNetwork(ropewalk, TODAY).drawings


def test_place_without_a_group_that_counts_says_what_to_do(client, programme, ropewalk):
    sign_in(client, programme)
    page = shown(client, on="nonsense")
    assert page.status_code == 200
    assert "No group counts here" in page.content.decode()


def test_one_group_has_no_density(client, programme, ropewalk, group_in):
    group_in(ropewalk)
    sign_in(client, programme)
    page = " ".join(shown(client).content.decode().split())
    assert "undefined<small>It takes two groups." in page
    assert "0.00<small>0 links between 1 group, each counted at both ends" in page


def test_file_holds_the_links_of_the_picture(client, programme, ropewalk, group_in):
    choir = group_in(ropewalk, name="Choir")
    GroupLinkFactory(group=choir, agency=AgencyFactory(programme=programme, name="Library"), confirmed=[SEEN])
    sign_in(client, programme)
    text = shown(client, "network-csv", on="2024-12-31").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["as_at"], row["one"], row["other"], row["other_is"]) == ("2024-12-31", "Choir", "Library", "agency")
    assert (row["since"], row["last_confirmed_on"]) == ("2024-09-01", "2024-12-01")


def test_page_takes_as_many_queries_for_many_groups_as_for_few(
    client, programme, ropewalk, group_in, django_assert_max_num_queries
):
    sign_in(client, programme, Role.COORDINATOR)

    def add(number):
        agency = AgencyFactory(programme=programme)
        for _ in range(number):
            group = group_in(ropewalk)
            GroupLinkFactory(group=group, other=group_in(ropewalk), confirmed=[SEEN])
            GroupLinkFactory(group=group, agency=agency, confirmed=[SEEN])
            GroupLinkFactory(group=group, agency=agency, kind="space")

    add(2)
    shown(client)
    with django_assert_max_num_queries(12) as few:
        shown(client)
    add(8)
    with django_assert_max_num_queries(len(few)):
        shown(client)
