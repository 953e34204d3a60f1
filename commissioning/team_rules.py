"""What a post and an appointment must be, beside what the database itself refuses: reasons stand at their field.

The models call these when they are cleaned, so that a form tells of them and an action, which holds the programme
meanwhile, refuses them.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError

from commissioning.framework import skills
from commissioning.shares import day_words, first_excess, meet, share_of, share_words
from commissioning.signals import appointment_checked

MOST_TEAMS = 99


def check_dates(row, what):
    """Refuse a row that ends before it starts. Without both dates there is nothing to compare."""
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise ValidationError(
            {"ends_on": f"{what} cannot end on {day_words(row.ends_on)}: it starts on {day_words(row.starts_on)}."}
        )


def as_stored(row):
    """The row as the database has it now, whatever was read before the programme was held; None if it is gone."""
    return type(row)._base_manager.filter(pk=row.pk).first()


def is_share(fte):
    """Whether a number can be a share of full time."""
    return fte is not None and 0 < fte <= 1


def check_post(post):
    """Refuse a post with an impossible team, or a share smaller than what it is held with."""
    if post.team is not None and not 1 <= post.team <= MOST_TEAMS:
        reason = f"Teams are numbered from 1 to {MOST_TEAMS}. Leave this empty for the core team."
        raise ValidationError({"team": reason})
    if post.pk is None or not is_share(post.fte):
        return
    excess = first_excess([share_of(held) for held in post.appointments.all()], post.fte)
    if excess:
        reason = f"The post is held with {excess.words}. Put the appointments right first."
        raise ValidationError({"fte": reason})


def check_appointment(appointment):
    """Refuse what contradicts its dates, its post, others in it, or what rests on it."""
    check_dates(appointment, "An appointment")
    _check_skills(appointment)
    if appointment.post_id is None or appointment.starts_on is None or not is_share(appointment.fte):
        return
    _check_fits_post(appointment)
    if appointment.pk is not None:
        appointment_checked.send(sender=type(appointment), appointment=appointment)


def _check_skills(appointment):
    held = appointment.skills if isinstance(appointment.skills, list) else [appointment.skills]
    if unknown := [str(key) for key in held if key not in skills()]:
        raise ValidationError({"skills": f"Not one of the nine skills: {', '.join(unknown)}."})


def _check_fits_post(appointment):
    post = as_stored(appointment.post)
    if post is None:
        return
    if appointment.fte > post.fte:
        raise ValidationError({"fte": f"The post has {share_words(post.fte)} of full time, and nobody can have more."})
    beside = [other for other in post.appointments.exclude(key=appointment.key) if meet(other, appointment)]
    excess = first_excess([share_of(appointment), *(share_of(other) for other in beside)], post.fte)
    if excess:
        names = " and ".join(sorted(other.name for other in beside if meet(other, excess)))
        has = f"{post} has {share_words(post.fte)} of full time."
        reason = f"{has} Together with {names} it would be held with {excess.words}."
        raise ValidationError({"starts_on": f"{reason} Change the dates or the share."})


def people_above_full_time(appointments, on):
    """(name, Excess, appointments) of those who from the day `on` hold more than full time between their posts.

    People are told apart by their name alone, which may be wrong; hence a warning and no refusal.
    """
    by_name = {}
    for appointment in appointments:
        if appointment.ends_on is None or appointment.ends_on >= on:
            by_name.setdefault(" ".join(appointment.name.casefold().split()), []).append(appointment)
    found = []
    for held in by_name.values():
        shares = [share_of(one)._replace(starts_on=max(one.starts_on, on)) for one in held]
        if excess := first_excess(shares, Decimal(1)):
            found.append((held[0].name, excess, [one for one in held if meet(one, excess)]))
    return found
