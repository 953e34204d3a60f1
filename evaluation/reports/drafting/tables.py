"""Tables of figures in a report, each saying the survey and the day that it comes from."""

from dataclasses import replace

from evaluation.registers.counting import day_words
from evaluation.reports import blocks

LATER = "after the end of the stage"
MOST_CONFIRMED = 4  # rows up to which each says who confirmed its register


def figures_table(material, caption, shown, heading="Where", *, is_brief=False):
    """A Table of AreaFigures, one a row; figures from after the end of what the report is about say so.

    One that `is_brief` leaves out what goes with counts, such as how many wait to be confirmed.
    """
    confirmed = [each for each in shown if each.figure.confirmed]
    left_out = {"note": "", "confirmed": ""} if is_brief else {}
    notes = [f"{each.name}: {each.note}." for each in shown if each.note]
    if len(confirmed) > MOST_CONFIRMED:
        left_out |= {"confirmed": ""}
        notes.append(f"Somebody went through the registers behind {len(confirmed)} of these {len(shown)} rows.")
    rows = [(each.name, replace(dated(each.figure, material.ends_on), **left_out), each.why) for each in shown]
    return blocks.figures_table(caption, rows, first=heading, note=" ".join(notes))


def dated(figure, ends_on=None):
    """The figure with its survey named together with the day that it stands for."""
    return replace(figure, wave_label=wave_words(figure, ends_on))


def wave_words(figure, ends_on=None):
    """Where a figure comes from, and when: "Residents 2026 (15 November 2026)"."""
    if figure.wave_on is None:
        return figure.wave_label
    day = day_words(figure.wave_on)
    words = f"{figure.wave_label} ({day})" if figure.wave_label not in ("", day) else f"registers of {day}"
    return f"{words}, {LATER}" if is_later(figure, ends_on) else words


def is_later(figure, ends_on):
    """Whether a figure is of a day after the end of what a report is about."""
    return ends_on is not None and figure.wave_on is not None and figure.wave_on > ends_on
