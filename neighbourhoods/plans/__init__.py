"""What each kind of official file does to a programme: one module per kind, each giving a `Plan`."""

from neighbourhoods.models import AreaFile
from neighbourhoods.places import places_of
from neighbourhoods.plans.boundaries import plan_boundaries
from neighbourhoods.plans.deprivation import plan_deprivation, plan_residents
from neighbourhoods.plans.fingertips import plan_fingertips
from neighbourhoods.plans.lookup import plan_lookup
from neighbourhoods.plans.plan import Plan, Upload, refused
from neighbourhoods.plans.population import plan_population
from neighbourhoods.plans.ward_figures import plan_ward_figures
from neighbourhoods.reading.faults import Fault, listed
from neighbourhoods.reading.text import CSV, GEOJSON, why_not_text

__all__ = ["IMPORT_ORDER", "Plan", "Upload", "plan_for"]

Kind = AreaFile.Kind
PLANNERS = {
    Kind.BOUNDARIES: plan_boundaries,
    Kind.LOOKUP: plan_lookup,
    Kind.IOD_FILE_6: plan_residents,
    Kind.IOD_FILE_1: plan_deprivation,
    Kind.IOD_FILE_2: plan_deprivation,
    Kind.POPULATION: plan_population,
    Kind.WARD_FIGURES: plan_ward_figures,
    Kind.FINGERTIPS: plan_fingertips,
}
# Boundaries make neighbourhoods, the lookup places LSOAs in them, File 6 has the weights for Files 1 and 2.
IMPORT_ORDER = tuple(PLANNERS)
NO_NEIGHBOURHOODS = (
    "The programme has no neighbourhoods yet. "
    "Import the ward boundaries first: they say which neighbourhoods there are."
)
OTHER_VINTAGE = (
    "The file is said to be of the wards of {said}, not of {wards}. "
    "Figures of one year's wards say nothing about another's, so a programme keeps to one year."
)


def plan_for(programme, upload):
    """The Plan of `upload` for what `programme` has now, faults in the order of the file. Changes nothing."""
    if reason := why_not_text(upload.content, GEOJSON if upload.kind == Kind.BOUNDARIES else CSV):
        return refused(reason)
    places = places_of(programme)
    if upload.kind != Kind.BOUNDARIES and not places.names:
        return refused(NO_NEIGHBOURHOODS)
    plan = PLANNERS[upload.kind](programme, places, upload)
    faults = [*_vintage_faults(places, upload), *plan.faults]
    return Plan(faults=listed(faults)) if faults else plan


def _vintage_faults(places, upload):
    if places.vintage and upload.vintage not in ("", places.vintage):
        reason = OTHER_VINTAGE.format(said=upload.vintage, wards=places.wards)
        yield Fault(None, "vintage", upload.vintage, reason)
