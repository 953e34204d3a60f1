"""Programmes: set up and put right."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.text import slugify

from accounts.models import User
from commissioning.actions.contract import agree_contract
from commissioning.actions.entries import EntryChanged, hold, latest_change
from commissioning.actions.members import add_member
from commissioning.actions.team import set_up_team
from commissioning.calendar import PROGRAMME_MONTHS
from commissioning.models import Cohort, Milestone, Partner, Programme, Role, Task, raise_evidence_version
from commissioning.people import naming_for
from commissioning.signals import cohort_month_asked, first_month_asked

# Addresses that are pages of their own.
NOT_SLUGS = ("new",)


class ProgrammeRefused(Exception):
    """The programme cannot be made or changed as asked. `field` names what is wrong on the form, or is empty."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class WantedPartner(NamedTuple):
    """A partner as it is asked for: its name, and which of Partner.Kind it is."""

    name: str
    kind: str


@transaction.atomic
def set_up_programme(*, key, by, slug, partners=(), with_contract=True, **facts):
    """Set up a whole programme: facts, cohorts, partners, the framework's contract with its posts, a commissioner.

    `by` becomes its commissioner; `partners` are WantedPartners; `facts` go to `create_programme`. Asked again with
    the same `key`, the programme that it made is given back. Raises ProgrammeRefused.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # the same form, sent twice at once
    if standing := Programme.objects.visible_to(by).filter(key=key).first():
        if (standing.slug, standing.name) != (slug, facts.get("name", standing.name)):
            raise ProgrammeRefused(
                f"This form has made “{standing}” already. Open the page anew for another programme."
            )
        return standing
    programme = create_programme(key=key, slug=slug, by=by, **facts)
    for partner in partners:
        _saved(Partner(programme=programme, **partner._asdict()), by)
    if with_contract:
        agree_contract(programme=programme, by=by)
        set_up_team(programme=programme, by=by)
    add_member(programme=programme, email=by.email, role=Role.COMMISSIONER, by=by)
    return programme


@transaction.atomic
def create_programme(
    *,
    slug,
    name,
    area_name,
    starts_on,
    cohorts=None,
    population=None,
    commissioning_body="",
    contractor="",
    is_fictional=False,
    about_areas="",
    key=None,
    by=None,
):
    """Make a programme with its cohorts.

    `cohorts` maps a cohort's number to the programme month in which its support starts; `about_areas` says
    what its areas are, where that needs saying. Raises ProgrammeRefused.
    """
    _refuse_slug(slug)
    refuse_cohorts(cohorts or {})
    programme = Programme(
        key=key,
        slug=slug,
        name=name,
        area_name=area_name,
        population=population,
        commissioning_body=commissioning_body,
        contractor=contractor,
        starts_on=starts_on,
        is_fictional=is_fictional,
        about_areas=about_areas,
    )
    _made(programme, by)
    for number, month in (cohorts or {}).items():
        _saved(Cohort(programme=programme, number=number, starts_in_month=month), by)
    return programme


@transaction.atomic
def edit_programme(*, programme, by, facts, cohorts, seen=None, after_baseline=False):
    """Change a programme's facts, and the months in which its cohorts' support starts; a new number is a new cohort.

    `seen` is what `changes_seen` said when the form was opened. Raises EntryChanged where somebody else changed it
    since, and ProgrammeRefused where the first month or a cohort's cannot move; that of a cohort with a locked baseline
    moves only when `after_baseline` says that this is meant.
    """
    stored = hold(programme)
    if seen is not None and seen != changes_seen(stored):
        who = naming_for(programme, by)(_last_changed_by(stored), "somebody")
        raise EntryChanged(
            f"{who[:1].upper()}{who[1:]} changed this while you had it open. Nothing was overwritten. Look at the "
            "changes below the form; then save once more to write yours over them."
        )
    refuse_cohorts(cohorts)
    _move_start(stored, facts.get("starts_on", stored.starts_on), by)
    changed = [name for name, value in facts.items() if getattr(stored, name) != value]
    if changed:
        for name in changed:
            setattr(stored, name, facts[name])
        _refuse_faults(stored)
        _saved(stored, by)
    if not after_baseline:
        _refuse_after_baseline(stored, cohorts)
    if _set_cohorts(stored, cohorts, by) or "starts_on" in changed:
        raise_evidence_version(stored)
    return stored


def changes_seen(programme):
    """The latest changes to a programme and its cohorts as text: a form brings back what it was opened with."""
    rows = [programme, *programme.cohorts.order_by("number")]
    return "-".join(str(latest_change(row)) for row in rows)


def why_start_is_fixed(programme):
    """Why the first month cannot move any more, in words, or "" while it can."""
    decided = programme.stages.filter(decision__isnull=False).order_by("number").first()
    if decided:
        return f"{decided.gate_name} is decided, on the months as they are."
    answers = first_month_asked.send(sender=Programme, programme=programme)
    return next((why for _, why in answers if why), "")


def _move_start(programme, starts_on, by):
    """Check that the first month may move, and let the first stage begin with it."""
    if starts_on == programme.starts_on:
        return
    if why := why_start_is_fixed(programme):
        raise ProgrammeRefused(f"The first month stays: {why}", "starts_on")
    first = _first_work(programme)
    if first and first < starts_on:
        raise ProgrammeRefused(
            f"Work is on record as done on {date_format(first)}; the programme cannot start after that.", "starts_on"
        )
    for stage in programme.stages.filter(number=1, begins_on=programme.starts_on):
        stage.begins_on = starts_on
        _saved(stage, by)


def _first_work(programme):
    """The earliest day on which a task was done or a milestone met, or None."""
    task = Task.objects.of(programme).aggregate(day=Min("done_on"))["day"]
    milestone = Milestone.objects.of(programme).aggregate(day=Min("met_on"))["day"]
    return min((day for day in (task, milestone) if day), default=None)


def locked_baseline_words(cohort):
    """What was measured in a cohort before its support started, in words, or "" where nothing is locked."""
    answers = cohort_month_asked.send(sender=Cohort, cohort=cohort)
    return next((words for _, words in answers if words), "")


def _refuse_after_baseline(programme, cohorts):
    for cohort in programme.cohorts.all():
        moves = cohorts.get(cohort.number, cohort.starts_in_month) != cohort.starts_in_month
        if moves and (words := locked_baseline_words(cohort)):
            raise ProgrammeRefused(f"{cohort}: {words} Tick below that the move is meant.", f"cohort_{cohort.number}")


def _set_cohorts(programme, cohorts, by):
    """Write the months that differ; whether any did."""
    standing = {cohort.number: cohort for cohort in programme.cohorts.all()}
    moved = False
    for number, month in cohorts.items():
        cohort = standing.get(number) or Cohort(programme=programme, number=number)
        if cohort.starts_in_month != month:
            cohort.starts_in_month = month
            _saved(cohort, by)
            moved = True
    return moved


def _last_changed_by(programme):
    rows = [programme, *programme.cohorts.all()]
    return max((row.history.latest() for row in rows), key=lambda change: change.history_date).history_user_id


def _made(programme, by):
    """Save a new programme; somebody else may have taken the address in this moment."""
    _refuse_faults(programme)
    try:
        with transaction.atomic():
            _saved(programme, by)
    except IntegrityError as error:
        if Programme.objects.filter(slug=programme.slug).exists():
            raise _taken(programme.slug) from error
        raise ProgrammeRefused("This form has made a programme before. Open the page anew for another.") from error


def _saved(row, by):
    row._history_user = by
    row.save()
    return row


def _taken(slug):
    return ProgrammeRefused(f"There is a programme with the address “{slug}” already. Choose another.", "slug")


def _refuse_faults(programme):
    """Refuse what the columns cannot hold, such as a name that is too long."""
    try:
        programme.clean_fields()
    except ValidationError as error:
        field, reasons = next(iter(error.message_dict.items()))
        label = str(Programme._meta.get_field(field).verbose_name)
        raise ProgrammeRefused(f"{label[:1].upper()}{label[1:]}: {reasons[0]}", field) from error


def _refuse_slug(slug):
    if not slug or slugify(slug) != slug:
        raise ProgrammeRefused(f"The address “{slug}” may hold small letters, digits and hyphens only.", "slug")
    if slug in NOT_SLUGS:
        raise ProgrammeRefused(f"The address “{slug}” is a page of its own. Choose another.", "slug")
    if Programme.objects.filter(slug=slug).exists():
        raise _taken(slug)


def refuse_cohorts(cohorts):
    """Raise ProgrammeRefused, at its field, for a cohort that cannot start in its month."""
    before = None
    for number, month in sorted(cohorts.items()):
        field = f"cohort_{number}"
        if number < 1:
            raise ProgrammeRefused(f"Cohort {number}: cohorts are numbered from 1.", field)
        if not 1 <= month <= PROGRAMME_MONTHS:
            raise ProgrammeRefused(
                f"Cohort {number}: support starts in a month from 1 to {PROGRAMME_MONTHS}, not {month}.", field
            )
        if before and month < before[1]:
            raise ProgrammeRefused(
                f"Cohort {number}: its support cannot start in month {month}, before cohort {before[0]} in month "
                f"{before[1]}.",
                field,
            )
        before = (number, month)
