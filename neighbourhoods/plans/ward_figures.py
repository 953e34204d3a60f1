"""Figures by ward as a council's open data gives them, kept with their date and source."""

from neighbourhoods.plans.figures import Figure, tally_figures, write_figures
from neighbourhoods.plans.plan import Plan, absent, named
from neighbourhoods.reading.ward_figures import read_ward_figures


def plan_ward_figures(programme, places, upload):
    """Each row becomes a dated figure; the same ward, indicator and date is replaced."""
    reading = read_ward_figures(upload.content, places)
    if reading.faults:
        return Plan(faults=reading.faults)
    figures = [Figure(*row, source=upload.filename[:200]) for row in reading.rows]
    changes = tally_figures(programme, figures)
    said = [f"Reads {named(sorted({figure.label for figure in figures}))}."] if figures else []
    said += changes.sentences("figure", "figures")
    if reading.left_out:
        said.append(f"Leaves {reading.left_out:,} unknown, because the file gives no figure there.")
    said += absent(places, {figure.ward for figure in figures}, "any figure")
    return Plan(said, [], changes.changes, lambda by: write_figures(programme, figures))
