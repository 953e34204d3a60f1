"""Reading the gaps: a commissioner at a desk from the table to the groups, a fieldworker on a phone."""

import pytest

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, RegisterConfirmationFactory
from tests.browser.test_every_page import fits


@pytest.fixture
def programme(db):
    """Thirty neighbourhoods: one with a lunch club, one confirmed to have none, the others unknown."""
    programme = ProgrammeFactory(slug="here")
    places = [NeighbourhoodFactory(programme=programme, code=f"W{n:02d}", name=f"Old Harbour {n}") for n in range(30)]
    CommunityGroupFactory(
        programme=programme, name="Lunch Club", eligible_in=places[:1], eligible_in__themes=("food", "company")
    )
    RegisterConfirmationFactory(neighbourhood=places[1])
    return programme


AS_AT = "2024-12-01"  # within a year of the profile that the factory makes


def test_commissioner_goes_from_a_cell_to_its_groups(programme, page, sign_in, assert_accessible):
    sign_in(page, MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    page.goto(f"/programmes/here/groups/gaps/?on={AS_AT}")
    assert_accessible(page)
    assert fits(page)

    row = page.get_by_role("row", name="Food and cooking")
    cells = [" ".join(cell.split()) for cell in row.get_by_role("cell").all_inner_texts()]
    assert cells[:4] == ["1", "1", "0 , a gap", "? unknown"]
    row.get_by_role("cell").nth(1).get_by_role("link").click()

    page.get_by_role("heading", name="Groups", exact=True).wait_for()
    assert page.get_by_label("Theme").input_value() == "food"
    assert page.get_by_role("rowheader").all_inner_texts()[0].startswith("Lunch Club")
    page.get_by_role("link", name="All (1)").click()
    page.get_by_role("link", name="Show all, as of today").click()
    assert page.url.endswith("/groups/")


def test_fieldworker_opens_a_neighbourhood_and_searches_on_a_phone(programme, phone, sign_in, assert_accessible):
    sign_in(phone, MembershipFactory(programme=programme, role=Role.FIELDWORKER).user)
    phone.goto(f"/programmes/here/groups/gaps/?on={AS_AT}")
    phone.get_by_text("Old Harbour 0: 1 group").click()
    assert_accessible(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Friendship and befriending").first.click()

    phone.get_by_label("Name, what it does or where").fill("lunch")
    phone.get_by_role("button", name="Search").click()
    phone.get_by_role("link", name="Lunch Club").wait_for()
    phone.get_by_text("More filters, another day, another order").click()
    assert_accessible(phone)
    assert fits(phone)
