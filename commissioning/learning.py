"""What was passed on so far: how many people came to sessions, by stage, and what advice on clauses led to."""

from collections import Counter
from dataclasses import dataclass

from commissioning.models import ClauseAdvice


@dataclass(frozen=True)
class Reach:
    """Sessions that were held, and the people who came. Nobody counted is not nobody came.

    `attended` is over the `counted` sessions; `came` of `invited` is over those where both numbers are known.
    """

    label: str
    held: int
    counted: int
    attended: int
    came: int
    invited: int

    @property
    def uncounted(self):
        return self.held - self.counted

    @property
    def share(self):
        """Came out of invited in percent, or None where that cannot be said."""
        return round(100 * self.came / self.invited) if self.invited else None


def reach_of(label, sessions):
    """The Reach of sessions that were held."""
    counted = [session for session in sessions if session.attended is not None]
    known = [session for session in counted if session.invited is not None]
    return Reach(
        label=label,
        held=len(sessions),
        counted=len(counted),
        attended=sum(session.attended for session in counted),
        came=sum(session.attended for session in known),
        invited=sum(session.invited for session in known),
    )


def reach_by_stage(programme, sessions):
    """A Reach for each stage of the programme, and one for sessions outside all of them where there were any."""
    stages = list(programme.stages.all())
    held_in = {stage.number: [] for stage in stages} | {None: []}
    for session in sessions:
        held_in[_stage_number(programme, stages, session.held_on)].append(session)
    reaches = [reach_of(f"Stage {stage.number}: {stage.title}", held_in[stage.number]) for stage in stages]
    return reaches + ([reach_of("Outside the stages", held_in[None])] if held_in[None] else [])


def outcomes_of(advice):
    """(what came of it, how often) for each outcome, in the order of the choices."""
    found = Counter(entry.outcome for entry in advice)
    return [(outcome.label, found[outcome]) for outcome in ClauseAdvice.Outcome]


def _stage_number(programme, stages, on):
    """The stage that ran on a day; where none had been decided yet, the one whose months it falls in."""
    month = programme.month_on(on)
    running = next((stage for stage in stages if stage.runs_on(on)), None)
    planned = next((stage for stage in stages if stage.first_month <= month <= stage.last_month), None)
    stage = running or planned
    return stage.number if stage else None
