"""The list of neighbourhoods: what each row says, and the orders and filters it can be put in."""

from dataclasses import dataclass

from evaluation.figures import Figure
from evaluation.frames import figure_of, unmeasured
from neighbourhoods.models import AreaStatistic, Neighbourhood
from surveys.disclosure import ShownAnswers

DEPRIVATION = "deprivation"
# The end of the measure's name, whichever year's index it is of.
OVERALL_DEPRIVATION = "imd-average-rank"
GROUPS_PER_THOUSAND = "B1"
ORDERS = {
    "name": "Name",
    "cohort": "Cohort",
    "population": "Population, largest first",
    DEPRIVATION: "Deprivation, most deprived first",
    "coverage": "Survey coverage, lowest first",
    "verdicts": "Clear improvements, most first",
    "groups": "Groups per 1,000, fewest first",
}


@dataclass(frozen=True)
class ListedPlace:
    """One neighbourhood of the list: its latest figure for each headline, its coverage and deprivation."""

    place: Neighbourhood
    figures: tuple[Figure, ...]
    answered: ShownAnswers | None
    wave: str
    deprivation: AreaStatistic | None

    @property
    def groups_per_thousand(self):
        """As the register counts them; None where they are not known."""
        return next((figure.estimate for figure in self.figures if figure.code == GROUPS_PER_THOUSAND), None)

    @property
    def improvements(self):
        """Clear changes for the better less clear changes for the worse."""
        tones = [figure.tone for figure in self.figures if figure.shown]
        return tones.count("better") - tones.count("worse")

    def matches(self, q, cohort):
        named = q.casefold() in self.place.name.casefold() or q.casefold() in self.place.code.casefold()
        in_cohort = not cohort or (str(self.place.cohort.number) if self.place.cohort else "none") == cohort
        return named and in_cohort


def listed(programme, neighbourhoods, headlines, evidence, covered):
    """A ListedPlace for each neighbourhood, by name. `covered` is of `coverage_of`."""
    latest = _latest_figures(evidence, headlines)
    answers = _latest_coverage(covered)
    deprivation = _deprivation(programme)
    return [
        ListedPlace(
            place,
            tuple(latest.get((i.code, place.code), unmeasured(i)) for i in headlines),
            *answers.get(place.pk, (None, "")),
            deprivation.get(place.pk),
        )
        for place in neighbourhoods
    ]


def sorted_by(places, order):
    """The places in one of ORDERS; those without the figure come last."""
    keys = {
        "name": lambda p: p.place.name,
        "cohort": lambda p: (p.place.cohort.number if p.place.cohort else 99, p.place.name),
        "population": lambda p: -(p.place.residents or 0),
        DEPRIVATION: lambda p: (p.deprivation is None, p.deprivation.value if p.deprivation else 0),
        "coverage": lambda p: p.answered.count / p.answered.target if p.answered and p.answered.target else 2,
        "verdicts": lambda p: (-p.improvements, p.place.name),
        "groups": lambda p: (p.groups_per_thousand is None, p.groups_per_thousand or 0, p.place.name),
    }
    return sorted(places, key=keys[order])


def _latest_figures(evidence, headlines):
    """(indicator code, neighbourhood code) -> the figure of the latest wave that was held there."""
    return {
        (indicator.code, row.area_code): figure_of(row, indicator)
        for indicator in headlines
        for wave in reversed(evidence.waves(indicator.code))
        for row in evidence.places(indicator.code, wave)
    }


def _latest_coverage(covered):
    """Neighbourhood id -> answers against target and name of its latest residents' wave."""
    found = {}
    for each in covered:
        if each.wave.questionnaire.audience == "residents":
            found |= {s.neighbourhood_id: (s.shown, each.wave.name) for s in each.samples}
    return found


def _deprivation(programme):
    """Neighbourhood id -> its latest overall deprivation figure, average rank of its small areas."""
    rows = AreaStatistic.objects.filter(
        neighbourhood__programme=programme, measure__endswith=OVERALL_DEPRIVATION
    ).order_by("as_of")
    return {row.neighbourhood_id: row for row in rows}
