"""The programmes made of published files, built once from them and held against figures others computed."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from commissioning.models import Programme, Role
from commissioning.tests.factories import MembershipFactory
from evaluation.models import Estimate
from evaluation.realdata import afrobarometer, trafford
from evaluation.realdata.afrobarometer import OUR_FILES
from neighbourhoods.bands import AGE_BANDS
from neighbourhoods.models import AreaStatistic, PopulationGroup, SmallArea
from surveys.actions.locking import verify_seals
from surveys.answers import BLANK, DONT_KNOW, PACKED, REFUSED
from surveys.mapping import parse_mapping
from surveys.models import Response, Sample

pytestmark = pytest.mark.realdata

INDICATORS = {
    "attended_community_meeting": "TA2",
    "would_attend_if_had_chance": "TA3",
    "joined_others_raise_issue": "TC1",
    "active_or_leader_community_group": "TA1",
    "contacted_councillor": "TF2",
    "councillors_listen_often_always": "TF1",
    "felt_unsafe_walking_ever": "TC2",
}
# The column of the harmonised table that each question became.
HARMONISED = {
    "T1": "attend_meeting",
    "T2": "raise_issue",
    "T3": "member_group",
    "T4": "contact_councillor",
    "T5": "councillors_listen",
    "T6": "unsafe_walking",
    "T7": "most_people_trust",
    "T8": "trust_neighbours",
}
DECLARED = tomllib.loads((OUR_FILES / "rounds.toml").read_text(encoding="utf-8"))
ROUNDS = {each["file"].removesuffix("_raw_codes.csv"): each for each in DECLARED["round"]}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, shared_data):
    """Both programmes, loaded with the command; taken back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_real_data", shared_data, verbosity=0)
        # PostgreSQL would else check these rows anew after every test.
        connection.check_constraints()
        yield shared_data
        transaction.set_rollback(True)


@pytest.fixture
def wards(built, db):
    """Trafford's neighbourhoods by code."""
    return {n.code: n for n in Programme.objects.get(slug=trafford.SLUG).neighbourhoods.all()}


@pytest.fixture
def tunisia(built, db):
    return Programme.objects.get(slug=afrobarometer.SLUG)


@pytest.fixture(scope="module")
def harmonised(shared_data):
    """The published table in which all rounds have the same columns, one row for each respondent."""
    return pd.read_csv(shared_data / "afrobarometer" / "harmonised_R5_R7.csv")


def raw_rows(shared_data, published):
    path = shared_data / "afrobarometer" / f"{published}_raw_codes.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# Afrobarometer: figures


def expected_rows(shared_data, indicator):
    table = pd.read_csv(shared_data / "afrobarometer" / "expected_estimates.csv")
    return list(table[table["indicator"] == indicator].itertuples())


def our_estimate(tunisia, expected):
    codes = {name: code for code, name in DECLARED["districts"].items()} | {"ALL": tunisia.slug}
    return Estimate.objects.get(
        wave__programme=tunisia,
        wave__name=ROUNDS[expected.wave]["name"],
        indicator=INDICATORS[expected.indicator],
        area_code=codes[expected.area],
        group="all",
    )


def se_of_those_who_answered(ours):
    """Our standard error in points, as if those who gave no answer had never been in the sample.

    The published file drops them first, so that it has n / (n - 1) of those who answered where we, as R's
    `subset`, keep everybody who was asked. Nothing else differs: their share in the spread is 0 in both.
    """
    n, everybody = ours.n, ours.respondents
    return 100 * ours.se * sqrt(n / (n - 1) * (everybody - 1) / everybody)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_estimates_agree_with_the_published_ones_to_their_printed_digits(tunisia, shared_data, indicator):
    rows = expected_rows(shared_data, indicator)
    assert len(rows) == 24
    for row in rows:
        ours = our_estimate(tunisia, row)
        where = (row.wave, row.area)
        assert (*where, ours.n) == (*where, row.n)
        assert (*where, round(100 * ours.estimate, 2)) == (*where, row.pct)
        assert (*where, round(se_of_those_who_answered(ours), 3)) == (*where, row.se_lin)
        assert (*where, round(ours.n_kish, 1)) == (*where, row.n_eff_kish)


def test_standard_errors_differ_from_the_printed_ones_only_where_somebody_gave_no_answer(tunisia, shared_data):
    pairs = [(row, our_estimate(tunisia, row)) for name in INDICATORS for row in expected_rows(shared_data, name)]
    apart = [(row, ours) for row, ours in pairs if round(100 * ours.se, 3) != row.se_lin]
    assert len(pairs) == 168
    assert len(apart) == 18
    assert all(ours.n < ours.respondents for _, ours in apart)
    assert max(abs(100 * ours.se - row.se_lin) for row, ours in apart) < 0.005


def test_no_figure_for_everybody_is_hidden(tunisia):
    shown = Estimate.objects.filter(wave__programme=tunisia, group="all", suppressed="")
    assert shown.count() == 168


def test_whole_country_has_no_population_and_all_respondents(tunisia):
    whole = Estimate.objects.filter(wave__programme=tunisia, area_kind="programme", group="all")
    assert set(whole.values_list("population", flat=True)) == {None}
    assert set(whole.values_list("wave__name", "respondents")) == {
        ("Round 5, 2013", 1200),
        ("Round 6, 2015", 1200),
        ("Round 7, 2018", 1199),
    }


# Afrobarometer: answers


@pytest.mark.parametrize("published", ROUNDS)
def test_regions_lead_to_the_published_districts(shared_data, harmonised, published):
    mapping = parse_mapping((OUR_FILES / ROUNDS[published]["mapping"]).read_text(encoding="utf-8"))
    districts = dict(zip(harmonised["resp"], harmonised["district"], strict=True))
    grouping = {
        (row["REGION"].removesuffix(".0"), districts[f"{published}-{row['RESPNO']}"])
        for row in raw_rows(shared_data, published)
    }
    assert {(region, DECLARED["districts"][code]) for region, code in mapping.area.codes.items()} == grouping


def test_the_same_region_number_is_another_place_in_each_round():
    texts = [(OUR_FILES / each["mapping"]).read_text(encoding="utf-8") for each in DECLARED["round"]]
    assert [parse_mapping(text).area.codes["1584"] for text in texts] == ["TN-NE", "TN-CE", "TN-CW"]


@pytest.mark.parametrize("published", ROUNDS)
def test_stored_answers_are_those_of_the_harmonised_table(tunisia, harmonised, published):
    wave = tunisia.waves.get(name=ROUNDS[published]["name"])
    codes = list(wave.questionnaire.order)
    assert Counter(_stored(wave)) == Counter(_published(harmonised[harmonised["wave"] == published], codes))


def _stored(wave):
    """District, day, sex, age band, weight and answers of each respondent; None where no answer was given."""
    fields = ("sample__neighbourhood__name", "answered_on", "sex", "age_band", "weight", "answers")
    for district, day, sex, band, weight, packed in Response.objects.of_wave(wave).values_list(*fields):
        codes_given = np.frombuffer(bytes(packed), PACKED).tolist()
        yield district, day, sex, band, round(weight, 9), tuple(v if v >= 0 else None for v in codes_given)


def _published(table, codes):
    for row in table.itertuples():
        values = [getattr(row, HARMONISED[code]) for code in codes]
        # Our options are numbered from 1, the published ones from 0.
        answers = tuple(None if pd.isna(value) else int(value) + 1 for value in values)
        band = 0 if pd.isna(row.age) else sum(row.age >= each.first for each in AGE_BANDS)
        sex = {"Male": 1, "Female": 2}[row.sex]
        yield row.district, date.fromisoformat(row.interview_date), sex, band, round(row.weight, 9), answers


def test_kinds_of_no_answer_stay_apart(tunisia):
    def kinds(name, code):
        wave = tunisia.waves.get(name=name)
        column = wave.questionnaire.order[code]
        packed = Response.objects.of_wave(wave).values_list("answers", flat=True)
        found = Counter(int(np.frombuffer(bytes(answers), PACKED)[column]) for answers in packed)
        return {kind: found[kind] for kind in (BLANK, DONT_KNOW, REFUSED)}

    # Counted in the raw codes: -1, 9 and 998 in round 5, -1, 9 and 8 in round 7.
    assert kinds("Round 5, 2013", "T6") == {BLANK: 6, DONT_KNOW: 2, REFUSED: 0}
    assert kinds("Round 7, 2018", "T5") == {BLANK: 0, DONT_KNOW: 152, REFUSED: 1}


@pytest.mark.parametrize("published", ROUNDS)
def test_dates_and_numbers_of_interviews_are_those_of_the_file(tunisia, harmonised, published):
    table, declared = harmonised[harmonised["wave"] == published], ROUNDS[published]
    days = table["interview_date"].map(date.fromisoformat)
    assert (declared["starts_on"], declared["ends_on"]) == (days.min(), days.max())
    counted = {DECLARED["districts"][code]: number for code, number in declared["interviews"].items()}
    assert counted == table["district"].value_counts().to_dict()
    samples = Sample.objects.filter(wave__programme=tunisia, wave__name=declared["name"])
    assert dict(samples.values_list("neighbourhood__name", "respondents")) == counted
    assert dict(samples.values_list("neighbourhood__name", "target")) == counted


def test_rounds_are_sealed_evidence_with_their_own_weights(tunisia):
    waves = list(tunisia.waves.order_by("starts_on"))
    assert [(wave.purpose, wave.weighting, wave.is_locked) for wave in waves] == [
        ("baseline", "supplied", True),
        ("follow-up", "supplied", True),
        ("follow-up", "supplied", True),
    ]
    assert verify_seals(programme=tunisia) == []


def test_every_wording_is_credited(tunisia):
    questions = tunisia.questions.all()
    assert len(questions) == 8
    assert all("Afrobarometer" in question.source and "Afrobarometer" in question.licence for question in questions)


# Afrobarometer: pages


def test_pages_of_tunisia_never_call_its_districts_wards(tunisia, client):
    client.force_login(MembershipFactory(programme=tunisia, role=Role.EVALUATOR).user)
    pages = [
        *((name, []) for name in ("evaluation:programme-overview", "evaluation:neighbourhood-list")),
        *((name, []) for name in ("evaluation:indicator-list", "evaluation:methods", "surveys:wave-list")),
        ("evaluation:neighbourhood-detail", ["TN-GT"]),
        ("evaluation:indicator-detail", ["TF1"]),
        ("surveys:wave-detail", [tunisia.waves.first().pk]),
    ]
    for name, rest in pages:
        response = client.get(reverse(name, args=[tunisia.slug, *rest]))
        text = re.sub(r"<[^>]+>", " ", response.content.decode())
        assert (name, rest, response.status_code) == (name, rest, 200)
        assert (name, rest, re.findall(r"\bwards?\b|\bE0\d{7}\b|England", text, re.IGNORECASE)) == (
            name,
            rest,
            [],
        )


def test_page_of_districts_says_what_they_are_and_what_is_not_known(tunisia, client):
    client.force_login(MembershipFactory(programme=tunisia).user)
    text = client.get(reverse("evaluation:neighbourhood-list", args=[tunisia.slug])).content.decode()
    for words in ("group of governorates", "somewhat too narrow", "Data: Afrobarometer"):
        assert words in text


# Trafford


def test_trafford_has_its_wards_of_2017_with_boundaries_and_no_survey(wards):
    assert len(wards) == 21
    assert all(ward.vintage == "2017" and ward.boundary for ward in wards.values())
    assert all(re.fullmatch(r"E050008\d\d", code) for code in wards)
    assert not Programme.objects.get(slug=trafford.SLUG).waves.exists()


def test_residents_of_each_ward_are_the_census_files_all_persons(wards, shared_data):
    census = pd.read_csv(shared_data / "trafford" / "census2021_ward_sex_single_year_trafford.csv")
    everybody = census[(census["sex"] == "All persons") & (census["age"] != "All Ages")]
    expected = everybody.groupby("area_code")["value"].sum().to_dict()
    groups = PopulationGroup.objects.filter(neighbourhood__in=wards.values())
    counted = Counter()
    for code, residents in groups.values_list("neighbourhood__code", "residents"):
        counted[code] += residents
    assert counted == expected
    assert counted.total() == 235_040


@pytest.fixture(scope="module")
def lsoas(shared_data):
    """Wards, ranks, deciles and residents of Trafford's LSOAs, read with pandas alone; indexed by LSOA."""

    def read(name):
        return pd.read_csv(shared_data / "trafford" / name, thousands=",", encoding="utf-8-sig", index_col=0)

    deprivation = read("trafford_File_2_IoD2019.csv")
    deprivation.columns = [name.split(" (where")[0].replace(" (IMD)", "") for name in deprivation.columns]
    residents = read("trafford_File_6_IoD2019.csv").filter(like="Total population").iloc[:, 0].rename("residents")
    return deprivation.join(residents).join(read("lsoa11_wd17_best_fit.csv")["wd17cd"])


@pytest.mark.parametrize(
    ("measure", "domain"),
    [
        ("imd", "Index of Multiple Deprivation"),
        ("income", "Income"),
        ("health", "Health Deprivation and Disability"),
        ("crime", "Crime"),
    ],
)
def test_ward_figures_are_averages_of_lsoas_by_residents(wards, lsoas, measure, domain):
    people = lsoas["residents"]
    ranks = (lsoas[f"{domain} Rank"] * people).groupby(lsoas["wd17cd"]).sum() / people.groupby(lsoas["wd17cd"]).sum()
    deprived = people.where(lsoas[f"{domain} Decile"] <= 2, 0).groupby(lsoas["wd17cd"]).sum()
    shares = 100 * deprived / people.groupby(lsoas["wd17cd"]).sum()
    assert _figures(wards, f"iod2019-{measure}-average-rank") == pytest.approx(ranks.to_dict())
    assert _figures(wards, f"iod2019-{measure}-most-deprived-20") == pytest.approx(shares.to_dict())


def _figures(wards, measure):
    found = AreaStatistic.objects.filter(neighbourhood__in=wards.values(), measure=measure)
    return dict(found.values_list("neighbourhood__code", "value"))


def test_pages_of_trafford_open_without_a_survey(wards, client):
    programme = Programme.objects.get(slug=trafford.SLUG)
    client.force_login(MembershipFactory(programme=programme).user)
    page = client.get(reverse("evaluation:neighbourhood-list", args=[programme.slug])).content.decode()
    assert "21 in Trafford" in page
    assert "Contains National Statistics data" in page
    for name in ("evaluation:programme-overview", "evaluation:indicator-list"):
        assert client.get(reverse(name, args=[programme.slug])).status_code == 200


# Both


def everything():
    """What the two programmes hold, down to the primary keys of what is computed."""
    rows = (Estimate, AreaStatistic, PopulationGroup, SmallArea, Sample, Response)
    stored = {model.__name__: sorted(model.objects.values_list("pk", flat=True)) for model in rows}
    programmes = Programme.objects.filter(slug__in=[trafford.SLUG, afrobarometer.SLUG])
    for programme in programmes:
        stored[programme.slug] = (
            programme.evidence_version,
            programme.history.count(),
            [n.history.count() for n in programme.neighbourhoods.order_by("code")],
            [(q.title, q.version, q.history.count()) for q in programme.questionnaires.all()],
            [(w.name, w.locked_at, w.imports.count()) for w in programme.waves.all()],
            [file.applied_at for file in programme.area_files.all()],
            [(i.code, i.history.count()) for i in programme.local_indicators.all()],
        )
    return stored


def test_charities_and_grants_of_trafford_are_there_to_confirm_and_the_row_left_out_is_told(wards, shared_data):
    programme = Programme.objects.get(slug=trafford.SLUG)
    charities, grants = programme.register_files.order_by("pk")
    assert (charities.counts["new"], charities.counts["faulty"]) == (735, 1)
    assert (grants.counts["new"], grants.counts["faulty"]) == (555, 0)
    assert programme.groups.filter(sector="", places=None).count() == programme.groups.count() == 735 + 283


def test_loading_again_changes_nothing(wards, tunisia, shared_data, capsys):
    before = everything()
    call_command("load_real_data", shared_data)
    assert everything() == before
    said = capsys.readouterr().out
    assert said.count("imported before") == 8
    assert said.count("there already") == 3


def test_output_names_the_files_of_other_wards_that_are_not_used(wards, shared_data, capsys):
    call_command("load_real_data", shared_data, only="trafford")
    said = capsys.readouterr().out
    assert "Not used, because they are of the wards of 2023: trafford_wards_2023_generalised.geojson" in said
    assert "Afrobarometer" not in said
