"""The question menu, and loading a programme's own questions."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from surveys.actions.bank import BankFaults, load_file
from surveys.forms.questionnaires import GOALS, QuestionFileForm, in_menu_order
from surveys.models import Question
from surveys.models.questionnaires import Audience
from surveys.routing import routing_words


@require_safe
def question_list(request, slug):
    """The menu by audience and goal; the address may choose one of each."""
    programme = programme_for(request, slug)
    menu = {question.code: question for question in in_menu_order(Question.objects.open_to(programme))}
    audience, goal = _chosen(request.GET.get("audience"), request.GET.get("goal"))
    shown = {
        "groups": list(_groups(menu, audience, goal)),
        "audiences": Audience.choices,
        "goals": GOALS.items(),
        "audience": audience,
        "goal": goal,
        "may_run": request.user.has_perm("surveys.run_waves", programme),
    }
    return render(request, "surveys/question_list.html", shown)


@require_http_methods(["GET", "POST"])
def question_load(request, slug):
    """Load a file of local questions and questionnaires, or say everything that is wrong with it."""
    programme = programme_for(request, slug, "surveys.run_waves")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, faults = QuestionFileForm(*sent), []
    if form.is_valid():
        try:
            loaded = load_file(text=form.declared, programme=programme, by=request.user)
        except BankFaults as error:
            faults = error.faults
            form = _with_text(form.declared, error)
        else:
            messages.success(request, _words(loaded))
            return redirect("surveys:question-list", slug)
    return render(request, "surveys/question_load.html", {"form": form, "faults": faults})


def _chosen(audience, goal):
    """What the filters ask for, or None; an unknown value filters nothing."""
    known_goal = int(goal) if goal and goal.isdecimal() and int(goal) in GOALS else None
    return (audience if audience in Audience.values else None), known_goal


def _groups(menu, audience, goal):
    """(audience label, [(goal label, [(question, who is asked)])]) of what the filters leave."""
    for value, label in Audience.choices:
        goals = [
            (
                heading,
                [
                    (q, routing_words(q.asked_if, menu))
                    for q in menu.values()
                    if q.audience == value and q.goal == number
                ],
            )
            for number, heading in GOALS.items()
            if goal in (None, number)
        ]
        if audience in (None, value) and any(questions for _, questions in goals):
            yield label, [(heading, questions) for heading, questions in goals if questions]


def _with_text(text, error):
    """The form again with the whole text in it, so that it can be mended on the page."""
    form = QuestionFileForm({"text": text})
    form.add_error("text", f"{error} Nothing was loaded.")
    return form


def _words(loaded):
    counts = ((len(loaded.questions), "question"), (len(loaded.questionnaires), "questionnaire"))
    parts = [f"{count} {noun}{'s' if count != 1 else ''}" for count, noun in counts if count]
    return f"Loaded {' and '.join(parts)}."
