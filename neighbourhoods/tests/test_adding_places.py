"""Places that are added by code and name alone, and how sentences call them."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.actions.areas import NeighbourhoodRefused, add_neighbourhood
from neighbourhoods.models import Neighbourhood
from neighbourhoods.reading import Places


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


def test_place_added_twice_is_there_once_and_audited_once(programme):
    places = [
        add_neighbourhood(programme=programme, code="TN-GT", name="Great Tunis", vintage="2018") for _ in range(2)
    ]
    assert places[0] == places[1]
    assert Neighbourhood.objects.get().boundary is None
    assert places[0].history.count() == 1
    programme.refresh_from_db()
    assert programme.evidence_version == 1


@pytest.mark.parametrize(("code", "name"), [("TN GT", "Great Tunis"), ("", "Great Tunis"), ("TN-GT", " ")])
def test_place_without_a_usable_code_or_a_name_is_refused(programme, code, name):
    with pytest.raises(NeighbourhoodRefused, match="needs a name, and a code of at most 20 letters"):
        add_neighbourhood(programme=programme, code=code, name=name)
    assert not Neighbourhood.objects.exists()


def test_code_of_another_place_is_refused(programme):
    add_neighbourhood(programme=programme, code="TN-GT", name="Great Tunis")
    with pytest.raises(NeighbourhoodRefused, match="TN-GT is the code of Great Tunis already"):
        add_neighbourhood(programme=programme, code="TN-GT", name="Grand Tunis")


@pytest.mark.parametrize(
    ("codes", "vintage", "words"),
    [
        (["TN-GT"], "2018", "the areas of 2018 that this programme uses"),
        (["TN-GT"], "", "this programme's areas"),
        (["E05000819"], "2017", "the wards of 2017 that this programme uses"),
        ([], "", "this programme's wards"),
    ],
)
def test_only_places_with_official_codes_are_called_wards(codes, vintage, words):
    assert Places(names=dict.fromkeys(codes, "Somewhere"), vintage=vintage).wards == words


@pytest.mark.parametrize("code", ["cohort-2", "Cohort-12", "northern-vale", "Northern-Vale"])
def test_code_that_stands_for_a_cohort_or_the_programme_is_refused(db, code):
    programme = ProgrammeFactory(slug="northern-vale")
    with pytest.raises(NeighbourhoodRefused, match=f"“{code}”.*Give the place another one"):
        add_neighbourhood(programme=programme, code=code, name="Quay North")
    assert not Neighbourhood.objects.exists()


def test_code_that_only_begins_like_a_cohorts_is_a_code(programme):
    assert add_neighbourhood(programme=programme, code="cohort-2b", name="Quay North").code == "cohort-2b"
