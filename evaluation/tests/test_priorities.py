"""What neighbourhoods are ranked by, how an address asks for it, and what the ranking says of each."""

import csv
import io
from datetime import date

import pytest
from django.http import QueryDict

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.priorities.criteria import criteria_of
from evaluation.priorities.drawing import priority_map
from evaluation.priorities.files import COLUMNS, ranking_csv
from evaluation.priorities.ranked import PriorityRanking
from evaluation.tests.factories import surveyed
from neighbourhoods.models import AreaStatistic, LocalIntelligence
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db
DEPRIVATION, LIFE, ACTIVE = "stat-iod2019-imd-average-rank", "stat-life-expectancy-men", "ind-A1"


def statistic(place, measure, value, as_of=date(2019, 9, 26), label=None, unit=""):
    return AreaStatistic.objects.create(
        neighbourhood=place, measure=measure, label=label or measure, unit=unit, value=value, as_of=as_of, source="ONS"
    )


def criteria(programme, **options):
    return criteria_of(programme, Catalogue(programme), **options)


def ranking(programme, query="", **options):
    return PriorityRanking(QueryDict(query), programme, **options)


@pytest.fixture
def programme():
    """Three surveyed wards; Alder is most deprived, Cedar least active, and Birch's deprivation is not known."""
    programme, _ = surveyed({"Alder": [(30, 300)], "Birch": [(60, 300)], "Cedar": [(15, 300)]}, purposes=["baseline"])
    places = {place.name: place for place in programme.neighbourhoods.all()}
    statistic(places["Alder"], "iod2019-imd-average-rank", 1000, label="Deprivation: average rank", unit="rank")
    statistic(places["Cedar"], "iod2019-imd-average-rank", 9000, label="Deprivation: average rank", unit="rank")
    return programme


# What there is to rank by


def test_every_imported_measure_and_every_measured_indicator_of_residents_is_offered(programme):
    found = criteria(programme)
    assert set(found) >= {DEPRIVATION, ACTIVE}
    assert all(criterion.places_known for criterion in found.values())
    assert not any(key.endswith("-dk") for key in found)


@pytest.mark.parametrize(
    ("measure", "end"),
    [
        ("iod2019-imd-average-rank", "low"),
        ("life-expectancy-men", "low"),
        ("iod2019-imd-most-deprived-10", "high"),
        ("emergency-admissions", "high"),
    ],
)
def test_measures_start_with_the_end_that_usually_is_need(measure, end):
    place = NeighbourhoodFactory()
    statistic(place, measure, 5)
    assert criteria(place.programme)[f"stat-{measure}"].need_end == end


def test_little_community_life_is_need_unless_less_is_better(programme):
    found = criteria(programme)
    directions = {i.code: i.direction for i in Catalogue(programme).indicators.values()}
    indicators = {key.removeprefix("ind-"): c.need_end for key, c in found.items() if key.startswith("ind-")}
    assert indicators["A1"] == "low"
    assert all((end == "high") == (directions[code] == "down") for code, end in indicators.items())


def test_latest_figure_of_each_place_counts_and_what_came_later_can_be_left_out():
    place = NeighbourhoodFactory()
    statistic(place, "admissions", 10, date(2020, 1, 1))
    statistic(place, "admissions", 30, date(2022, 1, 1))
    assert criteria(place.programme)["stat-admissions"].of(place.code).number == 30
    earlier = criteria(place.programme, until=date(2021, 1, 1))
    assert earlier["stat-admissions"].of(place.code).number == 10


def test_surveys_held_later_can_be_left_out():
    programme, (before, _) = surveyed({"Alder": [(30, 300), (60, 300)], "Birch": [(60, 300), (60, 300)]})
    alder = programme.neighbourhoods.get(name="Alder")
    assert criteria(programme)[ACTIVE].of(alder.code).number == pytest.approx(20)
    assert criteria(programme, until=before.ends_on)[ACTIVE].of(alder.code).number == pytest.approx(10)


def test_hidden_figure_is_unknown_and_says_why():
    programme, _ = surveyed(
        {"Few": [(1, 8)], "Next": [(9, 90)], "Many": [(30, 300)], "More": [(30, 300)]}, purposes=["baseline"]
    )
    few = programme.neighbourhoods.get(name="Few")
    known = criteria(programme)[ACTIVE].of(few.code)
    assert (known.number, known.words) == (None, "Too few answers")


def test_figures_of_a_wave_that_is_not_locked_are_not_ranked_by():
    programme, _ = surveyed({"Alder": [(30, 300)]}, purposes=["baseline"], lock=False)
    assert ACTIVE not in criteria(programme)


# What an address asks for


def test_without_a_question_the_usual_criteria_count(programme):
    for place in programme.neighbourhoods.all():
        statistic(place, "life-expectancy-men", 78)
        statistic(place, "life-expectancy-women", 82)
        statistic(place, "admissions", 5)
    asked = {w.criterion.key: w.weight for w in ranking(programme).weighted}
    assert asked[DEPRIVATION] == 50
    assert asked[ACTIVE] == 50
    assert asked[LIFE] == asked["stat-life-expectancy-women"] == 25
    assert "stat-admissions" not in asked


def test_weights_ends_and_number_wanted_come_from_the_address(programme):
    asked = ranking(programme, f"w-{DEPRIVATION}=30&w-{ACTIVE}=70&d-{ACTIVE}=high&n=2")
    assert [(w.criterion.key, w.weight, w.more_is_need) for w in asked.weighted] == [
        (DEPRIVATION, 30, False),
        (ACTIVE, 70, True),
    ]
    assert asked.top == 2


def test_ticked_criteria_win_over_weights_left_from_before(programme):
    asked = ranking(programme, f"c=&c={ACTIVE}&w-{ACTIVE}=20&w-{DEPRIVATION}=30")
    assert [w.criterion.key for w in asked.weighted] == [ACTIVE]


def test_address_written_out_asks_the_same_again(programme):
    asked = ranking(programme, f"w-{DEPRIVATION}=30&w-{ACTIVE}=70&d-{ACTIVE}=high&n=2")
    again = ranking(programme, asked.address)
    assert again.address == asked.address
    assert [row.score for row in again.rows] == [row.score for row in asked.rows]


@pytest.mark.parametrize("typed", ["lots", "-1", "101", "5.5", "", "nan", "1e2", "1_0", "9" * 5000])
def test_weight_that_is_none_is_named_kept_and_counts_nothing(programme, typed):
    asked = ranking(programme, f"w-{DEPRIVATION}={typed}&w-{ACTIVE}=50")
    assert asked.wanted.faults == [
        (f"w-{DEPRIVATION}", "Deprivation: average rank: write a whole number from 0 to 100.")
    ]
    assert (asked.weighted[0].typed, asked.weighted[0].weight) == (typed, 0)
    assert asked.is_ranked


@pytest.mark.parametrize("typed", ["0", "-3", "many", "501", "", "1_0", "9" * 5000])
def test_number_wanted_that_is_none_is_named(programme, typed):
    asked = ranking(programme, f"n={typed}")
    assert asked.wanted.faults[0][0] == "n"
    assert asked.top == 6


@pytest.mark.parametrize("query", ["c=nonsense", "w-nonsense=50", "d-ind-A1=sideways", "c=", "c=%00&n=1"])
def test_nonsense_is_no_criterion(programme, query):
    assert ranking(programme, query).rows


# What the ranking says


def test_ranking_tells_score_parts_and_what_is_unknown(programme):
    rows = {row.place.name: row for row in ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=40&n=1").rows}
    assert rows["Alder"].score == 80
    assert [part.points for part in rows["Alder"].parts] == [60, 20]
    assert (rows["Cedar"].score, rows["Cedar"].rank) == (40, 2)
    birch = rows["Birch"]
    assert (birch.score, birch.parts[0].points) == (0, None)
    assert birch.missing == ("Deprivation: average rank",)
    assert (birch.lowest, birch.highest) == pytest.approx((0, 60))
    assert birch.coverage == pytest.approx(0.4)


def test_points_shown_add_up_to_the_score_shown():
    programme = ProgrammeFactory()
    for number in range(7):
        place = NeighbourhoodFactory(programme=programme)
        for step, measure in enumerate(("one", "two", "three")):
            statistic(place, measure, (number * (step + 2)) % 7)
    for row in ranking(programme, "w-stat-one=33&w-stat-two=31&w-stat-three=29").rows:
        assert sum(part.points for part in row.parts) == pytest.approx(row.score, abs=1e-9)


def test_leaving_a_criterion_out_is_told_at_the_criterion(programme):
    rows = {row.place.name: row for row in ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=40&n=1").rows}
    assert rows["Alder"].in_top
    assert [part.in_top_without for part in rows["Alder"].parts] == [False, True]
    assert [part.in_top_without for part in rows["Cedar"].parts] == [True, False]
    alone = ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=0&n=1").rows[0]
    assert [part.in_top_without for part in alone.parts] == [None, None]


def test_places_come_by_rank_then_name_and_those_without_one_last(programme):
    NeighbourhoodFactory(programme=programme, name="Aspen")
    rows = ranking(programme).rows
    assert [row.place.name for row in rows] == ["Alder", "Cedar", "Birch", "Aspen"]
    assert (rows[-1].rank, rows[-1].score, rows[-1].rank_words) == (None, None, "–")


def test_equal_scores_at_the_end_are_all_wanted(programme):
    places = programme.neighbourhoods.all()
    for place in places:
        statistic(place, "same", 5)
    asked = ranking(programme, "w-stat-same=50&n=1")
    assert [row.rank_words for row in asked.rows] == ["1=", "1=", "1="]
    assert asked.top_words == "First (3, because of equal scores): Alder, Birch, Cedar."


def test_all_weights_nought_rank_nobody(programme):
    asked = ranking(programme, f"w-{DEPRIVATION}=0&w-{ACTIVE}=0")
    assert not asked.is_ranked
    assert asked.first == []
    assert asked.top_words == "There is nothing to rank by."
    assert {row.near_words for row in asked.rows} == {""}


def test_programme_without_places_or_figures_has_an_empty_ranking():
    assert ranking(ProgrammeFactory()).rows == []
    assert priority_map(ranking(ProgrammeFactory())) is None
    assert not ranking(NeighbourhoodFactory().programme).is_ranked


def test_notes_of_local_intelligence_stand_beside_the_place_latest_first(programme):
    alder = programme.neighbourhoods.get(name="Alder")
    for words in ("Old", "New"):
        LocalIntelligence.objects.create(neighbourhood=alder, note=words)
    rows = {row.place.name: row for row in ranking(programme).rows}
    assert [note.note for note in rows["Alder"].notes] == ["New", "Old"]
    assert rows["Birch"].note is None


def test_snapshot_holds_what_the_choice_was_made_by(programme):
    alder = programme.neighbourhoods.get(name="Alder")
    kept = ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=0&n=1").snapshots[alder.pk]
    assert (kept["rank"], kept["score"], kept["places"], kept["top"], kept["stays"]) == (1, 100, 3, 1, None)
    assert [(w["criterion"], w["weight"], w["need"]) for w in kept["weights"]] == [
        ("Deprivation: average rank", 60, "low")
    ]
    assert kept["points"] == [100]


def test_shares_of_other_weightings_are_kept_only_where_some_were_tried(programme):
    both = ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=40&n=1")
    assert all(0 <= row.near <= 1 and 0 <= row.anywhere <= 1 for row in both.rows)
    alder = programme.neighbourhoods.get(name="Alder")
    assert 0 < both.snapshots[alder.pk]["stays"] < 1
    alone = ranking(programme, f"w-{DEPRIVATION}=60&n=1")
    assert {(row.near_words, row.anywhere_words) for row in alone.rows} == {("", "")}


def test_nought_is_a_value_and_a_missing_one_is_not():
    """Of three places the one with 0 is known, and least in need; the one without a figure has no score at all."""
    programme = ProgrammeFactory()
    for name, value in (("Most", 9), ("Nought", 0)):
        statistic(NeighbourhoodFactory(programme=programme, name=name), "admissions", value)
    NeighbourhoodFactory(programme=programme, name="Missing")
    rows = {row.place.name: row for row in ranking(programme, "w-stat-admissions=100&n=2").rows}
    assert [(rows[name].rank, rows[name].score) for name in ("Most", "Nought", "Missing")] == [
        (1, 100),
        (2, 0),
        (None, None),
    ]
    assert rows["Nought"].parts[0].known.words == "0"
    assert rows["Missing"].parts[0].known.words == "unknown"
    assert rows["Missing"].missing == ("admissions",)


def test_ranking_is_that_of_a_plain_calculation():
    """Five places by three criteria of the weights 100, 50 and 0, one figure missing, two equal: worked out by hand."""
    programme = ProgrammeFactory()
    figures = {"A": (10, 4, 1), "B": (20, 4, 2), "C": (30, 1, 3), "D": (40, None, 4), "E": (50, 9, 5)}
    for name, values in figures.items():
        place = NeighbourhoodFactory(programme=programme, name=name)
        for measure, value in zip(("one", "two", "three"), values, strict=True):
            if value is not None:
                statistic(place, measure, value)
    asked = ranking(programme, "w-stat-one=100&w-stat-two=50&w-stat-three=0&d-stat-two=low&n=2")
    # Need by "one": 0, 25, 50, 75, 100. By "two", low is need, of four known: 9 is 0, both 4 are 50, 1 is 100.
    expected = {"A": 50 / 3, "B": (50 + 50) / 3, "C": (100 + 100) / 3, "D": 75, "E": 200 / 3}
    rows = {row.place.name: row for row in asked.rows}
    assert {name: row.score for name, row in rows.items()} == pytest.approx(expected, abs=0.05)
    assert [(row.place.name, row.rank_words) for row in asked.rows] == [
        ("D", "1"),
        ("C", "2="),
        ("E", "2="),
        ("B", "4"),
        ("A", "5"),
    ]
    assert (rows["D"].lowest, rows["D"].highest) == pytest.approx((50, 50 + 100 / 3))
    assert [row.place.name for row in asked.first] == ["D", "C", "E"]
    assert {part.points for row in asked.rows for part in row.parts if part.criterion.name == "three"} == {None}


def test_map_outlines_the_first_and_leaves_white_what_has_no_score(programme):
    NeighbourhoodFactory(programme=programme, name="Aspen")
    drawn = priority_map(ranking(programme, "n=1"))
    assert [shape.area.name for shape in drawn.outlines] == ["Alder"]
    fills = {shape.area.name: shape.area.fill for shape in drawn.shapes}
    assert fills["Aspen"] == "unasked"
    assert "First: Alder" in [item.words for item in drawn.key]
    assert "Nothing known that counts" in [item.words for item in drawn.key]


def test_file_has_a_row_for_each_place_and_criterion_under_fixed_columns(programme):
    cohort = CohortFactory(programme=programme, number=1)
    programme.neighbourhoods.filter(name="Alder").update(cohort=cohort)
    answer = ranking_csv(ranking(programme, f"w-{DEPRIVATION}=60&w-{ACTIVE}=40&n=1"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 6
    first = rows[0]
    assert (first["rank"], first["area_name"], first["cohort"], first["score"]) == ("1", "Alder", "1", "80.0")
    assert (first["criterion"], first["value"], first["need"], first["points"]) == (
        DEPRIVATION,
        "1000.0",
        "100.0",
        "60.0",
    )
    unknown = next(row for row in rows if row["area_name"] == "Birch" and row["criterion"] == DEPRIVATION)
    assert (unknown["value"], unknown["need"], unknown["points"]) == ("", "", "")
