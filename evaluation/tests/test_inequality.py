"""Gaps between groups: of the figures shown, of nobody who is hidden, and worded no stronger than they are."""

import re
from datetime import date
from pathlib import Path

import pytest

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame
from evaluation.inequality.drawing import group_figure
from evaluation.inequality.files import GROUP_COLUMNS
from evaluation.inequality.finding import finding_of, in_no_group_words
from evaluation.inequality.groups import group_tables
from evaluation.inequality.selection import InequalitySelection
from evaluation.tests.factories import answer, surveyed
from neighbourhoods.actions.areas import assign_cohort
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db

MAN, WOMAN, UNKNOWN = 1, 2, 0
BANDS = (1, 2, 3, 4)


def people(yes, total, *, sex=None, band=None, also=None):
    """`total` people, the first `yes` of them active; of both sexes and all ages in turn unless said. R4 is no."""
    return [
        (
            {"R2": 1 if i < yes else 2} | (also or {}),
            i % 2 + 1 if sex is None else sex,
            i // 2 % 4 + 1 if band is None else band,
        )
        for i in range(total)
    ]


def by_sex(men, women, size=300):
    return people(men, size, sex=MAN) + people(women, size, sex=WOMAN)


def held(programme, waves, *, method="equal", codes=("R2", "R4"), names=("Ropewalk",), unknown=()):
    """Waves with the given answers, one list for each neighbourhood of `names`; the first is the baseline.

    `unknown` are pairs of wave and neighbourhood, by number, whose residents nobody knows.
    """
    questionnaire = QuestionnaireFactory(programme=programme, codes=list(codes), published=True)
    places = [NeighbourhoodFactory(programme=programme, name=name, residents=0 if unknown else 812) for name in names]
    made = []
    for number, answers in enumerate(waves):
        wave = WaveFactory(
            programme=programme,
            questionnaire=questionnaire,
            purpose="follow-up" if number else "baseline",
            starts_on=date(2024 + number, 7, 1),
            ends_on=date(2024 + number, 7, 31),
        )
        for place, rows in zip(places, answers, strict=True):
            at = places.index(place)
            residents = None if (number, at) in unknown else 6496 + 1000 * at
            answer(SampleFactory(wave=wave, neighbourhood=place, population=residents), rows)
        weigh_wave(wave=wave, method=method)
        made.append(lock_wave(wave=wave, by=None))
    return made


def table_of(programme, wave, by="sex", code="A1", area=None):
    catalogue = Catalogue(programme)
    return group_tables(programme, wave, by, [catalogue[code]], area or programme.slug, catalogue)[code]


def first_gap(table):
    return table.gaps[0].gap


@pytest.fixture
def programme():
    return ProgrammeFactory()


def uneven(yes, size, shift=0):
    """A sample in which sexes and ages answer unequally often, so that weights differ."""
    rows = people(yes, size, band=1) + people(yes * 2, size * 2, band=2)
    return rows + people(yes * 3, size * 2 + shift, band=3, sex=WOMAN) + people(yes, size + shift, band=4, sex=MAN)


@pytest.mark.parametrize("method", ["equal", "poststratify"])
def test_gaps_are_between_the_figures_that_the_frame_shows_in_every_area(programme, method):
    names = ("Ropewalk", "Quayside", "Hillside")
    waves = [
        [uneven(8, 60), uneven(12, 70, 9), uneven(5, 55, 3)],
        [uneven(14, 60, 4), uneven(12, 75), uneven(9, 58)],
    ]
    wave = held(programme, waves, method=method, names=names)[1]
    places = list(programme.neighbourhoods.filter(name__in=names[:2]))
    assign_cohort(neighbourhoods=places, cohort=CohortFactory(programme=programme, number=1), by=None)
    areas = [programme.slug, "cohort-1", *programme.neighbourhoods.values_list("code", flat=True)]
    for area in areas:
        for by in ("sex", "age"):
            table = table_of(programme, wave, by, area=area)
            assert table.gaps
            for row in table.gaps:
                now, before, moved = row.gap.now, row.gap.before, row.gap.moved
                assert now.estimate == row.figure.estimate
                assert now.estimate - now.baseline == pytest.approx(now.change, abs=1e-9)
                assert before.estimate == row.figure.baseline
                assert before.estimate - before.baseline == pytest.approx(before.change, abs=1e-9)
                assert now.change - before.change == pytest.approx(moved.change, abs=1e-9)
        men, women = table_of(programme, wave, "sex", area=area).rows
        others = men.gap.others
        assert (others.estimate, others.low, others.high, others.n) == pytest.approx(
            (women.figure.estimate, women.figure.low, women.figure.high, women.figure.n)
        )
        assert others.change_words == women.figure.change_words


def test_neighbourhood_that_does_not_count_now_is_left_out_of_the_gap_at_the_baseline(programme):
    waves = [[by_sex(60, 90), by_sex(9, 270)]] * 2
    wave = held(programme, waves, names=("Ropewalk", "Quayside"), unknown=[(1, 1)])[1]
    gap = first_gap(table_of(programme, wave))
    assert gap.before.change == pytest.approx(-10)
    assert gap.moved.change == pytest.approx(0)


def test_of_two_groups_one_gap_is_told_against_the_other_by_name(programme):
    (wave,) = held(programme, [[by_sex(30, 90)]])
    (row,) = table_of(programme, wave).gaps
    assert (row.label, row.gap.others_label) == ("Men", "Women")
    assert row.gap.gap_words == "20 points below (−26 to −14)"
    assert row.gap.standing_words == "Clearly behind"
    assert row.gap.verdict_words == "No baseline to compare with"


@pytest.mark.parametrize(
    ("before", "after", "words", "tone"),
    [
        ((30, 90), (84, 90), "The gap closed by 18 points", "better"),
        ((30, 90), (30, 36), "The gap closed by 18 points", "neutral"),
        ((30, 90), (33, 90), "No clear change", "neutral"),
        ((60, 90), (21, 105), "The gap widened by 18 points", "worse"),
        ((90, 90), (30, 90), "A gap opened", "worse"),
        ((30, 90), (90, 30), "The gap turned round", "neutral"),
        ((84, 68), (66, 82), "Moved, but no gap is clear", "neutral"),
    ],
)
def test_what_became_of_a_gap_is_said_as_strongly_as_it_is(programme, before, after, words, tone):
    wave = held(programme, [[by_sex(*before)], [by_sex(*after)]])[1]
    gap = first_gap(table_of(programme, wave))
    assert (gap.verdict_words, gap.tone) == (words, tone)


@pytest.mark.parametrize("turned", [1, -1], ids=["the others", "the group itself"])
def test_gap_that_closed_because_those_ahead_fell_is_no_gain(programme, turned):
    wave = held(programme, [[by_sex(*(30, 90)[::turned])], [by_sex(*(30, 36)[::turned])]])[1]
    table = table_of(programme, wave)
    assert first_gap(table).is_levelled_down
    assert "no gain" in finding_of(table, Catalogue(programme)["A1"], "sex").since[0]


def ages(*counts):
    return [row for band, (yes, total) in zip(BANDS, counts, strict=True) for row in people(yes, total, band=band)]


def test_hidden_groups_are_in_no_gap_whatever_they_answered(programme):
    tables = []
    for few, paired in ((2, 10), (18, 25)):
        other = ProgrammeFactory(slug=f"p{few}")
        (wave,) = held(other, [[ages((few, 20), (paired, 100), (30, 120), (40, 130))]])
        tables.append(table_of(other, wave, "age"))
    shown = [[(row.label, row.figure, row.gap) for row in table.rows] for table in tables]
    assert [row.why[:6] for row in tables[0].rows] == ["Too fe", "Hidden", "", ""]
    assert _without_waves(shown[0]) == _without_waves(shown[1])
    assert tables[0].left_out == ("16 to 24", "25 to 44")


def _without_waves(rows):
    """Everything told of rows, as text; waves have other names in each test world."""
    gaps = [(gap.gap_words, gap.others.words, gap.now.p_value, gap.before_words) for _, _, gap in rows if gap]
    return [(label, figure.words) for label, figure, _ in rows], gaps


def test_group_hidden_at_the_baseline_is_not_among_everybody_else(programme):
    """Else the others' baseline less what is shown of them would tell it."""
    told = []
    for few in (2, 18):
        other = ProgrammeFactory(slug=f"b{few}")
        before = ages((few, 20), (20, 100), (30, 120), (40, 130))
        wave = held(other, [[before], [ages((20, 100), (20, 100), (30, 120), (40, 130))]])[1]
        table = table_of(other, wave, "age")
        told.append(_without_waves([(row.label, row.figure, row.gap) for row in table.rows]))
        assert table.left_out == ("16 to 24", "25 to 44")
        young, _, middle, _ = table.rows
        assert young.gap.others.n == 250
        assert young.gap.before is None
        assert middle.gap.others_label == "65 and over"
    assert told[0] == told[1]


def test_one_group_with_a_figure_has_no_gap(programme):
    (wave,) = held(programme, [[people(3, 20, sex=MAN) + people(60, 300, sex=WOMAN)]])
    table = table_of(programme, wave)
    assert not table.gaps
    assert "Too few answers" in finding_of(table, Catalogue(programme)["A1"], "sex").title


@pytest.mark.parametrize(
    ("unknown", "words"),
    [
        (0, "Everybody who answered is in a group."),
        (3, "Fewer than 5 did not say, so they are in no group and no figure here."),
        (40, "40 did not say, so they are in no group and no figure here."),
    ],
)
def test_people_of_unknown_sex_are_counted_and_said_to_be_in_no_group(programme, unknown, words):
    (wave,) = held(programme, [[by_sex(60, 90) + people(unknown, unknown, sex=UNKNOWN)]])
    assert in_no_group_words(table_of(programme, wave), "sex") == words


def test_number_in_no_group_is_not_told_beside_a_hidden_group(programme):
    (wave,) = held(programme, [[ages((2, 20), (20, 100), (30, 120), (40, 130)) + people(9, 40, band=UNKNOWN)]])
    table = table_of(programme, wave, "age")
    assert table.gaps
    assert table.in_no_group.unknown is None
    assert "is not told" in in_no_group_words(table, "age")


def test_groups_by_a_question_are_compared_as_asked(programme):
    load_shipped_menu()
    carers = [people(30, 150, also={"R6": 1}) + people(90, 200, also={"R6": 2}) + people(9, 40, also={"R6": -98})]
    wave = held(programme, [carers, carers], codes=("R2", "R4", "R6"))[1]
    table = table_of(programme, wave, "R6")
    (row,) = table.gaps
    assert (row.label, row.gap.others_label, row.gap.standing) == ("Yes", "No", "behind")
    assert row.gap.moved_words == "no change (−13 to 13)"
    assert table.in_no_group.unknown == 40
    assert "gave none of these answers" in in_no_group_words(table, "R6")
    finding = finding_of(table, Catalogue(programme)["A1"], "R6")
    assert finding.title == "Fewer active among those who answered “Yes” to R6"


def test_what_people_think_breaks_down_no_single_neighbourhood(programme):
    rows = [people(30, 150, also={"R12": 1}) + people(90, 200, also={"R12": 2})]
    (wave,) = held(programme, [rows], codes=("R2", "R4", "R12"))
    table = table_of(programme, wave, "R12", area=programme.neighbourhoods.get().code)
    assert "asks what people do or think" in table.why
    assert not table.rows


def test_finding_names_who_is_behind_and_how_large_a_gap_chance_could_hide(programme):
    clear, unclear = held(programme, [[by_sex(30, 90)], [by_sex(60, 66)]])
    a1 = Catalogue(programme)["A1"]
    found = finding_of(table_of(programme, clear), a1, "sex")
    assert found.title == "Fewer active among men"
    assert found.gaps == ("Men: 10%, against 30% of women, 20 points below (−26 to −14).",)
    found = finding_of(table_of(programme, unclear), a1, "sex")
    assert (found.title, found.gaps) == ("No group stands clearly apart", ())
    assert "up to 9 points" in found.caution


def test_many_groups_need_a_clearer_gap(programme):
    (wave,) = held(programme, [[ages((20, 75), (10, 75), (11, 75), (13, 75))]])
    gap = table_of(programme, wave, "age").rows[0].gap
    assert gap.now.p_value < 0.05 < gap.now.p_adjusted
    assert gap.standing == ""


def test_gap_is_drawn_from_the_group_to_everybody_else(programme):
    (wave,) = held(programme, [[by_sex(30, 90)]])
    table = table_of(programme, wave)
    axes = group_figure(table.rows).axes[0]
    spans = [sorted(line.get_xdata()) for line in axes.get_lines() if len(line.get_xdata()) == 2]
    men, women = (row.figure.estimate for row in table.rows)
    assert pytest.approx([men, women]) in spans


class TestPage:
    @pytest.fixture
    def world(self, client):
        programme, waves = surveyed(
            {"Ropewalk": [(21, 300), (36, 300)], "Quayside": [(30, 300), (60, 300)]}, method="poststratify"
        )
        client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
        return programme, waves

    def address(self, programme, ending="", **asked):
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"/programmes/{programme.slug}/inequality/{ending}?{query}"

    def test_page_begins_with_the_first_headline_and_says_what_it_found(self, world, client):
        programme, _ = world
        text = client.get(self.address(programme)).content.decode()
        assert "<h1>No group stands clearly apart</h1>" in text
        assert "Active in the community in Whole programme" in text
        assert "Counted from the registers" in text
        assert "Organisations answered" in text

    @pytest.mark.parametrize(
        "asked",
        [
            {"indicator": "NONE", "area": "nowhere", "wave": "x", "by": "shoe-size"},
            {"indicator": "A7", "wave": "999999"},
            {"indicator": "B1", "by": "R2"},
            {"wave": "1%00"},
        ],
    )
    def test_nonsense_in_the_address_gives_what_is_shown_without_it(self, world, client, asked):
        programme, _ = world
        found = client.get(self.address(programme, **asked))
        assert found.status_code == 200
        page = found.context["page"]
        assert (page.code, page.area, page.by) == ("A1", programme.slug, "age")

    def test_chosen_wave_place_and_groups_are_shown(self, world, client):
        programme, (baseline, _) = world
        place = programme.neighbourhoods.get(name="Quayside")
        found = client.get(self.address(programme, indicator="A3", area=place.code, wave=baseline.pk, by="sex"))
        page = found.context["page"]
        assert (page.code, page.area, page.wave, page.by) == ("A3", place.code, baseline, "sex")
        assert [row.figure.verdict for row in page.table.rows] == ["baseline", "baseline"]

    def test_questions_that_the_indicator_is_made_of_are_no_breakdown(self, world):
        programme, _ = world
        assert list(InequalitySelection({"indicator": "A1"}, programme).breakdowns) == ["age", "sex"]
        assert list(InequalitySelection({"indicator": "A3"}, programme).breakdowns) == ["age", "sex", "R4"]

    def test_programme_without_a_survey_is_told_what_to_do(self, client, programme):
        client.force_login(MembershipFactory(programme=programme, role=Role.COORDINATOR).user)
        text = client.get(self.address(programme)).content.decode()
        assert "Not measured yet" in text
        assert f"/programmes/{programme.slug}/surveys/" in text
        assert client.get(self.address(programme, "groups.csv")).content.count(b"\n") == 1

    def test_unlocked_wave_has_no_gaps(self, client):
        programme, _ = surveyed({"Ropewalk": [(21, 300)]}, purposes=("baseline",), lock=False)
        client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
        assert "Not measured yet" in client.get(self.address(programme)).content.decode()

    def test_file_has_the_numbers_of_the_page(self, world, client):
        programme, _ = world
        lines = client.get(self.address(programme, "groups.csv", by="sex")).content.decode("utf-8-sig").splitlines()
        head, men, women = (line.split(",") for line in lines)
        page = InequalitySelection({"by": "sex"}, programme)
        gap = page.table.gaps[0].gap
        assert float(men[head.index("gap")]) == pytest.approx(gap.gap, abs=1e-6)
        assert float(men[head.index("gap_change_p_value")]) == pytest.approx(gap.moved.p_value, abs=1e-8)
        assert men[head.index("gap_verdict")] == gap.verdict
        assert women[head.index("gap")] == ""
        assert len(men) == len(women) == len(head)

    def test_every_column_of_the_file_is_documented(self):
        page = (Path(__file__).parents[2] / "docs/data-formats/inequality.md").read_text(encoding="utf-8")
        told = re.findall(
            r"`([a-z_]+)`", " ".join(line.split("|")[1] for line in page.splitlines() if line[:3] == "| `")
        )
        assert told == list(GROUP_COLUMNS)

    def test_file_leaves_out_what_is_hidden(self, client, programme):
        (wave,) = held(programme, [[ages((2, 20), (10, 100), (30, 120), (40, 130))]])
        client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
        lines = client.get(self.address(programme, "groups.csv")).content.decode("utf-8-sig").splitlines()
        head, hidden = lines[0].split(","), lines[1].split(",")
        frame = estimates_frame(programme, breakdown="age", indicator="A1", area_kind="programme")
        assert frame["estimate"].isna().tolist() == [True, True, False, False]
        for name in ("n", "estimate", "ci_low", "gap", "others_estimate", "gap_p_value"):
            assert hidden[head.index(name)] == ""

    def test_queries_do_not_grow_with_neighbourhoods_nor_waves(self, client, django_assert_num_queries):
        for purposes, names in ((("baseline", "follow-up"), "AB"), (("baseline", "follow-up", "follow-up"), "ABCDEF")):
            programme, _ = surveyed({name: [(30, 150)] * len(purposes) for name in names}, purposes=purposes)
            client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
            with django_assert_num_queries(17):
                client.get(self.address(programme))
            with django_assert_num_queries(11):  # what was compared is kept
                client.get(self.address(programme))
