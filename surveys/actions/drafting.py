"""Changing a draft: picking questions from the menu, their order, sections, words and routing."""

from copy import copy

from django.db import transaction
from django.db.models import F

from commissioning.number_words import listed
from surveys.actions.questionnaires import QuestionnaireRefused, item_of, refuse_dangling_routes, take_turns
from surveys.answers import HIGHEST_COUNT
from surveys.drafting.menu import menu_of
from surveys.drafting.taking_over import TEXTS, still_true
from surveys.models import Questionnaire, QuestionnaireItem
from surveys.models.questionnaires import AsAsked, Kind

REASON_LETTERS = 100
# Past every place that a question can have: the database compares places row by row while they are changed.
OUT_OF_THE_WAY = 10_000
ROUTES_BY = (Kind.SINGLE, Kind.MULTIPLE, Kind.COUNT)


class StillNeeded(QuestionnaireRefused):
    """Others are asked only after a question that was to be removed; `needing` are their codes."""

    def __init__(self, codes, needing):
        self.needing = needing
        only = "is" if len(needing) == 1 else "are"
        super().__init__(f"{listed(needing)} {only} asked only after {listed(codes)}. Remove them together, or none.")


@transaction.atomic
def add_questions(*, questionnaire, codes, by=None):
    """Ask the questions `codes` of the menu at the end of a draft, those that are not asked yet.

    The questions that their routing depends on come along. Returns the questions added, in order. Raises
    QuestionnaireRefused for questions that are not on the menu of the audience.
    """
    draft = open_draft(questionnaire)
    menu, asked = menu_of(draft.programme, draft.audience), {item.code for item in draft.asked}
    if unknown := [code for code in codes if code not in menu]:
        raise QuestionnaireRefused(
            f"Not on the menu for {draft.get_audience_display().lower()}: {', '.join(unknown)}. Choose others."
        )
    wanted = [code for code in menu if code in set(codes)]
    added = _with_gates(wanted, menu, asked)
    if not added:
        return []
    first = draft.asked[-1].position + 1 if draft.asked else 0
    QuestionnaireItem.objects.bulk_create(
        item_of(question, questionnaire=draft, position=first + place) for place, question in enumerate(added)
    )
    _note(draft, by, f"Asks {', '.join(question.code for question in added)} too")
    return added


@transaction.atomic
def move_question(*, questionnaire, code, place, by=None):
    """Put a question of a draft to a place, counted from 1; past the end is the end. Returns where it stands now.

    Raises QuestionnaireRefused where it would stand before a question that its routing depends on, or after one whose
    routing depends on it.
    """
    draft = open_draft(questionnaire)
    item = _item_of_draft(draft, code)
    items = [each for each in draft.asked if each.code != code]
    place = max(1, min(place, len(draft.asked)))
    items.insert(place - 1, item)
    if items == draft.asked:
        return place
    refuse_dangling_routes(items)
    _renumber(draft, items)
    _note(draft, by, f"{code} is question {place}")
    return place


@transaction.atomic
def remove_questions(*, questionnaire, codes, by=None):
    """No longer ask the questions `codes` in a draft. Those that are not asked are passed over.

    Raises StillNeeded while another question is asked only after one of them.
    """
    draft = open_draft(questionnaire)
    codes = [item.code for item in draft.asked if item.code in codes]
    if not codes:
        return
    if needing := dependents(draft.asked, codes):
        raise StillNeeded(codes, needing)
    _hand_down_sections(draft, codes)
    draft.items.filter(code__in=codes).delete()
    _note(draft, by, f"No longer asks {', '.join(codes)}")


@transaction.atomic
def word_question(*, questionnaire, code, wording, hint, labels, section, by=None):
    """Word a question of a draft, and the heading of the section that begins at it, if any.

    `labels` are the words of its options by code; the codes stay. Translations of words that are others now are
    forgotten; the languages that lost some are returned.
    """
    draft = open_draft(questionnaire)
    item = _item_of_draft(draft, code)
    before = copy(item)
    item.wording, item.hint, item.section = wording.strip(), hint.strip(), section.strip()
    item.options = [option | {"label": labels.get(option["code"], option["label"]).strip()} for option in item.options]
    if not item.wording or not all(option["label"] for option in item.options):
        raise QuestionnaireRefused(f"{code} needs a wording, and words for each of its answers.")
    return _keep_words(draft, item, before, by, f"Words or section of {code}")


@transaction.atomic
def ask_as_menu(*, questionnaire, code, by=None):
    """Ask a question of a draft again as the menu has it now, in its place and section.

    Returns the languages that lost translations. Raises QuestionnaireRefused where the menu has no such question, or
    asks it only after one that is not asked before it.
    """
    draft = open_draft(questionnaire)
    item = _item_of_draft(draft, code)
    before, question = copy(item), menu_of(draft.programme, draft.audience).get(code)
    if question is None:
        raise QuestionnaireRefused(f"{code} is not on the menu.")
    for name in AsAsked.FIELDS:
        setattr(item, name, getattr(question, name))
    refuse_dangling_routes(draft.asked)
    return _keep_words(draft, item, before, by, f"{code} as on the menu")


@transaction.atomic
def route_question(*, questionnaire, code, asked_if, by=None):
    """Say who is asked a question of a draft: everybody (None), or who gave certain answers to an earlier question."""
    draft = open_draft(questionnaire)
    item = _item_of_draft(draft, code)
    if asked_if:
        gate = next((each for each in gates_for(draft, item) if each.code == asked_if["question"]), None)
        if gate is None:
            raise QuestionnaireRefused(
                f"{code} can be asked only after an earlier question that is answered with options or a count."
            )
        _refuse_strange_answers(gate, asked_if["is"])
        asked_if = {"question": gate.code, "is": sorted(set(asked_if["is"]))}
    item.asked_if = asked_if or None
    item.save()
    _note(draft, by, f"Who is asked {code}")


@transaction.atomic
def set_words(*, questionnaire, title, introduction, consent, thanks, one_at_a_time, by=None):
    """Set a draft's title, the words around its questions, and whether they are asked one a page.

    Translations of words that are others now are forgotten. Raises QuestionnaireRefused for a title that is taken, and
    for a new title of a later version, which would no longer be one.
    """
    draft = open_draft(questionnaire)
    if title != draft.title:
        _refuse_title(draft, title)
    new = {"introduction": introduction.strip(), "consent": consent.strip(), "thanks": thanks.strip()}
    other = {name for name in TEXTS if getattr(draft, name) != new[name]}
    draft.translations = {
        code: {name: words for name, words in kept.items() if name not in other}
        for code, kept in draft.translations.items()
    }
    draft.title, draft.one_at_a_time = title, one_at_a_time
    for name, words in new.items():
        setattr(draft, name, words)
    _note(draft, by, "Title, introduction, consent or thanks")
    return draft


def open_draft(questionnaire):
    """The draft as it stands now, with nobody else changing it. Raises QuestionnaireRefused where it is none."""
    take_turns(questionnaire.programme_id)
    draft = Questionnaire.objects.select_related("programme").filter(pk=questionnaire.pk).first()
    if draft is None:
        raise QuestionnaireRefused(f"{questionnaire} was deleted, by you or by somebody else.")
    if draft.is_published:
        raise QuestionnaireRefused(f"{draft} is published and never changes. Draft the next version.")
    return draft


def dependents(items, codes):
    """Codes of the questions asked only after one of `codes`, or after one of those, that are not among them."""
    gone = set(codes)
    for item in items:
        if item.asked_if and item.asked_if["question"] in gone:
            gone.add(item.code)
    return [item.code for item in items if item.code in gone and item.code not in codes]


def gates_for(draft, item):
    """The earlier questions of a draft whose answers can say who is asked `item`."""
    return [each for each in draft.asked if each.position < item.position and each.kind in ROUTES_BY]


def _with_gates(wanted, menu, asked):
    """The questions `wanted` with those that their routing needs, each after what it depends on."""
    added = {}

    def put(code):
        question = menu[code]
        gate = question.asked_if["question"] if question.asked_if else None
        if gate and gate not in asked and gate not in added:
            if gate not in menu:
                raise QuestionnaireRefused(f"{code} is asked only after {gate}, which is not on the menu.")
            put(gate)
        added.setdefault(code, question)

    for code in wanted:
        if code not in asked:
            put(code)
    return list(added.values())


def _item_of_draft(draft, code):
    item = next((each for each in draft.asked if each.code == code), None)
    if item is None:
        raise QuestionnaireRefused(f"{draft} no longer asks {code}.")
    return item


def _keep_words(draft, item, before, by, reason):
    """Store an item with the translations that still hold; the languages that lost some."""
    item.translations = still_true(before, item)
    item.save()
    _note(draft, by, reason)
    return [language for language, kept in before.translations.items() if item.translations.get(language) != kept]


def _renumber(draft, items):
    draft.items.update(position=F("position") + OUT_OF_THE_WAY)
    for position, item in enumerate(items):
        item.position = position
    QuestionnaireItem.objects.bulk_update(items, ["position"])


def _hand_down_sections(draft, codes):
    """A heading above a question that goes moves to the next one that stays, unless a section begins there anyway."""
    heading, translations = "", {}
    for item in draft.asked:
        if item.section:
            heading, translations = item.section, item.translations
        if item.code in codes:
            continue
        if heading and not item.section:
            item.section = heading
            for language, kept in translations.items():
                if kept.get("section"):
                    item.translations.setdefault(language, {})["section"] = kept["section"]
            item.save()
        heading, translations = "", {}


def _refuse_strange_answers(gate, codes):
    possible = {option["code"] for option in gate.options}
    if gate.kind == Kind.COUNT:
        possible = set(range(gate.low or 0, (HIGHEST_COUNT if gate.high is None else gate.high) + 1))
    if not codes:
        raise QuestionnaireRefused(f"Say after which answers to {gate.code} it is asked; otherwise nobody would be.")
    if strange := sorted(set(codes) - possible):
        raise QuestionnaireRefused(f"{gate.code} cannot be answered with {', '.join(map(str, strange))}.")


def _refuse_title(draft, title):
    if draft.version > 1:
        raise QuestionnaireRefused("A later version keeps the title, so that it can be told what it is a version of.")
    if draft.programme.questionnaires.filter(title=title).exists():
        raise QuestionnaireRefused(f"There is another questionnaire called “{title}”. Choose another title.")


def _note(draft, by, reason):
    """Keep in the draft's history who changed it, and what in."""
    draft._history_user, draft._change_reason = by, reason[:REASON_LETTERS]
    draft.save()
