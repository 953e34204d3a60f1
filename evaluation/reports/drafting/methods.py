"""The appendix on how the figures of a report were made, and what they can be checked against."""

from django.utils import timezone

from evaluation.registers.counting import day_words
from evaluation.reports.document import Bullets, Cell, Column, Facts, Paragraph, Section, Table
from evaluation.reports.drafting.cited import definitions_fingerprint, seal_of
from surveys.models import Wave

SHORT = 16  # signs of a fingerprint that a table shows; the evidence kept with the report has all 64
HOW = (
    "Answers of residents are weighted to the age and sex of each neighbourhood’s people. Several neighbourhoods "
    "together count by how many people live in each.",
    "The interval of a figure is where the true value lies in 95 of 100 such surveys. A change is called clear where "
    "chance alone would bring it about less than once in 20 times, after allowing for the neighbourhoods compared.",
    "What organisations say is judged for the whole programme only: one neighbourhood has too few of them.",
    "A figure that rests on too few answers is not shown, nor is one from which it could be worked out. One to four "
    "people are never counted out.",
    "Groups, spaces, grants and issues are counted in full from registers as they stood on a day. No chance is in "
    "them, but what nobody wrote down is not counted.",
    "People who did not know or did not want to say are left out of a figure. Nobody’s silence counts as a no.",
    "Only surveys that were locked by the day of this report are in it. Their answers cannot change any more.",
)
DESIGNS = {
    Wave.Design.RANDOM: "random sample",
    Wave.Design.QUOTA: "quota sample: intervals are approximate",
    Wave.Design.CENSUS: "everyone was asked",
}


def methods_section(material, waves):
    """A Section on how figures were made, the surveys they come from, and the fingerprints of both."""
    programme = material.programme
    facts = Facts(
        (
            ("Evidence read on", day_words(material.on)),
            (
                "State of the evidence",
                f"survey figures {programme.evidence_version}, registers {programme.register_version}",
            ),
            ("Definitions of indicators", f"SHA-256 {definitions_fingerprint(programme)[:SHORT]}…"),
        )
    )
    blocks = (Bullets(HOW), *_surveys(waves), facts)
    return Section("methods", "Appendix: how the figures were made", blocks)


def _surveys(waves):
    if not waves:
        return [Paragraph("No figure of a survey is in this report.")]
    columns = tuple(map(Column, ("Survey", "Held", "Locked", "Neighbourhoods", "Fingerprint")))
    note = (
        "The fingerprint of a survey is made of those of its neighbourhoods’ sealed answers (SHA-256, the first "
        f"{SHORT} signs). It changes if a single answer does."
    )
    return [Table("The surveys that the figures come from", columns, tuple(map(_survey_row, waves)), note)]


def _survey_row(wave):
    held = f"{day_words(wave.starts_on)} to {day_words(wave.ends_on)}"
    locked = day_words(timezone.localdate(wave.locked_at))
    name = Cell(wave.name, note=f"{wave.questionnaire.get_audience_display().lower()}, {DESIGNS[wave.design]}")
    return name, Cell(held), Cell(locked), Cell(str(len(wave.seals))), Cell(f"{seal_of(wave)[:SHORT]}…")
