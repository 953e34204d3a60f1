"""The careers of the groups in a file: which profile stands on a day, and whether a row says something new of it."""

from bisect import bisect_right
from collections import defaultdict

from commissioning.ledger.reading import shown
from neighbourhoods.models import GroupProfile
from neighbourhoods.register_files.group_columns import PROFILE_COLUMNS, cell_of, kept_value

# What a new profile takes over from the one before it where the file does not say it.
TAKEN_OVER = (
    *(column.field for column in PROFILE_COLUMNS if column.field != "as_of"),
    *("merged_into_id", "ambition", "networks", "achievements", "problems"),
)


class Careers:
    """The profiles of a programme's groups: their days at once, and the ones asked for whole."""

    def __init__(self, programme):
        self.days, self.profiles = defaultdict(list), {}
        told = GroupProfile.objects.of(programme).told().order_by("as_of", "pk")
        for group, day, pk in told.values_list("group", "as_of", "pk"):
            self.days[group].append((day, pk))

    def look_up(self, asked):
        """Fetch the profiles that stand for (group, day), so that `standing` asks nothing more."""
        wanted = {pk for group, day in asked if (pk := self._standing(group, day))}
        self.profiles = GroupProfile.objects.in_bulk(wanted) if wanted else {}

    def standing(self, group, day):
        """The profile that stands for a group on a day, or None."""
        return self.profiles.get(self._standing(group, day))

    def has_any(self, group):
        return bool(self.days.get(group.pk))

    def _standing(self, group, day):
        days = self.days.get(group.pk, ()) if group.pk else ()
        place = bisect_right(days, (day, float("inf")))
        return days[place - 1][1] if place else None


class Career:
    """A group with the profile that stands on a day, or None."""

    def __init__(self, group, standing, known):
        self.group, self.standing, self.known = group, standing, known

    def profile(self, day, said, merged_into):
        """(a new profile, what it says that is new) or (None, "") where it says nothing new. `said` is by column.

        Of a group that is new itself everything is, and none of it is told.
        """
        said = {column: value for column, value in said.items() if column.field != "state" or value}
        new = {column: value for column, value in said.items() if value != self._before(column)}
        moved = bool(merged_into and self._merged_before() != merged_into.pk)
        if self.standing and not new and not moved:
            return None, ""
        kept = {name: getattr(self.standing, name) for name in TAKEN_OVER} if self.standing else {}
        kept |= {column.field: value for column, value in said.items()}
        profile = GroupProfile(group=self.group, as_of=day, source=GroupProfile.Source.FILE, **kept)
        if profile.state == GroupProfile.State.MERGED and merged_into:
            profile.merged_into = merged_into
        elif profile.state != GroupProfile.State.MERGED:
            profile.merged_into = None
        return profile, "; ".join(_says(new)) if self.group.pk else ""

    def _before(self, column):
        if self.standing:
            return kept_value(self.standing, column)
        return () if column.field == "themes" else "" if column.field in ("income_band", "confidence") else None

    def _merged_before(self):
        into = self.known.by_pk.get(self.standing.merged_into_id) if self.standing else None
        return self.known.kept(into).pk if into else None


def _says(new):
    """What a profile says that is new, field by field."""
    for column, value in new.items():
        cell = cell_of(value, column)
        yield f"{column.heading}: {'not known' if cell is None else shown(cell)}"
