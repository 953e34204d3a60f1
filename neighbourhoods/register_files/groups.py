"""A file of groups in our own layout: what importing it would make and change."""

from collections import defaultdict
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.ledger.reading import shown
from commissioning.ledger.sheets import plain_text
from commissioning.reading.faults import Fault
from neighbourhoods.models import CommunityGroup, GroupPlace, Neighbourhood
from neighbourhoods.register_files.cells import CellReader, missing_columns
from neighbourhoods.register_files.group_columns import (
    COLUMNS,
    DAY,
    GROUP_COLUMNS,
    HEADINGS,
    IDENTIFIERS,
    MERGED_INTO,
    NEIGHBOURHOODS,
    PROFILE_COLUMNS,
    REFERENCE,
    cell_of,
    kept_value,
    parts_of,
    plain_words,
    reader_of,
)
from neighbourhoods.register_files.known import (
    LONGEST_IDENTIFIER,
    KnownGroups,
    SeveralMeant,
    note_look_alikes,
)
from neighbourhoods.register_files.names import is_nothing, known_identifier, same_name
from neighbourhoods.register_files.plan import NEW, UPDATED, Plan
from neighbourhoods.register_files.profiles import Career, Careers

SHEET = "groups"
TWICE = "Row {row} is the same group. Put all that is known of it into one row."
NO_DAY = "Profile day: say on which day it was so."


class Row(NamedTuple):
    """A row without a fault so far: its number and the meaning of its cells by heading."""

    number: int
    values: dict

    def fault(self, heading, value, reason):
        return Fault(self.number, heading, shown(value), reason)


def plan_groups(programme, content, *, with_look_alikes=True):
    """The Plan of importing the bytes of a CSV or XLSX file of groups. Raises UnreadableFile."""
    reader = CellReader(content, sheet=SHEET)
    plan = Plan(rows=reader.rows, said=reader.unread(HEADINGS))
    if fault := missing_columns(["name"], reader, "A file of groups"):
        plan.faults = [fault]
        return plan
    importer = _Importer(programme, plan, reader)
    importer.run()
    if with_look_alikes:
        note_look_alikes(plan, importer.known)
    return plan


class _Importer:
    """Compares row after row with the register."""

    def __init__(self, programme, plan, reader):
        self.programme, self.plan, self.reader = programme, plan, reader
        self.known = KnownGroups(programme)
        self.places = Places(programme)
        self.there = [column for column in COLUMNS if reader.has(column.heading)]
        self.profile_columns = [column for column in PROFILE_COLUMNS if column in self.there and column.heading != DAY]
        self.careers = Careers(programme) if self.profile_columns or reader.has(DAY) else None
        self.seen = {}

    def run(self):
        rows = self._rows()
        faulty = self.reader.faulty_rows()
        self.plan.faults = self.reader.faults
        meant = [(row, group) for row in rows if row.number not in faulty and (group := self._group(row)) is not False]
        if self.careers:
            self.careers.look_up([(group, row.values[DAY]) for row, group in meant if group and row.values.get(DAY)])
        for row, group in meant:
            self._compare(row, group)

    def _rows(self):
        """Every row with the meaning of its cells; faults are with the reader."""
        special = {NEIGHBOURHOODS: self.places.read, IDENTIFIERS: _identifiers, MERGED_INTO: self._merged_into}
        meanings = {}
        for column in self.there:
            understand = special.get(column.heading) or (reader_of(column) if column.model else _reference)
            meanings[column.heading] = self.reader.values(column.heading, understand, hide=column.hides)
        cells = zip(*meanings.values(), strict=True)
        return [
            Row(number, dict(zip(meanings, row, strict=True)))
            for number, row in zip(self.reader.numbers, cells, strict=True)
        ]

    def _merged_into(self, text):
        if not text:
            return None
        if found := self.known.by_reference(text):
            return found
        raise ValidationError("Merged into: no group in the register has this reference.")

    def _group(self, row):
        """The stored group that a row means, None for a new one, False where the row has a fault."""
        name, reference = row.values["name"], row.values.get(REFERENCE)
        identifiers = row.values.get(IDENTIFIERS) or ()
        try:
            group = self.known.find([reference, *identifiers], name)
        except SeveralMeant as error:
            return self._refuse(row, "name", name, str(error))
        for mark in self._marks(group, name, reference, identifiers):
            if (earlier := self.seen.setdefault(mark, row.number)) != row.number:
                heading, value = (REFERENCE, reference) if reference else ("name", name)
                return self._refuse(row, heading, value, TWICE.format(row=earlier))
        return group if self._holds_together(row) else False

    @staticmethod
    def _marks(group, name, reference, identifiers):
        """By what a second row of the file is told to be the same group."""
        if group:
            return [group.key]
        numbers = [known_identifier(value) for value in (reference, *identifiers) if value]
        return numbers or [("name", same_name(name))]

    def _holds_together(self, row):
        """Whether what a row says of a day has the day, and a merger its other half."""
        values = row.values
        if not values.get(DAY) and any(values[column.heading] not in (None, "", ()) for column in self.profile_columns):
            return self._refuse(row, DAY, "", NO_DAY)
        if values.get("state") == "merged" and not values.get(MERGED_INTO):
            return self._refuse(row, MERGED_INTO, "", "Merged into: write the reference of the group it merged into.")
        return True

    def _refuse(self, row, heading, value, reason):
        self.plan.faults.append(row.fault(heading, value, reason))
        return False

    def _compare(self, row, group):
        """Add to the plan what a row makes or changes."""
        is_new = group is None
        values = {column.field: row.values[column.heading] for column in GROUP_COLUMNS if column in self.there}
        how = []
        if is_new:
            group = CommunityGroup(programme=self.programme, **values)
            self.plan.new_groups.append(group)
            self.known.add(group, row.number)
        else:
            how += self._changed(group, values)
        how += self._identified(row, group, is_new)
        how += self.places.placed(row, group, is_new, self.plan)
        how += self._profiled(row, group)
        if is_new or how:
            self.plan.change(row.number, NEW if is_new else UPDATED, group.name, "; ".join(how))
        else:
            self.plan.same.add(row.number)

    def _changed(self, group, values):
        """Give a stored group the values of its row; what changed, in words."""
        changed, how = {}, []
        for column in GROUP_COLUMNS:
            if column.field in values:
                before, after = kept_value(group, column), values[column.field]
                if before != after:
                    changed[column.field] = after
                    how.append(change_words(column, before, after))
        if changed:
            self.plan.update_group(group, changed)
        return how

    def _identified(self, row, group, is_new):
        values = [row.values.get(REFERENCE), *(row.values.get(IDENTIFIERS) or ())]
        made, taken = self.known.new_identifiers(group, values)
        self.plan.identifiers += made
        for value, holder in taken:
            self.plan.note(row.number, group.name, f"{value} is an identifier of “{holder.name}”, and stays with it.")
        return [] if is_new else [f"identifier: {identifier.value}" for identifier in made]

    def _profiled(self, row, group):
        """Add a profile where the row says something new of its day; in words."""
        day = row.values.get(DAY)
        if not day:
            return []
        said = {column: row.values[column.heading] for column in self.profile_columns}
        career = Career(group, self.careers.standing(group, day), self.known)
        profile, how = career.profile(day, said, row.values.get(MERGED_INTO))
        if profile is None:
            return []
        self.plan.profiles.append(profile)
        return [f"profile of {date_format(day)}: {how}" if how else f"profile of {date_format(day)}"]


def change_words(column, before, after):
    """A change of one field as people read it."""
    words = [shown(cell_of(value, column) or "nothing") for value in (after, before)]
    return f"{column.heading}: {words[0]} (was {words[1]})"


def _reference(text):
    return _short_enough(text) if text else ""


def _identifiers(text):
    if is_nothing(text):
        return ()
    return tuple(_short_enough(part) for part in parts_of(text, lambda part: "," not in part))


def _short_enough(value):
    if len(value) > LONGEST_IDENTIFIER:
        raise ValidationError(f"An identifier has at most {LONGEST_IDENTIFIER} characters; this has {len(value)}.")
    return value


class Places:
    """The neighbourhoods of a programme by code and name, and which groups are at work in them. Two queries."""

    def __init__(self, programme):
        self.names, self.by_text = {}, defaultdict(set)
        for pk, code, name in Neighbourhood.objects.filter(programme=programme).values_list("pk", "code", "name"):
            self.names[pk] = name
            self.by_text[plain_words(plain_text(code))].add(pk)
            self.by_text[plain_words(plain_text(name))].add(pk)
        rows = GroupPlace.objects.filter(group__programme=programme).values_list("group", "neighbourhood", "until")
        self.served, self.ended = defaultdict(set), {}
        for group, place, until in rows:
            self.served[group].add(place)
            if until:
                self.ended[group, place] = until

    def read(self, text):
        """The ids of the neighbourhoods that a cell names."""
        found = []
        for part in parts_of(text, lambda part: plain_words(part) in self.by_text):
            meant = self.by_text.get(plain_words(part), set())
            if len(meant) != 1:
                why = "more than one neighbourhood is called this; write the code" if meant else self._none()
                raise ValidationError(f"Neighbourhoods: “{shown(part)}”: {why}.")
            found.extend(meant)
        return tuple(dict.fromkeys(found))

    def placed(self, row, group, is_new, plan):
        """Add the places that a row names and the group does not have yet; in words."""
        wanted = row.values.get(NEIGHBOURHOODS) or ()
        have = self.served.get(group.pk, set()) if group.pk else set()
        added = [place for place in wanted if place not in have]
        since = None if is_new or not have else row.values.get(DAY) or timezone.localdate()
        plan.places += [GroupPlace(group=group, neighbourhood_id=place, since=since) for place in added]
        self._note(row, group, set(wanted), have, plan)
        return [f"also in {self.names[place]}" for place in added] if not is_new else []

    def _note(self, row, group, wanted, have, plan):
        """Say where the register and the row differ in a way that a file does not change."""
        for place in sorted(have - wanted if wanted else ()):
            if (group.pk, place) not in self.ended:
                plan.note(row.number, group.name, f"Stays in {self.names[place]} too; end that on the group’s page.")
        for place in sorted(wanted & have):
            if until := self.ended.get((group.pk, place)):
                words = f"Left {self.names[place]} on {date_format(until)}; open the group if it is back."
                plan.note(row.number, group.name, words)

    def _none(self):
        names = sorted(self.names.values())
        listed = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        return f"no neighbourhood has this code or name. There are {listed}" if names else "there are none yet"
