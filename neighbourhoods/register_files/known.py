"""The groups that a programme has, found by what files call them, and those that a file adds."""

from collections import defaultdict
from uuid import UUID

from django.db.models import OuterRef, Subquery

from neighbourhoods.groups.duplicates import ALIKE, THE_SAME, listed, pairs
from neighbourhoods.models import CommunityGroup, GroupIdentifier
from neighbourhoods.register_files.names import known_identifier, same_name, tell_apart

# The recipient of a grant that has no identifier of its own is called by this and its key when it is published.
OWN = "360G-foothold-"
FROM_FILE = "File: "
LONGEST_IDENTIFIER = GroupIdentifier._meta.get_field("value").max_length


class SeveralMeant(Exception):
    """More than one group here has this name; the message says what to do."""


class KnownGroups:
    """The standing groups of a programme by key, identifier and name. Two queries, however many there are.

    An entry that was found to be another's double stands for the one that was kept.
    """

    def __init__(self, programme):
        self.programme = programme
        history = CommunityGroup.history.filter(id=OuterRef("pk")).order_by("-history_id")
        groups = CommunityGroup.objects.of(programme).annotate(
            last_reason=Subquery(history.values("history_change_reason")[:1])
        )
        self.by_pk = {group.pk: group for group in groups}
        self.by_key, self.by_name = {}, defaultdict(list)
        for group in self.by_pk.values():
            kept = self.kept(group)
            self.by_key[str(group.key)] = kept
            if kept not in self.by_name[same_name(group.name)]:
                self.by_name[same_name(group.name)].append(kept)
        self.identifiers, self.by_identifier = defaultdict(set), {}
        for pk, value in GroupIdentifier.objects.filter(programme=programme).values_list("group", "value"):
            self._learn(self.kept(self.by_pk[pk]), value)
        self.added = {}

    def kept(self, group):
        """The group that an entry stands for."""
        seen = set()
        while group.duplicate_of_id and group.pk not in seen:
            seen.add(group.pk)
            group = self.by_pk[group.duplicate_of_id]
        return group

    def by_reference(self, reference):
        """The group with this key or identifier, or None."""
        plain = reference.strip()
        key = plain.removeprefix(OWN)
        return self.by_key.get(_plain_key(key)) or self.by_identifier.get(known_identifier(plain))

    def find(self, references, name):
        """The group that a row means, or None for one that is new: by its references, in order, else by its name.

        A group of the same name with another charity or company number is another group. Raises SeveralMeant.
        """
        for reference in references:
            if reference and (group := self.by_reference(reference)):
                return group
        numbers = {known_identifier(reference) for reference in references if reference}
        alike = [
            group
            for group in self.by_name[same_name(name)]
            if not tell_apart(numbers, self.identifiers[str(group.key)])
        ]
        if len(alike) > 1:
            raise SeveralMeant(
                f"{len(alike)} groups here are called this. Write the reference of the one that is meant."
            )
        return alike[0] if alike else None

    def add(self, group, row):
        """Know a new group, so that later rows find it."""
        self.by_key[str(group.key)] = group
        self.by_name[same_name(group.name)].append(group)
        self.added[str(group.key)] = (group, row)

    def is_new(self, group):
        return str(group.key) in self.added

    def new_identifiers(self, group, values):
        """GroupIdentifiers for those of `values` that nobody has yet, and the values that another group has."""
        made, taken = [], []
        for value in dict.fromkeys(known_identifier(value) for value in values if value):
            holder = self.by_identifier.get(value)
            if holder is None and not self._is_own(value):
                self._learn(group, value)
                made.append(GroupIdentifier(programme=self.programme, group=group, value=value))
            elif holder is not None and holder is not group:
                taken.append((value, holder))
        return made, taken

    def look_alikes(self):
        """(new group, its row, the group it looks like) for new groups whose names are much like another's."""
        groups = [group for group in self.by_pk.values() if not group.duplicate_of_id]
        groups += [group for group, _ in self.added.values()]
        old = len(groups) - len(self.added)
        rows = [None] * old + [row for _, row in self.added.values()]
        entries = [listed(place, group.name) for place, group in enumerate(groups)] if self.added else []
        for likeness in pairs(entries):
            if likeness.other >= old and likeness.score >= ALIKE:
                new, other = groups[likeness.other], groups[likeness.one]
                yield new, rows[likeness.other], other, rows[likeness.one], likeness.score == THE_SAME

    def _learn(self, group, value):
        self.by_identifier[value] = group
        self.identifiers[str(group.key)].add(value)

    def _is_own(self, value):
        return _plain_key(value.removeprefix(OWN)) in self.by_key


def note_look_alikes(plan, known):
    """Note the new groups that somebody may know under another entry."""
    for new, row, other, other_row, is_same in known.look_alikes():
        where = f"“{other.name}” in {plan.unit} {other_row}" if other_row else f"“{other.name}” in the register"
        why = "the same name" if is_same else "names much alike"
        plan.note(row, new.name, f"Looks like {where} ({why}). It is added as new; merge the two if they are one.")


def was_last_written_by_a_file(group):
    """Whether nobody has changed the entry since a file wrote it."""
    return (getattr(group, "last_reason", None) or "").startswith(FROM_FILE)


def _plain_key(text):
    try:
        return str(UUID(text))
    except ValueError:
        return ""
