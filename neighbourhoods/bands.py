"""Sex and age as the product groups people everywhere: weights, quotas, breakdowns and population tables."""

from typing import NamedTuple

SURVEY_AGE = 16
UNKNOWN = 0


class Band(NamedTuple):
    """An age band: its number (from 1), first and last age in years; no last age means "and over"."""

    number: int
    first: int
    last: int | None

    @property
    def code(self):
        return f"{self.first}-{self.last}" if self.last is not None else f"{self.first}+"

    @property
    def label(self):
        return f"{self.first} to {self.last}" if self.last is not None else f"{self.first} and over"


class Sex(NamedTuple):
    number: int
    code: str
    label: str


AGE_BANDS = (Band(1, 16, 24), Band(2, 25, 44), Band(3, 45, 64), Band(4, 65, None))
SEXES = (Sex(1, "male", "Men"), Sex(2, "female", "Women"))


def band_of(age):
    """The number of the band that an age in whole years falls in; UNKNOWN (0) below survey age."""
    return next((b.number for b in AGE_BANDS if b.first <= age and (b.last is None or age <= b.last)), UNKNOWN)
