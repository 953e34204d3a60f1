"""Afrobarometer in Tunisia: seven districts, three rounds, imported from the codes as published.

What differs from round to round (columns, numbers of regions, codes for no answer) is in the mappings beside
the questions, in `tunisia/`; here is only the order in which things are done.
"""

import tomllib
from pathlib import Path

from django.db import transaction

from commissioning.actions.programmes import create_programme
from commissioning.models import Programme
from evaluation.actions import load_indicators
from evaluation.indicators import read_definitions
from evaluation.models import LocalIndicator
from evaluation.realdata.files import read_files, refuse_faults
from neighbourhoods.actions.areas import add_neighbourhood
from surveys.actions.bank import load_file
from surveys.actions.imports import receive_file, run_import, set_mapping
from surveys.actions.locking import lock_wave
from surveys.actions.waves import open_wave
from surveys.actions.weights import weigh_wave
from surveys.models.waves import Weighting

SLUG, FOLDER, VINTAGE = "tunisia-afrobarometer", "afrobarometer", "2018"
ABOUT_AREAS = (
    "Seven districts of Tunisia, each a group of governorates as Afrobarometer published them. Their "
    "boundaries and numbers of residents are not known here. Which interviews were made close together was "
    "not recorded, so intervals are somewhat too narrow. Data: Afrobarometer, Tunisia, rounds 5 (2013), "
    "6 (2015) and 7 (2018), afrobarometer.org."
)
NOTE = (
    "Afrobarometer, with its own weights as published. Which interviews were made close together was not "
    "recorded, so intervals are somewhat too narrow. Change from round to round is not the effect of any "
    "programme."
)
OUR_FILES = Path(__file__).parent / "tunisia"


@transaction.atomic
def build_tunisia(*, folder, by=None):
    """Load what is missing of Tunisia from `folder`, a Path, which holds the folder `afrobarometer`.

    Returns the programme with sentences on what was done. Raises FilesMissing and FilesRefused.
    """
    declared = tomllib.loads(_text("rounds.toml"))
    contents = read_files(folder / FOLDER, [each["file"] for each in declared["round"]])
    programme = Programme.objects.select_for_update(no_key=True).filter(slug=SLUG).first() or _created(declared, by)
    districts = [
        add_neighbourhood(programme=programme, code=code, name=name, vintage=VINTAGE, by=by)
        for code, name in declared["districts"].items()
    ]
    loaded = load_file(text=_text("questions.toml"), programme=programme, by=by)
    _load_indicators(programme, by)
    asked = {questionnaire.title: questionnaire for questionnaire in loaded.questionnaires}
    said = [
        _hold(programme, asked[each["questionnaire"]], each, districts, contents[each["file"]], by)
        for each in declared["round"]
    ]
    programme.refresh_from_db()
    return programme, said


def _text(name):
    return (OUR_FILES / name).read_text(encoding="utf-8")


def _created(declared, by):
    return create_programme(
        slug=SLUG,
        name="Tunisia, Afrobarometer",
        area_name="Tunisia",
        starts_on=declared["round"][0]["starts_on"].replace(day=1),
        about_areas=ABOUT_AREAS,
        by=by,
    )


def _load_indicators(programme, by):
    """Load the local indicators unless they stand there as the file has them."""
    text = _text("indicators.toml")
    stored = LocalIndicator.objects.filter(programme=programme).values_list("definition", flat=True)
    standing = [definition for one in stored for definition in read_definitions(one)[0]]
    if standing != read_definitions(text)[0]:
        load_indicators(programme=programme, text=text, by=by)


def _hold(programme, questionnaire, declared, districts, content, by):
    """One round as a wave, weighted and locked, unless it is there already; a sentence on what was done."""
    if programme.waves.filter(name=declared["name"]).exists():
        return f"{declared['name']}: there already."
    wave = open_wave(
        programme=programme,
        questionnaire=questionnaire,
        name=declared["name"],
        purpose=declared["purpose"],
        starts_on=declared["starts_on"],
        ends_on=declared["ends_on"],
        neighbourhoods=districts,
        target=declared["interviews"],
        weighting=Weighting.SUPPLIED,
        note=NOTE,
        by=by,
    )
    batch = _import(wave, declared, content, by)
    weigh_wave(wave=wave, by=by)
    lock_wave(wave=wave, by=by)
    return f"{wave}: {batch.kept:,} of {batch.rows:,} rows of {batch.filename}, weights as published, locked."


def _import(wave, declared, content, by):
    """Import the round's file as its mapping says. Every row counts, so one with a fault stops the rest."""
    batch = receive_file(wave=wave, filename=declared["file"], content=content, by=by)
    batch = set_mapping(batch=batch, toml=_text(declared["mapping"]), by=by)
    batch = run_import(batch=batch, by=by)
    refuse_faults(declared["file"], batch.faults)
    return batch
