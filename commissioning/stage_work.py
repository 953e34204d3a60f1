"""What is to be done in each stage and how far it is: the counts and lists of the contract's pages."""

from dataclasses import dataclass
from datetime import date

from commissioning.models import Milestone, Stage, StageReport, Task


@dataclass(frozen=True)
class StageWork:
    """A stage with its tasks, milestones and report, as it stands on the date `on`."""

    stage: Stage
    tasks: tuple[Task, ...]
    milestones: tuple[Milestone, ...]
    report: StageReport | None
    on: date

    @property
    def done(self):
        """How many tasks are done."""
        return sum(task.state == Task.State.DONE for task in self.tasks)

    @property
    def dropped(self):
        """How many tasks will not be done."""
        return sum(task.state == Task.State.DROPPED for task in self.tasks)

    @property
    def met(self):
        """How many milestones are met."""
        return sum(milestone.is_settled for milestone in self.milestones)

    @property
    def late_tasks(self):
        return [task for task in self.tasks if task.is_late]

    @property
    def late_milestones(self):
        return [milestone for milestone in self.milestones if milestone.is_late]

    @property
    def gate_days(self):
        """Days from today to the day on which the gate is due; below 0 once it is overdue."""
        return (self.stage.planned_end - self.on).days

    @property
    def gate_is_late(self):
        """Whether its gate should have been decided by now."""
        return self.stage.begins_on is not None and self.stage.decided is None and self.gate_days < 0

    @property
    def report_days(self):
        """By how many days the report came before the gate was due; below 0 after it."""
        return (self.stage.planned_end - self.report.submitted_on).days if self.report else None

    @property
    def is_over(self):
        return self.stage.ends_on is not None and self.stage.ends_on < self.on

    @property
    def runs(self):
        return self.stage.runs_on(self.on)


def work_of(programme, on, numbers=None):
    """A StageWork for each stage of the contract, or for those of `numbers`; four queries, however much there is."""
    stages = {s.pk: s for s in programme.contract_stages() if numbers is None or s.number in numbers}
    tasks, milestones = _by_stage(Task, stages), _by_stage(Milestone, stages)
    reports = _by_stage(StageReport, stages)
    return [
        StageWork(
            stage=stage,
            tasks=tuple(tasks.get(pk, ())),
            milestones=tuple(milestones.get(pk, ())),
            report=next(iter(reports.get(pk, ())), None),
            on=on,
        )
        for pk, stage in stages.items()
    ]


def late_in(works):
    """Tasks and milestones that are late in stages that have begun and are still open, the latest first."""
    found = [
        promise
        for work in works
        if work.stage.begins_on is not None and work.stage.is_open_on(work.on)
        for promise in [*work.late_milestones, *work.late_tasks]
    ]
    return sorted(found, key=lambda promise: -promise.days_late)


def _by_stage(model, stages):
    """Stage id -> its rows, each with the stage at hand."""
    found = {}
    for row in model.objects.filter(stage__in=stages.keys()):
        row.stage = stages[row.stage_id]
        found.setdefault(row.stage_id, []).append(row)
    return found
