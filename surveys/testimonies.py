"""What agencies, organisations and residents said in words, and how often agencies gave each answer."""

from collections import Counter
from dataclasses import dataclass

from surveys.answers import MISSING_WORDS
from surveys.disclosure import FEWEST_SHOWN, sum_gives_away
from surveys.models import Response, Testimony, Wave, WrittenAnswer
from surveys.models.questionnaires import Audience, Kind

# What agencies answer to whether they may be quoted, and in what role: the bank's own questions.
MAY_QUOTE, ROLE = "K9", "K10"
CONSENT_OF = {1: Testimony.Consent.ROLE, 2: Testimony.Consent.ANONYMOUS, 3: Testimony.Consent.NOT_GIVEN}


def written_answers(programme):
    """Written answers of the programme's waves that count, the latest wave first, with where they were given.

    Days are left out: with them a reader could tell whose words they are.
    """
    return (
        WrittenAnswer.objects.filter(response__sample__wave__programme=programme, response__is_excluded=False)
        .select_related("response__sample__wave__questionnaire", "response__sample__neighbourhood")
        .defer("response__sample__neighbourhood__boundary", "response__sample__sealed")
        .order_by("-response__sample__wave__starts_on", "code", "text")
    )


def begun_from(written):
    """What a testimony made of a written answer begins with, by field; its consent as the person gave it, if asked."""
    response, begun = written.response, {"words": written.text}
    begun |= {"wave": response.sample.wave_id, "neighbourhood": response.sample.neighbourhood_id}
    if MAY_QUOTE in response.sample.wave.questionnaire.order:
        consent = CONSENT_OF.get(response.answers[MAY_QUOTE], Testimony.Consent.NOT_GIVEN)
        role = response.written_answers.filter(code=ROLE).first()
        begun |= {"consent": consent}
        if role and consent == Testimony.Consent.ROLE:
            begun |= {"said_as": role.text[:100]}
    return begun


@dataclass(frozen=True)
class AnswerCounts:
    """How many gave each answer to one question: pairs of label and words such as "8 of 18" or "fewer than 5".

    `hidden` are the counts that are withheld; without `is_shown` nobody sees any of them.
    """

    item: object
    answered: int
    rows: tuple
    missing: tuple
    hidden: frozenset
    is_shown: bool


def agency_answers(programme):
    """(wave, how many answered, [AnswerCounts]) of the latest locked wave among agencies, or None. Constant queries."""
    asked = Wave.objects.filter(
        programme=programme, questionnaire__audience=Audience.AGENCIES, locked_at__isnull=False, destroyed_on=None
    )
    wave = asked.select_related("questionnaire").order_by("-starts_on", "-pk").first()
    if wave is None:
        return None
    responses = Response.objects.of_wave(wave).counted().select_related("sample__wave")
    answers = [_with(response, wave).answers.as_dict() for response in responses.defer("sample__sealed")]
    items = [item for item in wave.questionnaire.asked if item.kind == Kind.SINGLE and item.code != MAY_QUOTE]
    return wave, len(answers), _all_counts(items, answers)


def _with(response, wave):
    response.sample.wave = wave
    return response


def _all_counts(items, answers):
    """AnswerCounts of each item; how many were asked one must not tell what is withheld of the one before."""
    counts, telling = [], set()
    for item in items:
        tells = (item.asked_if or {}).get("question") in telling
        counts.append(_counts(item, answers, may_tell=not tells))
        if tells or counts[-1].hidden or not counts[-1].is_shown:
            telling.add(item.code)
    return counts


def _counts(item, answers, may_tell):
    found = Counter(each[item.code] for each in answers)
    labels = {option["code"]: option["label"] for option in item.options}
    answered = sum(found[code] for code in labels)
    hidden = _hidden([found[code] for code in labels])
    is_shown = may_tell and answered >= FEWEST_SHOWN and not _is_told(hidden, [found[code] for code in labels])
    rows = tuple((label, *_shown(found[code], answered, hidden)) for code, label in labels.items())
    missing = tuple((words, found[code]) for code, words in MISSING_WORDS.items() if found[code] >= FEWEST_SHOWN)
    return AnswerCounts(item, answered, rows, missing, hidden, is_shown)


def _hidden(counts):
    """The counts that are not shown: those from 1 to 4 and, where the total would tell them, the next smallest."""
    given = sorted(count for count in counts if count)
    small = [count for count in given if count < FEWEST_SHOWN]
    if small and sum_gives_away(small):
        # Where there is none left, nobody is told either which answers were not given at all.
        small += given[len(small) : len(small) + 1] or [0]
    return frozenset(small)


def _is_told(hidden, counts):
    """Whether withheld counts are all as large as they can be, so that their total tells each of them."""
    withheld = [count for count in counts if count in hidden]
    return bool(withheld) and set(withheld) == {FEWEST_SHOWN - 1}


def _shown(count, answered, hidden):
    """Words and a share for a bar, None where it is withheld."""
    if count in hidden:
        return (f"fewer than {FEWEST_SHOWN}" if count < FEWEST_SHOWN else "not shown"), None
    return f"{count} of {answered}", round(100 * count / answered) if answered else 0
