"""A wave full of traps: routing, several options, every kind of missing, empty and excluded places, unknown people."""

import random
import struct
from datetime import date, timedelta

from django.utils import timezone

from neighbourhoods.models import PopulationGroup
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.models import QuestionnaireItem, Response
from surveys.tests.factories import YES_NO, QuestionnaireFactory, SampleFactory, WaveFactory
from surveys.tests.second_reading.plain import BLANK, CELLS, DONT_KNOW, NOT_ASKED, REFUSED

STARTS, ENDS = date(2024, 7, 1), date(2024, 7, 31)
FIVE = [{"code": code, "label": f"Grade {code}"} for code in range(1, 6)]
TOPICS = [{"code": code, "label": f"Topic {code}"} for code in (1, 2, 5, 14)]
# Name, residents by cell (None: nobody counted them), answers, of these excluded, target.
PLACES = (
    ("Ropewalk", (410, 820, 700, 380, 400, 830, 690, 520), 120, 9, 150),
    ("Tanyard", (90, 300, 200, 100, 95, 310, 210, 160), 23, 0, 37),
    ("Dockray", (50, 50, 50, 50, 50, 50, 50, 50), 1, 0, 10),
    ("Emptyfield", (60, 70, 80, 90, 60, 70, 80, 90), 0, 0, 20),
    ("Struckout", (60, 70, 80, 90, 60, 70, 80, 90), 8, 8, 20),
    ("Uncounted", None, 14, 1, 25),
)


def item_tables():
    """Tables of a questionnaire with every kind, two routes one behind the other, and a battery."""
    yield {"code": "A1", "kind": "single", "options": YES_NO}
    yield {"code": "A2", "kind": "single", "options": FIVE, "asked_if": {"question": "A1", "is": [1]}}
    yield {"code": "M1", "kind": "multiple", "options": TOPICS}
    yield {"code": "M2", "kind": "multiple", "options": TOPICS, "asked_if": {"question": "M1", "is": [2, 14]}}
    yield {"code": "C1", "kind": "count", "low": 0, "high": 95, "asked_if": {"question": "M2", "is": [5]}}
    yield {"code": "W1", "kind": "text"}
    yield {"code": "N1", "kind": "number", "low": 0, "high": 30_000}
    yield from ({"code": f"B{number}", "kind": "single", "options": FIVE} for number in range(1, 7))


def a_questionnaire(programme, audience="residents", tables=None, *, published=True):
    made = QuestionnaireFactory(programme=programme, audience=audience)
    made.items.all().delete()
    for position, table in enumerate(tables or item_tables()):
        QuestionnaireItem.objects.create(
            questionnaire=made, position=position, wording=f"Wording of {table['code']}", **table
        )
    made.published_at = timezone.now() if published else None
    made.save()
    return made


def answers_of(chance, items):
    """One person's packed answers by code, as routing allows."""
    said = {}
    dull, absent = chance.random() < 0.06, chance.random() < 0.08
    for item in (item for item in items if item.kind != "text"):
        said[item.code] = _answer(chance, item, said, dull, absent)
    return said


def _answer(chance, item, said, dull, absent):
    if item.asked_if:
        before = said[item.asked_if["question"]]
        several = item.asked_if["question"].startswith("M")
        wanted = (
            any(before >> code - 1 & 1 for code in item.asked_if["is"]) if several else before in item.asked_if["is"]
        )
        if before != BLANK and not (before >= 0 and wanted):
            return NOT_ASKED
        if before == BLANK:
            return BLANK
    if chance.random() < (0.7 if absent else 0.08):
        return chance.choice([BLANK, DONT_KNOW, REFUSED])
    if item.kind == "multiple":
        return sum(1 << option["code"] - 1 for option in item.options if chance.random() < 0.4)
    if item.kind == "single":
        return 3 if dull and len(item.options) == 5 else chance.choice(item.options)["code"]
    return chance.choice([0, 0, 1, 95] if item.kind == "count" else [0, 96, 98, 99, 30_000])


def a_wave(programme, *, seed=1, places=PLACES, questionnaire=None, **fields):
    """A wave over `places`, its answers made with `seed`."""
    chance = random.Random(seed)  # noqa: S311 - the same answers each time
    questionnaire = questionnaire or a_questionnaire(programme)
    wave = WaveFactory(
        programme=programme, questionnaire=questionnaire, **{"starts_on": STARTS, "ends_on": ENDS} | fields
    )
    for name, residents, people, excluded, target in places:
        place = programme.neighbourhoods.filter(name=name).first() or _place(programme, name, residents)
        sample = SampleFactory(
            wave=wave, neighbourhood=place, target=target, population=sum(residents) if residents else None
        )
        fill(chance, sample, people, excluded)
    return wave


def _place(programme, name, residents):
    place = NeighbourhoodFactory(programme=programme, name=name)
    PopulationGroup.objects.bulk_create(
        PopulationGroup(neighbourhood=place, sex=sex, age_band=band, residents=number, counted_on=date(2021, 3, 21))
        for (sex, band), number in zip(CELLS, residents or (), strict=bool(residents))
    )
    return place


def fill(chance, sample, people, excluded=0):
    """So many answers, the first of them excluded; some a second time, some without sex, age, day or time."""
    items, rows, last = sample.wave.questionnaire.asked, [], None
    for number in range(people):
        again = last is not None and chance.random() < 0.05
        said, sex, band = last if again else (answers_of(chance, items), *_who(chance))
        last = (said, sex, band)
        day = None if chance.random() < 0.1 else sample.wave.starts_on + timedelta(days=chance.randint(-2, 33))
        mode, language = chance.choice(["link", "link", "link", "paper", "file"]), chance.choice(["", "", "", "ar"])
        seconds = chance.choice([None, 60, *range(200, 500, 20)]) if mode == "link" else None
        packed = struct.pack(f"<{len(said)}h", *said.values())
        who = {"sex": sex, "age_band": band, "mode": mode, "language": language, "seconds": seconds}
        about = {"answered_on": day, "is_excluded": number < excluded, "answers": packed}
        rows.append(Response(sample=sample, key=f"row-{number}", **who, **about))
    Response.objects.bulk_create(rows)


def _who(chance):
    return chance.choices([1, 2, 0], [45, 45, 10])[0], chance.choices([1, 2, 3, 4, 0], [5, 40, 30, 20, 5])[0]
