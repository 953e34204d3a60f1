"""A draft's questions as its page shows them, one by one."""

from dataclasses import dataclass

from surveys.drafting.comparability import differences
from surveys.drafting.menu import menu_of
from surveys.models import QuestionnaireItem
from surveys.routing import routing_words


@dataclass(frozen=True)
class AskedRow:
    """A question of a questionnaire: its place from 1, who is asked, what it feeds, where it departs from the menu."""

    item: QuestionnaireItem
    place: int
    routing: str
    feeds: list
    departures: list

    @property
    def code(self):
        return self.item.code


def asked_rows(questionnaire, fed):
    """An AskedRow for each question; `fed` maps codes to the indicators that need them. One query for the menu."""
    menu, by_code = menu_of(questionnaire.programme, questionnaire.audience), {q.code: q for q in questionnaire.asked}
    return [
        AskedRow(
            item=item,
            place=place,
            routing=routing_words(item.asked_if, by_code),
            feeds=fed.get(item.code, []),
            departures=departures(item, menu, by_code),
        )
        for place, item in enumerate(questionnaire.asked, start=1)
    ]


def departures(item, menu, by_code):
    """In what an item departs from the question of its code on the menu; nothing where there is none."""
    if item.code not in menu:
        return []
    changed, reworded = differences(menu[item.code], item, then=menu, now=by_code)
    return [*changed, *reworded]
