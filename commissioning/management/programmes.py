"""How commands find the programme and the person they are asked about."""

from django.core.management.base import CommandError

from commissioning.models import Programme


def add_programme_argument(parser):
    parser.add_argument("programme", help="the programme's address, for example northern-vale")


def named_programme(slug):
    """The programme with this address, or a CommandError that says there is none."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Programme.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no programme with the address “{slug}”. Programmes: {known}.")
    return found


def named_member(slug, email):
    """The membership of the person with this e-mail address, or a CommandError that says there is none."""
    programme = named_programme(slug)
    found = programme.memberships.select_related("user", "programme").filter(user__email__iexact=email.strip()).first()
    if found is None:
        raise CommandError(f"“{email}” has no role in {programme}.")
    return found


def person_words(member):
    """A member by name and address, with the role: "Ada Moss (ada@example.org), commissioner"."""
    return f"{member.user.name} ({member.user.email}), {member.get_role_display().lower()}"
