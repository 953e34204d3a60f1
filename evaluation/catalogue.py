"""Which indicators a programme has: the shipped ones, and its own beside them."""

from functools import cached_property, lru_cache

from evaluation.indicators import national, read_definitions
from evaluation.models import LocalIndicator

GOALS = {
    1: "Community activity",
    2: "Strength of the community sector",
    3: "Mutual aid",
    4: "Health benefit",
    5: "Support and recognition",
    6: "Dialogue with agencies",
}


class Catalogue:
    """The indicators of one programme by code, the shipped ones first.

    A local headline takes the place of the shipped one for its goal: a goal has one headline in a programme.
    """

    def __init__(self, programme):
        local = LocalIndicator.objects.filter(programme=programme).values_list("definition", flat=True)
        own = [indicator for text in local for indicator in _read(text)]
        self.indicators = dict(national()) | {indicator.code: indicator for indicator in own}
        self._own = {indicator.code for indicator in own}

    def __getitem__(self, code):
        return self.indicators[code]

    def __contains__(self, code):
        return code in self.indicators

    @cached_property
    def readings(self):
        """Every indicator by code, each alternative reading after its indicator."""
        found = {}
        for code, indicator in self.indicators.items():
            found[code] = indicator
            if other := indicator.as_alternative():
                found[other.code] = other
        return found

    def of_goal(self, goal):
        """Indicators of one goal, the headline first, then in the order of the files."""
        headline = self.headlines.get(goal)
        rest = [one for one in self.indicators.values() if one.goal == goal and one is not headline]
        return [headline, *rest] if headline else rest

    @cached_property
    def headlines(self):
        """Goal number -> its headline indicator."""
        found = {}
        for indicator in self.indicators.values():
            if indicator.headline and (indicator.goal not in found or indicator.code in self._own):
                found[indicator.goal] = indicator
        return found

    def computed_for(self, audience):
        """What a survey of `audience` may answer, each alternative reading after its indicator."""
        return [indicator for indicator in self.readings.values() if indicator.audience == audience]


@lru_cache(maxsize=512)
def _read(text):
    definitions, faults = read_definitions(text)
    if faults:
        raise ValueError(" ".join(map(str, faults)))
    return tuple(definitions)
