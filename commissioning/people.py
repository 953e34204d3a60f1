"""How people are called on pages: by name, or by their role alone to those who may not see personal details."""

from accounts.models import User
from commissioning.models import Role

SEE_NAMES = "commissioning.see_people"
NOBODY = "nobody yet"
OUTSIDE = "somebody who does not sign in"
LEFT = "somebody who has left"


class Naming:
    """What the people of a programme are called to one reader. The steering group reads roles, not names.

    One query for the members, and one more where somebody who has left is named.
    """

    def __init__(self, programme, viewer):
        members = programme.memberships.select_related("user")
        self.roles = {member.user_id: member.get_role_display().lower() for member in members}
        self.names = {member.user_id: str(member.user) for member in members}
        self.by_role = not viewer.has_perm(SEE_NAMES, programme)

    def __call__(self, user_id, otherwise=NOBODY):
        """The words for the person with this id; `otherwise` where there is none."""
        if user_id is None:
            return otherwise
        if self.by_role:
            return self.roles.get(user_id, LEFT)
        if user_id not in self.names:
            self.names[user_id] = str(User.objects.filter(pk=user_id).first() or LEFT)
        return self.names[user_id]

    def owner_of(self, entry):
        """Whose an entry is: a person, else a role or the words for one, else nobody yet."""
        if entry.owner_id is not None:
            return self(entry.owner_id)
        if words := getattr(entry, "owner_words", ""):
            return OUTSIDE if self.by_role else words
        role = getattr(entry, "owner_role", "")
        return Role(role).label.lower() if role else NOBODY

    def called(self, row):
        """What a row is called: its own words, or its `nameless` ones where it is a person and no names are read."""
        return (self.by_role and getattr(row, "nameless", "")) or str(row)

    def choice(self, user):
        """What a member is called where one is chosen; those who share a role are told apart by a number."""
        if not self.by_role:
            return str(user)
        role = self.roles.get(user.pk, LEFT)
        sharing = sorted(pk for pk, other in self.roles.items() if other == role)
        return f"{role} {sharing.index(user.pk) + 1}" if len(sharing) > 1 else role


def naming_for(programme, viewer):
    """The Naming of a programme for a reader, made once a request."""
    made = programme.__dict__.setdefault("_naming", {})
    if viewer.pk not in made:
        made[viewer.pk] = Naming(programme, viewer)
    return made[viewer.pk]
