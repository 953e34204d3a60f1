"""The import_areas command, with small files and with the real ones."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import AreaFile, AreaStatistic, Neighbourhood, PopulationGroup, SmallArea
from neighbourhoods.population import survey_population
from neighbourhoods.tests.area_file_texts import FILE_1, FILE_6, LOOKUP, WARD_FIGURES, boundaries, census

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="quay")


@pytest.fixture
def files(tmp_path):
    """Sound files in a folder, by the command's option."""
    contents = {
        "boundaries": boundaries(),
        "lookup": LOOKUP.encode(),
        "iod_file_6": FILE_6.encode(),
        "iod_file_1": FILE_1.encode(),
        "population": census().encode(),
        "ward_figures": WARD_FIGURES.encode(),
    }
    paths = {option: tmp_path / f"{option}.csv" for option in contents}
    for option, path in paths.items():
        path.write_bytes(contents[option])
    return paths


def counts():
    return [model.objects.count() for model in (Neighbourhood, SmallArea, PopulationGroup, AreaStatistic, AreaFile)]


def test_command_imports_all_files_whatever_their_order(programme, files, capsys):
    call_command("import_areas", "quay", vintage="2017", **dict(reversed(files.items())))
    said = capsys.readouterr().out
    assert counts() == [2, 3, 20, 2 + 6 + 2, 6]
    assert "Adds 2 neighbourhoods: Quay North, Quay South." in said
    assert said.endswith("Imported.\n")
    assert not AreaFile.objects.filter(applied_at=None).exists()


def test_command_run_twice_changes_nothing(programme, files, capsys):
    call_command("import_areas", "quay", vintage="2017", **files)
    before = counts()
    programme.refresh_from_db()
    version = programme.evidence_version
    capsys.readouterr()
    call_command("import_areas", "quay", vintage="2017", **files)
    programme.refresh_from_db()
    assert counts() == before
    assert programme.evidence_version == version
    said = capsys.readouterr().out
    assert said.count("already. Nothing in it is new.") == 6
    assert said.endswith("Nothing was changed.\n")
    assert "Adds" not in said


def test_command_with_one_new_file_says_how_many_were_there_already(programme, files, capsys):
    call_command("import_areas", "quay", vintage="2017", boundaries=files["boundaries"])
    capsys.readouterr()
    call_command("import_areas", "quay", vintage="2017", boundaries=files["boundaries"], lookup=files["lookup"])
    assert capsys.readouterr().out.endswith("Imported 1 of 2 files; the others were there already.\n")


def test_command_as_dry_run_says_everything_and_changes_nothing(programme, files, capsys):
    call_command("import_areas", "quay", vintage="2017", dry_run=True, **files)
    said = capsys.readouterr().out
    assert "Turns 3 LSOAs into figures of 2 wards" in said
    assert said.endswith("Dry run: nothing was changed.\n")
    assert counts() == [0, 0, 0, 0, 0]


def test_command_with_a_fault_in_the_last_file_imports_none(programme, files, capsys):
    files["ward_figures"].write_text(WARD_FIGURES.replace("82.1", "high"))
    with pytest.raises(CommandError, match="Nothing was imported: 1 fault") as stop:
        call_command("import_areas", "quay", vintage="2017", **files)
    assert stop.value.returncode == 1
    assert "line 3, value, “high”: This is not a number" in capsys.readouterr().out
    assert counts() == [0, 0, 0, 0, 0]


def test_command_for_an_unknown_programme_names_those_there_are(programme, files):
    with pytest.raises(CommandError, match="no programme with the address “key”. Programmes: quay"):
        call_command("import_areas", "key", vintage="2017", **files)


def test_command_without_files_or_with_a_missing_one_says_so(programme, tmp_path):
    with pytest.raises(CommandError, match="at least one file"):
        call_command("import_areas", "quay")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_areas", "quay", lookup=tmp_path / "missing.csv")


@pytest.fixture
def trafford(shared_data):
    """The real files, by the command's option."""
    folder = shared_data / "trafford"
    return {
        "boundaries": folder / "trafford_wards_2017_generalised.geojson",
        "lookup": folder / "lsoa11_wd17_best_fit.csv",
        "population": folder / "census2021_ward_sex_single_year_trafford.csv",
        "iod_file_1": folder / "trafford_File_1_IoD2019.csv",
        "iod_file_2": folder / "trafford_File_2_IoD2019.csv",
        "iod_file_6": folder / "trafford_File_6_IoD2019.csv",
    }


@pytest.mark.realdata
def test_real_files_of_trafford_are_imported_whole(programme, trafford):
    call_command("import_areas", "quay", vintage="2017", verbosity=0, **trafford)
    assert Neighbourhood.objects.filter(vintage="2017").exclude(boundary=None).count() == 21
    assert SmallArea.objects.exclude(residents=None).count() == 138
    # The sums of the published columns, taken from the files with a spreadsheet's SUM.
    assert PopulationGroup.objects.aggregate(all=Sum("residents"))["all"] == 235_040
    assert SmallArea.objects.aggregate(all=Sum("residents"))["all"] == 232_975
    codes = dict(Neighbourhood.objects.values_list("code", "pk"))
    assert {table.shape for table in survey_population(codes.values()).values()} == {(2, 4)}
    # 21 wards x (8 domains x 3 measures + residents).
    assert AreaStatistic.objects.count() == 21 * 25


@pytest.mark.realdata
def test_real_deprivation_of_a_ward_is_what_a_plain_sum_over_its_lsoas_gives(programme, trafford):
    call_command("import_areas", "quay", vintage="2017", verbosity=0, **trafford)
    by_lsoa = {}
    for option, place in (("lookup", 1), ("iod_file_1", -2), ("iod_file_6", 4)):
        for row in _plain_rows(trafford[option]):
            by_lsoa.setdefault(row[0], {})[option] = row[place]
    clifford = [lsoa for lsoa in by_lsoa.values() if lsoa["lookup"] == "E05000825"]
    people = [int(lsoa["iod_file_6"].replace(",", "")) for lsoa in clifford]
    ranks = [int(lsoa["iod_file_1"].replace(",", "")) for lsoa in clifford]
    expected = sum(rank * weight for rank, weight in zip(ranks, people, strict=True)) / sum(people)
    figure = AreaStatistic.objects.get(neighbourhood__code="E05000825", measure="iod2019-imd-average-rank")
    assert len(clifford) == 7
    assert figure.value == pytest.approx(expected)


def _plain_rows(path):
    """The rows of a CSV file below the headings, read without the product."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))[1:]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("ward_figures", "trafford_ward23_iod2025_index_of_multiple_deprivation.csv"),
        ("ward_figures", "trafford_ward23_population_mid2022.csv"),
        ("boundaries", "trafford_wards_2023_generalised.geojson"),
    ],
)
def test_real_files_of_wards_2023_are_refused_in_a_programme_of_2017(
    programme, trafford, shared_data, capsys, option, name
):
    call_command("import_areas", "quay", vintage="2017", verbosity=0, **trafford)
    before = counts()
    capsys.readouterr()
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_areas", "quay", vintage="2017", **{option: shared_data / "trafford" / name})
    said = capsys.readouterr().out
    assert "“E05015239”" in said
    assert "in the wards of 2017 that this programme uses, Altrincham is E05000819".casefold() in said.casefold()
    assert counts() == before


@pytest.mark.realdata
def test_real_figures_of_wards_2023_fit_a_programme_of_2023(programme, shared_data):
    folder = shared_data / "trafford"
    call_command(
        "import_areas",
        "quay",
        vintage="2023",
        boundaries=folder / "trafford_wards_2023_generalised.geojson",
        ward_figures=folder / "trafford_ward23_population_mid2022.csv",
    )
    altrincham = AreaStatistic.objects.get(neighbourhood__code="E05015239")
    assert (altrincham.value, altrincham.measure) == (10_972, "total-resident-population")
