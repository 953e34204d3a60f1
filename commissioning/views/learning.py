"""What the commissioner's staff and partners learnt, and advice on clauses in other contracts."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.forms.learning import ClauseForm, SessionForm
from commissioning.learning import outcomes_of, reach_by_stage, reach_of
from commissioning.models import ClauseAdvice, KnowledgeSession
from commissioning.registers import Register, page

ACT = "commissioning.keep_learning"
SESSION = Register(
    name="session",
    words="session",
    model=KnowledgeSession,
    form=SessionForm,
    act=ACT,
    listed=page("learning"),
    crumb="Knowledge",
    new_title="Add a session",
    hint="Plan it with a day ahead. Once it was held, add how many came; six weeks later, what they did differently.",
)
CLAUSE = Register(
    name="clause",
    words="advice",
    model=ClauseAdvice,
    form=ClauseForm,
    act=ACT,
    listed=page("learning"),
    crumb="Knowledge",
    new_title="Add advice on a clause",
    hint="What you advised on a contract that somebody else places, so that communities gain; later, the answer.",
)


@require_safe
def learning(request, slug):
    """Sessions planned and held, whom they reached, what changed after them, and what clause advice led to."""
    programme = programme_for(request, slug)
    sessions = list(KnowledgeSession.objects.of(programme))
    held = [session for session in sessions if not session.is_ahead]
    advice = list(ClauseAdvice.objects.of(programme))
    shown = {
        "planned": [session for session in sessions if session.is_ahead][::-1],
        "held": held,
        "reach": reach_of("All stages", held),
        "by_stage": reach_by_stage(programme, held),
        "asked": [session for session in held if session.changed],
        "waiting": [session for session in held if session.waits_for_follow_up][::-1],
        "advice": advice,
        "outcomes": outcomes_of(advice),
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(ACT, programme),
    }
    return render(request, "commissioning/learning.html", shown)
