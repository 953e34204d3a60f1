"""Trafford: its 21 wards of 2017 with boundaries, residents and deprivation, its charities, and the grants that the
council gave, all as published. No survey.
"""

from django.db import transaction

from commissioning.actions.programmes import create_programme
from commissioning.models import Programme
from evaluation.realdata.files import read_files, refuse_faults
from neighbourhoods.actions.areas import apply_area_file, check_area_file
from neighbourhoods.actions.register_files import apply_register_file, check_register_file
from neighbourhoods.models import AreaFile, RegisterFile
from neighbourhoods.plans import IMPORT_ORDER

SLUG, FOLDER, VINTAGE = "trafford", "trafford", "2017"
ABOUT_AREAS = (
    "The wards of Trafford by their codes of 2017. Figures of the wards of 2023, which have the same names "
    "and other boundaries, are not used. Contains National Statistics data © Crown copyright and database "
    "right; contains OS data © Crown copyright and database right; Open Government Licence v3.0."
)
Kind = AreaFile.Kind
FILES = {
    Kind.BOUNDARIES: "trafford_wards_2017_generalised.geojson",
    Kind.LOOKUP: "lsoa11_wd17_best_fit.csv",
    Kind.IOD_FILE_6: "trafford_File_6_IoD2019.csv",
    Kind.IOD_FILE_1: "trafford_File_1_IoD2019.csv",
    Kind.IOD_FILE_2: "trafford_File_2_IoD2019.csv",
    Kind.POPULATION: "census2021_ward_sex_single_year_trafford.csv",
}
# Charities first, so that a grant finds the charity that got it.
REGISTER_FILES = {
    RegisterFile.Kind.CHARITIES: "charities.csv",
    RegisterFile.Kind.GRANTS: "voluntary_sector_grants_360giving.csv",
}
OF_OTHER_WARDS = (
    "trafford_wards_2023_generalised.geojson",
    "trafford_ward23_population_mid2022.csv",
    "trafford_ward23_iod2025_index_of_multiple_deprivation.csv",
)


@transaction.atomic
def build_trafford(*, folder, today, by=None):
    """Load what is missing of Trafford from the files in `folder`, a Path, which holds the folder `trafford`.

    A programme made now starts in the month of `today`. Returns it with sentences on what was done. Raises
    FilesMissing and FilesRefused.
    """
    contents = read_files(folder / FOLDER, [*FILES.values(), *REGISTER_FILES.values()])
    programme = Programme.objects.select_for_update(no_key=True).filter(slug=SLUG).first() or _created(today, by)
    kinds = [kind for kind in IMPORT_ORDER if kind in FILES]
    said = [sentence for kind in kinds for sentence in _import(programme, kind, contents[FILES[kind]], by)]
    for kind, name in REGISTER_FILES.items():
        said += _register(programme, kind, name, contents[name], by)
    programme.refresh_from_db()
    return programme, [*said, *_left_alone(folder / FOLDER)]


def _created(today, by):
    return create_programme(
        slug=SLUG,
        name="Trafford",
        area_name="Trafford",
        starts_on=today.replace(day=1),
        about_areas=ABOUT_AREAS,
        by=by,
    )


def _import(programme, kind, content, by):
    """Import one official file unless it is imported already; sentences on what it changed."""
    area_file = check_area_file(
        programme=programme, kind=kind, filename=FILES[kind], content=content, vintage=VINTAGE, by=by
    )
    refuse_faults(FILES[kind], area_file.faults)
    if area_file.applied_at:
        return [f"{FILES[kind]}: imported before."]
    area_file = apply_area_file(area_file=area_file, by=by)
    return [f"{FILES[kind]}: {' '.join(area_file.summary)}"]


def _register(programme, kind, filename, content, by):
    """Import the good rows of a file of charities or grants; sentences on what it made, and each row left out."""
    checked = check_register_file(programme=programme, kind=kind, filename=filename, content=content, by=by)
    if checked.applied_at:
        return [f"{filename}: imported before."]
    if not checked.changes:
        refuse_faults(filename, checked.faults)
        return [f"{filename}: nothing in it is new."]
    done = apply_register_file(register_file=checked, by=by)
    left_out = [f"Row {row}, {column}, “{value}”: {reason}" for row, column, value, reason in done.faults]
    return [" ".join([f"{filename}: {done.summary[0]}", *left_out])]


def _left_alone(folder):
    """What to say of the files of the wards of 2023, where they are there too."""
    found = [name for name in OF_OTHER_WARDS if (folder / name).is_file()]
    return [f"Not used, because they are of the wards of 2023: {', '.join(found)}."] if found else []
