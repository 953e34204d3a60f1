"""How each report stands: which version counts, which one is in hand, and since when, in words."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from evaluation.models import Edition, EditionStep, Report

State, Kind = Edition.State, EditionStep.Kind
STEP_OF = {
    State.DRAFT: Kind.STARTED,
    State.RETURNED: Kind.RETURNED,
    State.SUBMITTED: Kind.SUBMITTED,
    State.ACCEPTED: Kind.ACCEPTED,
    State.PUBLISHED: Kind.PUBLISHED,
}


@dataclass(frozen=True)
class Standing:
    """A report with its editions, the newest first; those without content, with their steps."""

    report: Report
    editions: tuple[Edition, ...]

    @property
    def in_hand(self):
        """The edition that is written or waits for review, or None."""
        return next((each for each in self.editions if each.state not in Edition.ACCEPTED), None)

    @property
    def accepted(self):
        """The newest edition that was accepted, published or not; or None."""
        return next((each for each in self.editions if each.state in Edition.ACCEPTED), None)

    @property
    def published(self):
        """The newest edition that is published, or None."""
        return next((each for each in self.editions if each.state == State.PUBLISHED), None)

    @property
    def counts(self):
        """Whether the report is handed in: a version was accepted, or one waits for review."""
        return self.accepted is not None or (self.in_hand is not None and self.in_hand.state == State.SUBMITTED)

    @property
    def words(self):
        """Each edition that says something about where the report stands: what counts first, then what is in hand."""
        told = (self.accepted, self.published, self.in_hand)
        return "; ".join(state_words(each) for each in dict.fromkeys(each for each in told if each))


def state_words(edition):
    """Where an edition stands and since when: "version 2, accepted 3 May 2026, published 4 May 2026"."""
    on = _day_of(edition, STEP_OF[edition.state])
    name = f"version {edition.number}"
    if edition.state == State.DRAFT:
        return f"{name} in writing since {on}"
    if edition.state == State.SUBMITTED:
        return f"{name} handed in {on}, waiting for review"
    if edition.state == State.RETURNED:
        step = step_of(edition, Kind.RETURNED)
        return f"{name} returned {on}: {step.words}" if step else f"{name} returned"
    accepted = f"{name}, accepted {_day_of(edition, Kind.ACCEPTED)}"
    return accepted if edition.state == State.ACCEPTED else f"{accepted}, published {on}"


def step_of(edition, kind):
    """The latest step of this kind that an edition took, or None."""
    return next((step for step in reversed(edition.steps.all()) if step.kind == kind), None)


def day_of(edition, kind):
    """The day of the latest step of this kind, or None."""
    step = step_of(edition, kind)
    return timezone.localdate(step.taken_at) if step else None


def _day_of(edition, kind):
    on = day_of(edition, kind)
    return date_format(on, "j F Y") if on else "on an unknown day"


def standings_of(programme):
    """A Standing for each report of a programme. Three queries, however many there are."""
    reports = Report.objects.of(programme).select_related("stage", "neighbourhood").defer("neighbourhood__boundary")
    editions = _editions(Edition.objects.of(programme))
    by_report = {}
    for edition in editions:
        by_report.setdefault(edition.report_id, []).append(edition)
    return [_standing(report, programme, by_report.get(report.pk, ())) for report in reports]


def standing_of(report):
    """The Standing of one report."""
    return _standing(report, report.programme, _editions(report.editions.all()))


def standing_of_stage(stage):
    """The Standing of the report that is written here about a stage, or None. One query where there is none."""
    editions = list(_editions(Edition.objects.filter(report__stage=stage).select_related("report")))
    return _standing(editions[0].report, stage.programme, editions) if editions else None


def _editions(editions):
    steps = Prefetch("steps", EditionStep.objects.order_by("pk"))
    return editions.without_content().order_by("-number").prefetch_related(steps)


def _standing(report, programme, editions):
    report.programme = programme
    for edition in editions:
        edition.report = report
    return Standing(report, tuple(editions))
