"""What people said who tried a draft: how long it took, what they left out, and what was unclear."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from surveys.answering.keeping import OVERALL
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.drafting.minutes import TimeTaken


@dataclass
class TriedQuestion:
    """What became of one question. `wording` is "" once the draft asks it no longer."""

    code: str
    wording: str
    counts: Counter
    remarks: list = field(default_factory=list)

    @property
    def asked(self):
        """How many were asked it: all who tried it but those whom an earlier answer led past it."""
        return sum(self.counts.values()) - self.not_asked

    @property
    def answered(self):
        return self.asked - self.left_out - self.dont_know

    @property
    def left_out(self):
        return self.counts[BLANK] + self.counts[REFUSED]

    @property
    def dont_know(self):
        return self.counts[DONT_KNOW]

    @property
    def not_asked(self):
        return self.counts[NOT_ASKED]


@dataclass(frozen=True)
class Tries:
    """All tries of a draft. `time` is None where nobody's time is known."""

    n: int
    time: TimeTaken | None
    questions: list
    remarks: list


def tries_of(questionnaire):
    """The Tries of a questionnaire: its questions in order, then those that were tried and are asked no longer."""
    tries = list(questionnaire.pilot_answers.all())
    wordings = {item.code: item.wording for item in questionnaire.asked}
    codes = dict.fromkeys([*wordings, *(code for each in tries for code in _codes(each))])
    questions = [_tried(code, wordings.get(code, ""), tries) for code in codes]
    seconds = [each.seconds for each in tries if each.seconds is not None]
    return Tries(
        n=len(tries),
        time=TimeTaken(len(seconds), median(seconds)) if seconds else None,
        questions=questions,
        remarks=[each.remarks[OVERALL] for each in tries if each.remarks.get(OVERALL)],
    )


def _codes(tried):
    return [*tried.answers, *tried.words, *(code for code in tried.remarks if code != OVERALL)]


def _tried(code, wording, tries):
    counts = Counter(each.answers[code] for each in tries if code in each.answers and code not in each.words)
    counts["words"] += sum(code in each.words for each in tries)
    return TriedQuestion(code, wording, counts, [each.remarks[code] for each in tries if each.remarks.get(code)])
