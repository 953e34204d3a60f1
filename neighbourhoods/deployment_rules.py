"""What a deployment must be, beside what the database itself refuses: reasons stand at their field.

The model calls `check_deployment` when it is cleaned, so that a form tells of it and an action, which holds the
programme meanwhile, refuses it.
"""

from django.core.exceptions import ValidationError

from commissioning.shares import day_words, days_words, first_excess, meet, share_of, share_words
from commissioning.team_rules import as_stored, check_dates, is_share


def check_deployment(deployment):
    """Refuse what contradicts its own dates, the appointment, or the person's other deployments."""
    check_dates(deployment, "A deployment")
    if deployment.fte is not None and not is_share(deployment.fte):
        raise ValidationError({"fte": "A share of full time is above 0 and at most 1, such as 0.5 for half."})
    if deployment.appointment_id is None or deployment.starts_on is None:
        return
    appointment = as_stored(deployment.appointment)
    if appointment is not None:
        _check_fits(deployment, appointment)


def check_deployments_of(appointment):
    """Refuse an appointment that its own deployments no longer fit into."""
    deployments = list(_deployments(appointment))
    early = [each for each in deployments if each.starts_on < appointment.starts_on]
    if early:
        raise ValidationError({"starts_on": _rests_on(appointment, early, "starts later")})
    late = [each for each in deployments if _is_beyond(each, appointment)]
    if late:
        raise ValidationError({"ends_on": _rests_on(appointment, late, "ends earlier")})
    if excess := first_excess([share_of(each) for each in deployments], appointment.fte):
        reason = f"{appointment.name} is deployed with {excess.words}. Put the deployments right first."
        raise ValidationError({"fte": reason})


def _check_fits(deployment, appointment):
    _check_within(deployment, appointment)
    others = _deployments(appointment).exclude(key=deployment.key)
    beside = [other for other in others if meet(other, deployment)]
    _check_place(deployment, appointment, beside)
    if deployment.fte is not None:
        _check_room(deployment, appointment, beside)


def _check_within(deployment, appointment):
    name = appointment.name
    if deployment.neighbourhood_id and deployment.neighbourhood.programme_id != appointment.post.programme_id:
        raise ValidationError({"neighbourhood": "Choose a neighbourhood of the programme that the post belongs to."})
    if deployment.starts_on < appointment.starts_on:
        since = day_words(appointment.starts_on)
        raise ValidationError({"starts_on": f"{name} is in this post from {since}. Write that day or a later one."})
    if appointment.ends_on is not None and deployment.starts_on > appointment.ends_on:
        until = day_words(appointment.ends_on)
        raise ValidationError({"starts_on": f"{name} is in this post until {until} only. Write an earlier day."})
    if _is_beyond(deployment, appointment):
        until = day_words(appointment.ends_on)
        raise ValidationError({"ends_on": f"{name} is in this post until {until}. Write that day or an earlier one."})


def _check_place(deployment, appointment, beside):
    for other in beside:
        if other.neighbourhood_id == deployment.neighbourhood_id:
            when = days_words(other.starts_on, other.ends_on)
            reason = f"{appointment.name} is deployed in {other.neighbourhood} already, {when}."
            raise ValidationError({"starts_on": f"{reason} Change these dates, or end the other deployment first."})


def _check_room(deployment, appointment, beside):
    excess = first_excess([share_of(each) for each in (deployment, *beside)], appointment.fte)
    if excess is None:
        return
    has = f"{appointment.name} has {share_words(appointment.fte)} of full time."
    others = " and ".join(sorted(str(other.neighbourhood) for other in beside if meet(other, excess)))
    together = f"Together with {others} it would be" if others else "This would be"
    raise ValidationError({"fte": f"{has} {together} {excess.words}."})


def _deployments(appointment):
    return appointment.deployments.select_related("neighbourhood").defer("neighbourhood__boundary")


def _is_beyond(deployment, appointment):
    """Whether a deployment goes on after the appointment's last day."""
    if appointment.ends_on is None:
        return False
    return deployment.ends_on is None or deployment.ends_on > appointment.ends_on


def _rests_on(appointment, deployments, change):
    listed = "; ".join(f"{each.neighbourhood}, {_days(each)}" for each in deployments)
    reason = f"{appointment.name} is deployed at other times: {listed}."
    return f"{reason} Change those deployments first; then the appointment {change}."


def _days(span):
    return days_words(span.starts_on, span.ends_on)
