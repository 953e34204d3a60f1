"""Reports that wait for somebody: to be handed in, to be reviewed, or to be put right."""

from datetime import timedelta

from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import Due, of_stage, source, stages_to_decide
from evaluation.editions.standing import day_of
from evaluation.models import Edition, EditionStep

DAYS = timedelta(days=14)  # for a review, and for putting right what was returned


@source
def reports(programme, until):
    """Reports of stages that are not handed in when their gate is due, and versions that wait in review or returned.

    What is returned says so itself, so the stage does not ask for the same report once more.
    """
    editions = list(_editions(programme))
    standing = {edition.report.stage_id for edition in editions}
    for stage in stages_to_decide(programme, until):
        if stage.pk not in standing and (stage.pk in _begun(programme) or not hasattr(stage, "report")):
            yield of_stage("Stage report to be handed in", stage, Role.COORDINATOR)
    for edition in editions:
        due = _due(edition, programme)
        if due is not None and due.on <= until:
            yield due


def _editions(programme):
    """What was handed in once, whatever became of it."""
    found = Edition.objects.of(programme).exclude(state=Edition.State.DRAFT).without_content()
    return found.select_related("report").prefetch_related("steps")


def _begun(programme):
    """The ids of the stages whose report is being written here."""
    return set(programme.reports.filter(stage__isnull=False).values_list("stage", flat=True))


def _due(edition, programme):
    """What an edition waits for, or None where it waits for nobody."""
    waits = {
        Edition.State.SUBMITTED: ("Report to be reviewed", EditionStep.Kind.SUBMITTED, Role.COMMISSIONER),
        Edition.State.RETURNED: ("Report returned, to be put right", EditionStep.Kind.RETURNED, Role.COORDINATOR),
    }
    if edition.state not in waits:
        return None
    what, kind, role = waits[edition.state]
    edition.report.programme = programme
    since = day_of(edition, kind) or timezone.localdate()
    return Due(what, str(edition), since + DAYS, edition.get_absolute_url(), None, (role,))
