"""The neighbourhoods of a programme with what pages say of each."""

from commissioning.models import Support
from neighbourhoods.population import residents_total


def neighbourhoods_of(programme):
    """Neighbourhoods by name, each with its cohort and `residents`, all who live there, or None where unknown."""
    found = list(programme.neighbourhoods.select_related("cohort").order_by("name"))
    residents = residents_total([n.pk for n in found])
    for neighbourhood in found:
        neighbourhood.programme = programme
        neighbourhood.residents = residents.get(neighbourhood.pk)
        if neighbourhood.cohort:
            neighbourhood.cohort.programme = programme
    return found


def summary_of(programme, neighbourhoods, on):
    """One line about the programme: stage, month, how many places are supported, how many people live there."""
    parts = [_where(programme, on)]
    states = [n.cohort.support_on(on) if n.cohort else Support.NOT_STARTED for n in neighbourhoods]
    order = (Support.INTENSIVE, Support.MAINTENANCE, Support.NOT_STARTED)
    counted = [(states.count(state), state) for state in order if state in states]
    words = [f"{number} {'to come' if state is Support.NOT_STARTED else f'in {state}'}" for number, state in counted]
    if any(n.cohort for n in neighbourhoods):
        parts.append(f"Neighbourhoods: {', '.join(words)}.")
    elif neighbourhoods:
        parts.append(f"{len(neighbourhoods)} neighbourhoods, in no cohort yet.")
    if people := sum(n.residents or 0 for n in neighbourhoods):
        parts.append(f"{people:,} people.")
    return " ".join(parts)


def _where(programme, on):
    """Which stage and month the programme is in on the date `on`."""
    month, last, stage = programme.month_on(on), programme.last_month, programme.stage_on(on)
    if stage:
        return f"Stage {stage.number} of 4, month {month} of {last}."
    if month < 1:
        return f"Before month 1 of {last}."
    return (
        f"After month {last}, the last." if month > last else f"Ended in month {programme.month_on(programme.ends_on)}."
    )
