"""What the money page shows beside the budget: what support cost for each resident and each additional active one."""

from django.utils.formats import date_format

from commissioning.spending import spent_until
from evaluation.costs import PerActive, PerResident, months_of_support, shared_by_months
from evaluation.frames import figure_of, unmeasured
from evaluation.selection import coverage_words
from neighbourhoods.population import residents_total, survey_population

ACTIVE = "A1"
PARTLY = "The survey left out {names}, so the change is not that of the whole {area}."


def costs_per_resident(programme, neighbourhoods, spent, on):
    """PerResident of the neighbourhoods that have support by the date `on`, and of the whole area."""
    months = max(programme.month_on(on) - 1, 0)
    supported = [n for n in neighbourhoods if n.cohort and n.cohort.has_started(on)]
    area = programme.population or _counted(neighbourhoods)
    rows = [PerResident(f"Neighbourhoods with support ({len(supported)})", spent, _counted(supported), months)]
    return (rows if supported else []) + [PerResident(f"All of {programme.area_name}", spent, area, months)]


def _counted(neighbourhoods):
    """Residents of all the neighbourhoods; None where one is not counted."""
    found = residents_total([n.pk for n in neighbourhoods])
    return sum(found.values()) if neighbourhoods and len(found) == len(neighbourhoods) else None


class ActiveCosts:
    """The cost of an additional active resident, in the survey that asked in most neighbourhoods, the latest of those.

    `evidence` holds the estimates of A1 of locked waves, `indicator` is its definition.
    """

    def __init__(self, programme, neighbourhoods, evidence, indicator):
        self.programme, self.neighbourhoods = programme, neighbourhoods
        self.evidence, self.indicator = evidence, indicator
        self.wave = evidence.main_wave(ACTIVE)
        self.until = evidence.waves(ACTIVE).get(self.wave)
        self.spent = spent_until(programme, self.until) if self.until else None
        self.asked = {row.area_code for row in evidence.places(ACTIVE, self.wave)}
        self.adults = {pk: int(table.sum()) for pk, table in self._population().items()}
        self.months = self._months() if self.until else {}
        self.shares = shared_by_months(self.spent, self.months) if self.spent is not None else {}

    def rows(self, on):
        """PerActive of each cohort whose support has begun by the date `on`, then of the whole programme."""
        cohorts = {n.cohort.number: n.cohort for n in self.neighbourhoods if n.cohort and n.cohort.has_started(on)}
        return [self._of_cohort(cohorts[number]) for number in sorted(cohorts)] + [self._of_programme()]

    def _of_cohort(self, cohort):
        places = [n for n in self.neighbourhoods if n.cohort_id == cohort.pk]
        shares = [self.shares[n.pk] for n in places if n.pk in self.shares]
        spent = sum(shares) if shares else None
        had_none = self.until and not any(self.months[n.pk] for n in places)
        hindrance = self._too_late(cohort) if had_none else ""
        return self._cost(str(cohort), cohort.area_code, places, spent, hindrance)

    def _too_late(self, cohort):
        started = f"Support started on {date_format(cohort.support_starts_on, 'j F Y')}"
        if cohort.support_starts_on > self.until:
            return f"{started}, after this survey."
        return f"{started}, in the month of this survey."

    def _of_programme(self):
        return self._cost("Whole programme", self.programme.slug, self.neighbourhoods, self.spent)

    def _cost(self, name, area_code, places, spent, hindrance=""):
        row = next((r for r in self.evidence.series(ACTIVE, area_code) if r.wave == self.wave), None)
        if row is None:
            return PerActive(name, unmeasured(self.indicator))
        left_out = [n.name for n in places if n.code not in self.asked]
        coverage = coverage_words(row, {n.code for n in places})
        if left_out:
            hindrance = PARTLY.format(names=_few(left_out), area=name.lower().removeprefix("whole "))
        elif coverage:
            hindrance = f"In this survey only {coverage}."
        adults = [self.adults.get(n.pk) for n in places]
        return PerActive(
            name=name,
            figure=figure_of(row, self.indicator, coverage),
            spent=spent,
            adults=sum(adults) if adults and None not in adults else None,
            until=self.until,
            hindrance=hindrance,
        )

    def _population(self):
        return survey_population([n.pk for n in self.neighbourhoods])

    def _months(self):
        """Months of support that each neighbourhood had had by the survey, by its id."""
        return {
            n.pk: months_of_support(self.programme, n.cohort.starts_in_month, self.until)
            for n in self.neighbourhoods
            if n.cohort
        }


def _few(names):
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:3])} and {len(names) - 3} more"
