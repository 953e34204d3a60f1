"""Public health profiles: published figures of neighbourhoods, kept with their interval, period and source."""

from commissioning.number_words import counted
from neighbourhoods.plans.figures import Figure, tally_figures, write_figures
from neighbourhoods.plans.plan import Plan, absent, named
from neighbourhoods.reading.fingertips import read_fingertips

SOURCE = "OHID Fingertips, public health profiles"
INVENTED = "Invented figures, laid out as OHID Fingertips"


def plan_fingertips(programme, places, upload):
    """Each row about a neighbourhood becomes a dated figure; the same measure and period is replaced."""
    reading = read_fingertips(upload.content, places)
    if reading.faults:
        return Plan(faults=reading.faults)
    # Invented figures of an invented place must not pass as published ones.
    source = INVENTED if programme.is_fictional else SOURCE
    figures = [Figure(**row._asdict(), source=source) for row in reading.rows]
    changes = tally_figures(programme, figures)
    return Plan(
        _summary(reading, changes, figures, places),
        [],
        changes.changes,
        lambda by: write_figures(programme, figures),
    )


def _summary(reading, changes, figures, places):
    labels = sorted({figure.label for figure in figures})
    said = [f"Reads {counted(len(labels), 'measure')}: {named(labels)}."] if labels else []
    said += changes.sentences("figure", "figures")
    if reading.unknown:
        said.append(f"Leaves {reading.unknown:,} unknown, because no figure is published there.")
    if reading.left_out:
        kinds = [f"{count:,} of {kind}" for kind, count in reading.elsewhere.most_common()]
        rows = counted(reading.left_out, "row")
        said.append(f"Leaves out {rows} about other areas: {named(kinds)}.")
    if reading.repeated:
        said.append(f"Leaves out {counted(reading.repeated, 'row')} that say a figure again.")
    return said + absent(places, {figure.ward for figure in figures}, "any published figure")
