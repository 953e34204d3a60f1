"""Ranking neighbourhoods with sliders, by the keyboard alone, and without any script."""

import pytest

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.tests.factories import surveyed
from evaluation.tests.test_priorities import statistic
from tests.browser.conftest import DESK

pytestmark = pytest.mark.browser


@pytest.fixture
def programme(db):
    """Alder is first on deprivation, Birch on little activity; by equal weights Alder leads."""
    programme, _ = surveyed({"Alder": [(30, 300)], "Birch": [(15, 300)], "Cedar": [(60, 300)]}, purposes=["baseline"])
    ranks = {"Alder": 1, "Birch": 3, "Cedar": 2}
    for place in programme.neighbourhoods.all():
        statistic(place, "imd-average-rank", ranks[place.name], label="Deprivation")
    return programme


def address(programme):
    return f"/programmes/{programme.slug}/neighbourhoods/priorities/?n=1"


def first(page):
    return page.locator(".fh-first a").inner_text()


def test_moving_a_slider_ranks_again_and_keeps_the_weights_in_the_address(programme, page, sign_in):
    sign_in(page, MembershipFactory(programme=programme, role=Role.STEERING).user)
    page.goto(address(programme))
    assert first(page) == "Alder"
    slider = page.get_by_label("Weight of Deprivation")
    slider.focus()
    page.keyboard.press("Home")
    page.locator(".fh-first a", has_text="Birch").wait_for()
    assert page.input_value("#w-stat-imd-average-rank") == "0"
    page.wait_for_url("**w-stat-imd-average-rank=0**")
    assert page.evaluate("document.activeElement.type") == "range"
    assert page.locator("#ranking-words").inner_text() == "First: Birch."
    assert page.locator("#ranking-table tbody tr").first.inner_text().startswith("1\tBirch")
    assert page.locator(".fh-map__supported").count() >= 1
    page.fill("#w-stat-imd-average-rank", "100")
    page.locator(".fh-first a", has_text="Alder").wait_for()
    assert slider.input_value() == "100"
    page.reload()
    assert first(page) == "Alder"
    assert page.input_value("#w-stat-imd-average-rank") == "100"


def test_without_scripts_the_button_ranks(programme, open_window, sign_in):
    page = open_window(DESK, java_script_enabled=False)
    sign_in(page, MembershipFactory(programme=programme, role=Role.STEERING).user)
    page.goto(address(programme))
    assert not page.get_by_label("Weight of Deprivation").is_visible()
    page.fill("#w-stat-imd-average-rank", "0")
    page.get_by_role("button", name="Rank", exact=True).click()
    assert first(page) == "Birch"
