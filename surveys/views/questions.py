"""The question menu: looked through, loaded from files, and a programme's own questions written one by one."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.number_words import counted
from surveys.actions.bank import BankFaults, load_file
from surveys.actions.local_questions import QuestionRefused, write_question
from surveys.drafting.asked_before import drafts_asking
from surveys.drafting.indicator_needs import fed_by, wanted_indicators
from surveys.drafting.menu import GOALS, in_menu_order
from surveys.forms.local_questions import LocalQuestionForm
from surveys.forms.questionnaires import QuestionFileForm
from surveys.models import Question
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES
from surveys.routing import routing_words
from surveys.views.lookups import number_in

OWN = "own"


@dataclass(frozen=True)
class MenuRow:
    """A question of the menu, who is asked it, and the indicators that need it."""

    question: Question
    routing: str
    feeds: list


@dataclass(frozen=True)
class Filters:
    """What of the menu is shown; nothing chosen filters nothing."""

    audience: str = ""
    goal: int | None = None
    source: str = ""
    words: str = ""

    def let_through(self, question):
        return (
            self.audience in ("", question.audience)
            and self.goal in (None, question.goal)
            and (not self.source or self.source == (OWN if question.programme_id else question.source))
            and all(word in _searched(question) for word in self.words.casefold().split())
        )

    @property
    def any_chosen(self):
        return self != Filters()


@require_safe
def question_list(request, slug):
    """The menu by audience and goal; the address may choose among them, by source too, and look for words."""
    programme = programme_for(request, slug)
    menu = {question.code: question for question in in_menu_order(Question.objects.open_to(programme))}
    sources = sorted({question.source for question in menu.values() if question.programme_id is None})
    filters = _filters(request.GET, sources)
    shown = {
        "groups": list(_groups(programme, menu, filters)),
        "audiences": Audience.choices,
        "goals": GOALS.items(),
        "sources": sources,
        "has_own": any(question.programme_id for question in menu.values()),
        "filters": filters,
        "may_run": request.user.has_perm(RUN_WAVES, programme),
    }
    return render(request, "surveys/question_list.html", shown)


@require_http_methods(["GET", "POST"])
def question_load(request, slug):
    """Load a file of local questions and questionnaires, or say everything that is wrong with it."""
    programme = programme_for(request, slug, RUN_WAVES)
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


@require_http_methods(["GET", "POST"])
def question_new(request, slug):
    """Write one question of the programme's own."""
    programme = programme_for(request, slug, RUN_WAVES)
    form = LocalQuestionForm(request.POST if request.method == "POST" else None, audience=request.GET.get("audience"))
    if form.is_valid() and (written := _written(form, programme=programme, by=request.user)):
        messages.success(request, f"{written.code} is on the menu. Questionnaires can ask it from now on.")
        return _to_question(slug, written)
    return render(request, "surveys/question_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def question_edit(request, slug, pk):
    """Change one question of the programme's own; questionnaires keep the copies that they have."""
    programme = programme_for(request, slug, RUN_WAVES)
    question = get_object_or_404(programme.questions, pk=pk)
    form = LocalQuestionForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid() and (written := _written(form, programme=programme, question=question, by=request.user)):
        messages.success(request, f"{written.code} is changed on the menu.{_copies(programme, written)}")
        return _to_question(slug, written)
    shown = {"form": form, "question": question, "drafts": drafts_asking(programme, question.code)}
    return render(request, "surveys/question_edit.html", shown)


def _filters(asked, sources):
    """The Filters of an address; an unknown value filters nothing."""
    goal, source = number_in(asked.get("goal", ""), figures=1), asked.get("source", "")
    return Filters(
        audience=asked["audience"] if asked.get("audience") in Audience.values else "",
        goal=goal if goal in GOALS else None,
        source=source if source in (OWN, *sources) else "",
        words=asked.get("q", "").replace("\x00", "").strip()[:100],
    )


def _searched(question):
    labels = (option["label"] for option in question.options)
    return " ".join((question.code, question.wording, question.hint, *labels)).casefold()


def _groups(programme, menu, filters):
    """(audience label, [(goal label, [MenuRow])]) of what the filters leave."""
    for value, label in Audience.choices:
        left = [question for question in menu.values() if question.audience == value and filters.let_through(question)]
        if not left:
            continue
        fed = fed_by(wanted_indicators(programme, value))
        rows = [MenuRow(q, routing_words(q.asked_if, menu), fed.get(q.code, [])) for q in left]
        by_goal = [(heading, [row for row in rows if row.question.goal == goal]) for goal, heading in GOALS.items()]
        yield label, [(heading, of_goal) for heading, of_goal in by_goal if of_goal]


def _with_text(text, error):
    """The form again with the whole text in it, so that it can be mended on the page."""
    form = QuestionFileForm({"text": text})
    form.add_error("text", f"{error} Nothing was loaded.")
    return form


def _written(form, **wanted):
    """The question as the form has it, or None with the reasons at their fields."""
    try:
        return write_question(table=form.table, **form.terms, **wanted)
    except QuestionRefused as error:
        form.show(error.faults)
        return None


def _copies(programme, question):
    drafts = drafts_asking(programme, question.code)
    if not drafts:
        return ""
    return f" Drafts that ask it keep the words they have: {', '.join(map(str, drafts))}."


def _to_question(slug, question):
    response = redirect("surveys:question-list", slug)
    response["Location"] += f"?audience={question.audience}&source={OWN}#q-{question.code}"
    return response


def _words(loaded):
    counts = ((len(loaded.questions), "question"), (len(loaded.questionnaires), "questionnaire"))
    parts = [counted(count, noun) for count, noun in counts if count]
    return f"Loaded {' and '.join(parts)}."
