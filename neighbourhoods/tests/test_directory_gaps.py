"""Where groups are missing, by theme or kind and neighbourhood."""

import csv
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.directory.gaps import KIND, THEME, Gaps
from neighbourhoods.models import RegisterConfirmation
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, RegisterConfirmationFactory

pytestmark = pytest.mark.django_db
ON, TOLD = date(2026, 6, 1), date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(ON, tick=False):
        yield


@pytest.fixture
def member():
    return MembershipFactory(role=Role.COMMISSIONER)


@pytest.fixture
def places(member):
    """Two neighbourhoods with a group each, and one of which nothing is known."""
    return [
        NeighbourhoodFactory(programme=member.programme, code=f"E0500000{n}", name=name)
        for n, name in enumerate(["Kelpwick", "Ropewalk", "Saltmarsh"])
    ]


def group_in(*places, themes=("food",), kind="hub", **traits):
    return CommunityGroupFactory(
        programme=places[0].programme,
        kind=kind,
        eligible_in=places,
        eligible_in__as_of=TOLD,
        eligible_in__themes=themes,
        **traits,
    )


def table(places, by=THEME, on=ON):
    return Gaps(places[0].programme, on, by, places)


def line(gaps, code):
    [found] = [line for line in gaps.lines if line.code == code]
    return [cell.number for cell in found.cells], found.total


def test_group_stands_in_each_of_its_places_and_once_in_the_total(places):
    group_in(places[0], places[1], themes=("food", "company"))
    group_in(places[0])

    gaps = table(places)

    assert line(gaps, "food") == ([2, 1, None], 2)
    assert line(gaps, "company") == ([1, 1, None], 1)
    assert [column.number for column in gaps.columns] == [2, 1, None]
    assert gaps.total == 2


def test_only_groups_that_count_are_in_the_table(places):
    group_in(places[0], sector="professional")
    group_in(places[0], eligible_in__has_contact=None)

    gaps = table(places)

    assert line(gaps, "food") == ([0, None, None], 0)
    assert gaps.total == 0


def test_none_is_a_gap_and_nothing_on_record_is_unknown(places):
    group_in(places[0])

    cells = {cell.place: cell for cell in next(each for each in table(places).lines if each.code == "arts").cells}

    assert cells["E05000000"].is_gap
    assert not cells["E05000002"].is_gap
    assert cells["E05000002"].words == "unknown"


def test_place_that_its_only_group_left_has_gaps_and_is_not_unknown(places):
    group_in(places[0]).places.update(until=TOLD)

    assert [column.number for column in table(places).columns] == [0, None, None]
    assert [column.number for column in table(places, on=date(2026, 4, 30)).columns] == [None, None, None]


def test_confirmed_register_without_groups_has_gaps(places):
    RegisterConfirmationFactory(neighbourhood=places[2], as_at=TOLD)

    gaps = table(places)

    assert line(gaps, "food")[0] == [None, None, 0]
    assert gaps.columns[2].confirmed_on == TOLD
    assert gaps.gaps == len(gaps.lines)


def test_confirmation_of_another_register_or_a_later_day_says_nothing(places):
    RegisterConfirmationFactory(neighbourhood=places[1], as_at=TOLD, register=RegisterConfirmation.Register.ASSETS)
    RegisterConfirmationFactory(neighbourhood=places[2], as_at=date(2026, 6, 2))

    assert line(table(places), "food")[0] == [None, None, None]


def test_by_kind_leaves_out_kinds_that_are_one_person(places):
    group_in(places[0], kind="hub")
    group_in(places[0], kind="")

    gaps = table(places, KIND)

    assert line(gaps, "hub") == ([1, None, None], 1)
    assert "individual" not in {line.code for line in gaps.lines}
    assert (gaps.total, gaps.untold) == (2, 1)


def page(client, member, name="group-gaps", **asked):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"neighbourhoods:{name}", args=[member.programme.slug]), asked)


def test_cell_leads_to_the_groups_that_it_counts(client, member, places):
    group_in(places[0])
    text = page(client, member).content.decode()
    link = "theme=food&amp;place=E05000000&amp;standing=counts&amp;on="
    assert link in text

    listed = page(client, member, "group-list", theme="food", place="E05000000", standing="counts")

    assert len(listed.context["rows"]) == 1


def test_page_says_unknown_and_gap_in_words(client, member, places):
    group_in(places[0])

    text = page(client, member).content.decode()

    assert '<span class="visually-hidden">, a gap</span>' in text
    assert '<span class="visually-hidden">unknown</span>' in text
    assert "Nobody has confirmed that this register is complete" in text


def test_one_place_can_be_looked_at_alone(client, member, places):
    assert [column.place for column in page(client, member, place="E05000001").context["gaps"].columns] == [places[1]]


def test_page_takes_as_many_queries_for_many_groups(client, member, places, django_assert_max_num_queries):
    for _ in range(15):
        group_in(places[0], places[1])
    page(client, member)

    with django_assert_max_num_queries(9):
        client.get(reverse("neighbourhoods:group-gaps", args=[member.programme.slug]))


def test_no_neighbourhoods_says_what_comes_next(client, member):
    assert "No neighbourhoods yet" in page(client, member).content.decode()


def test_file_has_a_row_for_each_cell_and_total_and_leaves_unknown_empty(client, member, places):
    group_in(places[0])
    RegisterConfirmationFactory(neighbourhood=places[0], as_at=TOLD)

    text = page(client, member, "group-gaps-csv", on=ON.isoformat()).content.decode("utf-8-sig")
    rows = {(row["code"], row["area_code"]): row for row in csv.DictReader(text.splitlines())}

    assert rows["food", "E05000000"]["groups"] == "1"
    assert rows["arts", "E05000000"]["groups"] == "0"
    assert rows["food", "E05000002"]["groups"] == ""
    assert rows["food", ""]["groups"] == rows["", ""]["groups"] == "1"
    assert rows["", "E05000000"]["register_confirmed_as_at"] == "2026-05-01"
