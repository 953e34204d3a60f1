"""What the neighbourhoods room answers when a room to its left asks."""

from django.dispatch import receiver

from commissioning.signals import appointment_checked
from neighbourhoods.deployment_rules import check_deployments_of
from neighbourhoods.fieldwork.reminders import groups_to_update, next_steps  # noqa: F401  sources of what waits
from neighbourhoods.issues.reminders import issues_without_an_answer  # noqa: F401  a source of what waits


@receiver(appointment_checked, dispatch_uid="neighbourhoods.deployments_of_an_appointment")
def deployments_still_fit(sender, appointment, **kwargs):
    """An appointment cannot become shorter or smaller than the work that its holder is deployed for."""
    check_deployments_of(appointment)
