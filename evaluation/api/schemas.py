"""What the API answers with: every field with its meaning, which makes the OpenAPI document."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints, create_model

from evaluation.sharing.figures import COLUMNS

# A name or code to look for: without a NUL, which databases take in no text.
Named = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
WHOLE = ("goal", "n")
NUMBERS = (
    *("n_eff", "estimate", "se", "ci_low", "ci_high", "baseline_estimate", "change", "change_low", "change_high"),
    *("p_value", "p_adjusted"),
)


def _type(name):
    if name == "goal":
        return int
    if name in WHOLE:
        return int | None
    if name in NUMBERS:
        return float | None
    return date if name == "wave_date" else str


FigureOut = create_model(
    "Figure",
    __base__=Schema,
    __doc__="One figure: an indicator of an area in a wave or on a day, for everybody or a group.",
    **{name: (_type(name), Field(..., description=meaning)) for name, meaning in COLUMNS.items()},
)


class CountsWanted(Schema):
    """Which figures are asked for; everything that is left out is not narrowed down."""

    indicator: Named | None = Field(None, description="Code of an indicator, such as A1.")
    goal: int | None = Field(None, ge=1, le=6, description="Number of a goal.")
    area_kind: Literal["programme", "cohort", "neighbourhood"] | None = None
    area_code: Named | None = Field(None, description="ONS code of a neighbourhood, or code of a pooled area.")

    def given(self):
        """What was asked for, by name."""
        return self.model_dump(exclude_none=True)


class EstimatesWanted(CountsWanted):
    """The same for survey figures."""

    wave: Named | None = Field(None, description="Name of a wave.")
    breakdown: Literal["all", "sex", "age"] | None = Field(None, description="all leaves out sexes and age bands.")


class ProgrammeOut(Schema):
    """The programme that the key opens."""

    slug: str
    name: str
    area_name: str
    starts_on: date
    month: int = Field(description="The month of the programme today; 0 or less before it starts.")
    stage: int | None = Field(description="The stage that runs today.")
    is_fictional: bool
    evidence_version: int = Field(description="Rises when any survey figure may have changed.")
    register_version: int = Field(description="Rises when any count from the registers may have changed.")


class NeighbourhoodOut(Schema):
    """A neighbourhood of the programme."""

    code: str = Field(description="ONS code.")
    name: str
    vintage: str = Field(description="The year of the ward boundaries.")
    cohort: int | None = Field(description="Number of the cohort; null while it is in none.")
    support_starts_on: date | None
    residents: int | None = Field(description="All residents; null where unknown.")


class IndicatorOut(Schema):
    """How an indicator is defined."""

    code: str
    name: str
    goal: int
    headline: bool
    unit: str
    direction: str = Field(description="The way that is an improvement: up, down, or context for neither.")
    source: str = Field(description="residents or organisations (surveys), or register.")
    counted: str
    out_of: str
    questions: list[str] = Field(description="Codes of the questions it is computed from.")
    notes: str


class WaveOut(Schema):
    """A locked survey wave."""

    name: str
    purpose: str
    design: str
    audience: str
    starts_on: date
    ends_on: date
    locked_on: date
    neighbourhoods: int = Field(description="In how many neighbourhoods people were asked.")
    fingerprints: dict[str, str] = Field(description="Neighbourhood code to the SHA-256 of the sealed answers.")


class FileOut(Schema):
    """An issued file of a report, the same bytes for ever."""

    kind: str
    url: str
    sha256: str
    size: int = Field(description="In bytes.")


class ReportOut(Schema):
    """A published version of a report."""

    id: int
    version: int
    kind: str
    title: str
    stage: int | None
    neighbourhood: str | None = Field(description="ONS code.")
    as_at: date = Field(description="The day on which its evidence was read.")
    what_changed: str = Field(description="Since the version before; empty in the first.")
    fingerprint: str = Field(description="SHA-256 of its words and evidence.")
    files: list[FileOut]


class Problem(Schema):
    """Why there is no answer."""

    detail: str
