"""Public health profiles brought into a programme: dry run, import, the same again, and what stays untouched."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.actions.areas import FileHasFaults, apply_area_file, check_area_file
from neighbourhoods.models import AreaStatistic
from neighbourhoods.tests.area_file_texts import FINGERTIPS, NORTH, SOUTH
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db
MEASURE = "fingertips-9001-persons-all-ages"


@pytest.fixture
def programme():
    programme = ProgrammeFactory()
    for code, name in ((NORTH, "Quay North"), (SOUTH, "Quay South")):
        NeighbourhoodFactory(programme=programme, code=code, name=name, vintage="2017")
    return programme


def check(programme, text=FINGERTIPS, filename="indicators.csv"):
    return check_area_file(
        programme=programme, kind="fingertips", filename=filename, content=text.encode(), vintage="", by=None
    )


def bring_in(programme, text=FINGERTIPS):
    return apply_area_file(area_file=check(programme, text), by=None)


def test_checking_says_what_it_would_add_and_leave_out_and_adds_nothing(programme):
    area_file = check(programme)
    assert area_file.faults == []
    assert area_file.summary == [
        "Reads 3 measures: Emergency admissions (Persons, 75+ yrs, Deprivation: Most deprived, 3 years together), "
        "Good health, self-reported (%) (Female, All ages), Good health, self-reported (%) (Persons, All ages).",
        "Adds 4 figures.",
        "Leaves 1 unknown, because no figure is published there.",
        "Leaves out 2 rows about other areas: 1 of England, 1 of Districts.",
    ]
    assert not AreaStatistic.objects.exists()


def test_imported_figure_keeps_interval_count_period_and_source(programme):
    bring_in(programme)
    figure = AreaStatistic.objects.get(neighbourhood__code=NORTH, measure=MEASURE)
    assert (figure.value, figure.low, figure.high, figure.count, figure.denominator) == (74.25, 72.1, 76.3, 1485, 2000)
    assert (figure.as_of, figure.period, figure.unit) == (date(2021, 12, 31), "2021", "%")
    assert figure.source == "OHID Fingertips, public health profiles"


def test_published_nought_is_a_figure_and_a_suppressed_one_has_no_row(programme):
    bring_in(programme)
    south = AreaStatistic.objects.filter(neighbourhood__code=SOUTH)
    assert list(south.values_list("measure", "value", "note")) == [(MEASURE, 0, "Value estimated")]


def test_figures_of_an_invented_programme_do_not_pass_as_published_ones(programme):
    programme.is_fictional = True
    programme.save()
    bring_in(programme)
    assert set(AreaStatistic.objects.values_list("source", flat=True)) == {
        "Invented figures, laid out as OHID Fingertips"
    }


def test_same_file_twice_is_the_same_record_and_changes_nothing(programme):
    first = bring_in(programme)
    programme.refresh_from_db()
    before, version = list(AreaStatistic.objects.values()), programme.evidence_version
    assert check(programme) == first
    programme.refresh_from_db()
    assert (list(AreaStatistic.objects.values()), programme.evidence_version) == (before, version)


def test_revised_interval_takes_the_place_of_the_old_one(programme):
    bring_in(programme)
    revised = bring_in(programme, FINGERTIPS.replace("72.1,76.3", "71.9,76.5"))
    assert "Changes 1 figure." in revised.summary
    assert "Leaves 3 figures unchanged." in revised.summary
    figure = AreaStatistic.objects.get(neighbourhood__code=NORTH, measure=MEASURE)
    assert (figure.low, figure.high) == (71.9, 76.5)
    assert AreaStatistic.objects.count() == 4


def test_another_period_stands_beside_the_first(programme):
    bring_in(programme)
    bring_in(programme, FINGERTIPS.replace(",2021,", ",2022,").replace("20210000", "20220000"))
    periods = AreaStatistic.objects.filter(neighbourhood__code=NORTH, measure=MEASURE).values_list("period", flat=True)
    assert list(periods) == ["2021", "2022"]


def test_file_with_one_fault_is_refused_whole(programme):
    area_file = check(programme, FINGERTIPS.replace("74.25", "seventy"))
    assert [fault[:3] for fault in area_file.faults] == [[4, "Value", "seventy"]]
    with pytest.raises(FileHasFaults):
        apply_area_file(area_file=area_file, by=None)
    assert not AreaStatistic.objects.exists()


def test_file_before_any_neighbourhood_asks_for_the_boundaries():
    [[_, _, _, reason]] = check(ProgrammeFactory()).faults
    assert "Import the ward boundaries first" in reason


def test_command_imports_a_download(programme, tmp_path, capsys):
    path = tmp_path / "profiles.csv"
    path.write_text(FINGERTIPS)
    call_command("import_areas", programme.slug, fingertips=path)
    assert capsys.readouterr().out.endswith("Imported.\n")
    assert AreaStatistic.objects.count() == 4


def test_example_of_the_documentation_is_read():
    programme = ProgrammeFactory()
    for number, name in enumerate(("Quay North", "Quay South", "Mill Lane"), start=1):
        NeighbourhoodFactory(programme=programme, code=f"E0509990{number}", name=name)
    text = (settings.BASE_DIR / "docs/examples/quayside-health-profiles.csv").read_text()
    assert check(programme, text).summary[1:4] == [
        "Adds 5 figures.",
        "Leaves 1 unknown, because no figure is published there.",
        "Leaves out 1 row about other areas: 1 of England.",
    ]


def test_page_of_a_neighbourhood_shows_interval_period_and_source(client, programme):
    bring_in(programme)
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    page = client.get(reverse("evaluation:neighbourhood-detail", args=[programme.slug, NORTH])).content.decode()
    shown = " ".join(page.split())
    assert '<b class="fh-num">74.3%</b> (72.1 to 76.3)' in shown
    assert "OHID Fingertips, public health profiles, 2021" in shown
