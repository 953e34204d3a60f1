"""Official files checked and imported, and neighbourhoods put into cohorts."""

from datetime import date

import pytest

from accounts.tests.factories import UserFactory
from commissioning.models import Programme
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from neighbourhoods.actions.areas import (
    AlreadyImported,
    CohortOfAnotherProgramme,
    FileHasFaults,
    apply_area_file,
    assign_cohort,
    check_area_file,
    discard_area_file,
    recheck_area_file,
)
from neighbourhoods.models import AreaFile, AreaStatistic, Neighbourhood, PopulationGroup, SmallArea
from neighbourhoods.population import residents_total, survey_population
from neighbourhoods.tests.area_file_texts import (
    FILE_1,
    FILE_6,
    LOOKUP,
    NORTH,
    SOUTH,
    WARD_FIGURES,
    boundaries,
    census,
    feature,
    geojson,
    square,
)
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db
FILES = {
    "boundaries": boundaries(),
    "lookup": LOOKUP.encode(),
    "iod-file-6": FILE_6.encode(),
    "iod-file-1": FILE_1.encode(),
    "population": census().encode(),
    "ward-figures": WARD_FIGURES.encode(),
}


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def check(programme, person):
    """Check a file of a kind, by default the sound one."""

    def check(kind, content=None, vintage="", filename=""):
        content = FILES[kind] if content is None else content
        vintage = vintage or ("2017" if kind == "boundaries" else "")
        return check_area_file(
            programme=programme,
            kind=kind,
            filename=filename or f"{kind}.csv",
            content=content,
            vintage=vintage,
            by=person,
        )

    return check


@pytest.fixture
def bring_in(check, person):
    """Check and import sound files of some kinds."""

    def bring_in(*kinds, **given):
        return [apply_area_file(area_file=check(kind, **given), by=person) for kind in kinds][-1]

    return bring_in


def version(programme):
    return Programme.objects.get(pk=programme.pk).evidence_version


def test_checking_boundaries_says_what_they_would_do_and_does_nothing(check, person):
    area_file = check("boundaries")
    assert area_file.summary == ["Adds 2 neighbourhoods: Quay North, Quay South."]
    assert (area_file.faults, area_file.applied_at, area_file.uploaded_by) == ([], None, person)
    assert not Neighbourhood.objects.exists()


def test_importing_boundaries_makes_the_neighbourhoods_with_history(bring_in, programme, person):
    area_file = bring_in("boundaries")
    north, south = Neighbourhood.objects.all()
    assert [north.code, north.name, north.vintage, north.programme] == [
        NORTH,
        "Quay North",
        "2017",
        programme,
    ]
    assert south.boundary["type"] == "MultiPolygon"
    assert north.history.get().history_user == person
    assert area_file.applied_at
    assert bytes(AreaFile.objects.get().content) == b""
    assert area_file.history.first().history_user == person
    assert version(programme) == 1


def test_importing_boundaries_again_with_another_shape_only_redraws(bring_in, check):
    bring_in("boundaries")
    moved = geojson(feature(NORTH, "Renamed", {"type": "Polygon", "coordinates": [square(-2.31)]}))
    area_file = bring_in("boundaries", content=moved)
    north = Neighbourhood.objects.get(code=NORTH)
    assert area_file.summary == [
        "Redraws 1 neighbourhood: Renamed.",
        "Does not touch those that are not in the file: Quay South.",
    ]
    assert north.boundary["coordinates"][0][0] == [-2.31, 53.4]
    assert north.name == "Quay North"
    assert north.history.count() == 2
    assert Neighbourhood.objects.count() == 2


def test_boundaries_without_a_year_are_refused(programme, person):
    area_file = check_area_file(
        programme=programme, kind="boundaries", filename="b", content=boundaries(), vintage=" ", by=person
    )
    assert "which year" in area_file.faults[0][3]


def test_boundaries_of_another_year_are_refused_ward_by_ward(bring_in, check):
    bring_in("boundaries")
    later = geojson(feature("E05015001", "Quay North"), feature("E05015002", "Quay Marsh"))
    faults = check("boundaries", later, vintage="2023").faults
    assert [(line, value) for line, _, value, _ in faults] == [(None, "2023"), (4, "E05015001")]


@pytest.mark.parametrize(
    ("already", "kind", "first"),
    [
        ((), "lookup", "boundaries first"),
        ((), "population", "boundaries first"),
        ((), "ward-figures", "boundaries first"),
        (("boundaries",), "iod-file-6", "lookup first"),
        (("boundaries",), "iod-file-1", "lookup first"),
        (("boundaries", "lookup"), "iod-file-1", "File 6"),
    ],
)
def test_file_that_comes_too_early_says_in_one_fault_what_comes_first(bring_in, check, already, kind, first):
    if already:
        bring_in(*already)
    [[line, _, _, reason]] = check(kind).faults
    assert line is None
    assert first in reason


def test_lookup_places_lsoas_in_their_wards(bring_in):
    area_file = bring_in("boundaries", "lookup")
    assert area_file.summary == ["Adds 3 LSOAs."]
    assert list(SmallArea.objects.values_list("code", "neighbourhood__code", "vintage", "residents")) == [
        ("E01000001", NORTH, "2011", None),
        ("E01000002", NORTH, "2011", None),
        ("E01000003", SOUTH, "2011", None),
    ]


def test_lookup_that_moves_an_lsoa_keeps_its_residents_and_says_so(bring_in):
    bring_in("boundaries", "lookup", "iod-file-6")
    moved = LOOKUP.replace("E01000002,E05000001,Quay North", "E01000002,E05000002,Quay South")
    summary = bring_in("lookup", content=moved.encode()).summary
    assert summary == [
        "Changes 1 LSOA.",
        "Leaves 2 LSOAs unchanged.",
        "Moves 1 LSOA to another ward: import Files 6, 1 and 2 again.",
    ]
    small_area = SmallArea.objects.get(code="E01000002")
    assert (small_area.neighbourhood.code, small_area.residents) == (SOUTH, 500)


def test_deprivation_of_a_ward_is_weighted_by_the_residents_of_its_lsoas(bring_in):
    bring_in("boundaries", "lookup", "iod-file-6", "iod-file-1")
    found = AreaStatistic.objects.filter(neighbourhood__code=NORTH, measure__startswith="iod2019-imd")
    # 1,500 residents live in the LSOA of rank 1,000 (decile 1), 500 in the one of rank 5,000 (decile 2).
    assert dict(found.values_list("measure", "value")) == {
        "iod2019-imd-average-rank": pytest.approx(2_000),
        "iod2019-imd-most-deprived-10": pytest.approx(75),
        "iod2019-imd-most-deprived-20": pytest.approx(100),
    }
    south = AreaStatistic.objects.get(neighbourhood__code=SOUTH, measure="iod2019-imd-most-deprived-20")
    assert south.value == 0
    assert set(found.values_list("as_of", flat=True)) == {date(2019, 9, 26)}


def test_file_6_gives_wards_their_residents_of_2015(bring_in):
    bring_in("boundaries", "lookup", "iod-file-6")
    totals = AreaStatistic.objects.filter(measure="residents-mid-2015")
    assert dict(totals.values_list("neighbourhood__code", "value")) == {NORTH: 2000, SOUTH: 1200}


def test_ward_where_nobody_lives_gets_no_deprivation_figure(bring_in):
    nobody = FILE_6.replace('"1,200"', "0")
    bring_in("boundaries", "lookup")
    bring_in("iod-file-6", content=nobody.encode())
    area_file = bring_in("iod-file-1")
    assert not AreaStatistic.objects.filter(neighbourhood__code=SOUTH, measure__startswith="iod2019").exists()
    assert "Quay South" in area_file.summary[-1]


def test_new_counts_of_lsoas_say_that_weighted_figures_are_stale(bring_in, check):
    bring_in("boundaries", "lookup", "iod-file-6", "iod-file-1")
    other = FILE_6.replace('"1,500"', '"1,600"')
    assert "Import Files 1 and 2 again" in " ".join(check("iod-file-6", other.encode()).summary)


def test_population_is_kept_by_sex_and_band_and_counted_together(bring_in):
    bring_in("boundaries", "population")
    north = Neighbourhood.objects.get(code=NORTH)
    assert survey_population([north.pk])[north.pk].tolist() == [[90, 200, 200, 260], [99, 220, 220, 286]]
    assert residents_total([north.pk]) == {north.pk: 91 * 21}
    assert PopulationGroup.objects.filter(source="Census 2021", counted_on=date(2021, 3, 21)).count() == 20


def test_new_population_replaces_the_old_count(bring_in):
    bring_in("boundaries", "population")
    later = census([NORTH], male=1, female=1, period="2031-03-23").encode()
    area_file = bring_in("population", content=later, filename="later.csv")
    assert area_file.summary == [
        "Counts 182 residents of 1 neighbourhood on 23 March 2031, by sex and age band.",
        "Replaces the count of 21 March 2021.",
        "There is 1 neighbourhood without residents in the file: Quay South.",
    ]
    groups = PopulationGroup.objects.filter(neighbourhood__code=NORTH)
    assert set(groups.values_list("counted_on", "source")) == {(date(2031, 3, 23), "later.csv")}
    assert PopulationGroup.objects.count() == 20


def test_neighbourhood_without_population_is_unknown_and_not_zero():
    place = NeighbourhoodFactory()
    assert survey_population([place.pk]) == {}
    assert residents_total([place.pk]) == {}


def test_ward_figures_keep_their_date_and_source(bring_in):
    bring_in("boundaries")
    bring_in("ward-figures", filename="life-expectancy.csv")
    figure = AreaStatistic.objects.get(neighbourhood__code=NORTH)
    assert (figure.value, figure.unit, figure.as_of) == (79.5, "Years", date(2020, 3, 31))
    assert figure.source == "life-expectancy.csv"


def test_same_file_twice_is_the_same_record_and_changes_nothing(bring_in, check, programme):
    for kind in FILES:
        first = bring_in(kind)
        assert check(kind) == first
    assert AreaFile.objects.count() == len(FILES)
    assert version(programme) == len(FILES)


def test_same_bytes_before_import_are_the_same_record_read_anew(bring_in, check):
    early = check("lookup")
    bring_in("boundaries")
    again = check("lookup")
    assert (again.pk, again.faults, again.summary) == (early.pk, [], ["Adds 3 LSOAs."])


def test_file_that_was_overtaken_can_be_imported_once_more(bring_in, check):
    first = bring_in("boundaries")
    moved = geojson(feature(NORTH, "Quay North", {"type": "Polygon", "coordinates": [square(-2.31)]}))
    bring_in("boundaries", content=moved)
    again = check("boundaries")
    assert again != first
    assert again.summary[0] == "Redraws 1 neighbourhood: Quay North."


def test_importing_twice_is_refused_and_changes_nothing(bring_in, programme):
    area_file = bring_in("boundaries")
    with pytest.raises(AlreadyImported, match="already"):
        apply_area_file(area_file=area_file, by=None)
    assert version(programme) == 1


def test_file_with_a_fault_is_refused_whole(bring_in, check, programme):
    bring_in("boundaries")
    area_file = check("ward-figures", WARD_FIGURES.replace("82.1", "high").encode())
    with pytest.raises(FileHasFaults, match="a fault"):
        apply_area_file(area_file=area_file, by=None)
    assert not AreaStatistic.objects.exists()
    assert version(programme) == 1


def test_file_whose_ground_has_gone_since_the_check_is_refused(bring_in, check):
    bring_in("boundaries")
    area_file = check("lookup")
    Neighbourhood.objects.filter(code=SOUTH).delete()
    with pytest.raises(FileHasFaults):
        apply_area_file(area_file=area_file, by=None)
    assert not SmallArea.objects.exists()
    assert recheck_area_file(area_file=area_file, by=None).faults[0][2] == SOUTH


def test_figures_of_another_year_than_the_wards_are_refused(bring_in, check):
    bring_in("boundaries")
    [[_, column, value, reason]] = check("ward-figures", vintage="2023").faults
    assert (column, value) == ("vintage", "2023")
    assert "wards of 2017" in reason


def test_files_of_one_programme_leave_another_alone(bring_in):
    other = NeighbourhoodFactory(code=NORTH, name="Elsewhere")
    bring_in("boundaries", "population")
    other.refresh_from_db()
    assert (other.name, other.vintage) == ("Elsewhere", "2023")
    assert residents_total([other.pk]) == {}


def test_discarding_forgets_a_checked_file_and_keeps_an_imported_one(bring_in, check):
    discard_area_file(area_file=check("boundaries"), by=None)
    assert not AreaFile.objects.exists()
    imported = bring_in("boundaries")
    with pytest.raises(AlreadyImported):
        discard_area_file(area_file=imported, by=None)


def test_assigning_a_cohort_moves_only_those_not_in_it(person):
    cohort = CohortFactory()
    areas = NeighbourhoodFactory.create_batch(2, programme=cohort.programme)
    assert assign_cohort(neighbourhoods=areas, cohort=cohort, by=person) == 2
    risen = version(cohort.programme)
    assert assign_cohort(neighbourhoods=areas, cohort=cohort, by=person) == 0
    assert version(cohort.programme) == risen > 0
    assert assign_cohort(neighbourhoods=areas[:1], cohort=None, by=person) == 1
    assert list(cohort.neighbourhoods.all()) == areas[1:]
    assert [(entry.cohort_id, entry.history_user) for entry in areas[1].history.all()][0] == (
        cohort.pk,
        person,
    )
    assert version(cohort.programme) > risen


def test_assigning_the_cohort_of_another_programme_is_refused(person):
    cohort, stranger = CohortFactory(), NeighbourhoodFactory(name="Elsewhere")
    with pytest.raises(CohortOfAnotherProgramme, match="Elsewhere"):
        assign_cohort(neighbourhoods=[stranger], cohort=cohort, by=person)


def test_population_of_many_neighbourhoods_takes_one_query(django_assert_num_queries):
    programme = ProgrammeFactory()
    ids = [place.pk for place in NeighbourhoodFactory.create_batch(3, programme=programme, residents=10)]
    with django_assert_num_queries(1):
        tables = survey_population(ids)
    with django_assert_num_queries(1):
        totals = residents_total(ids)
    assert [tables[pk].sum() for pk in ids] == [totals[pk] for pk in ids] == [80, 80, 80]
