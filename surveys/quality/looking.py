"""Looking through the answers of a wave with every check."""

from dataclasses import dataclass

import numpy as np

from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, PACKED, REFUSED
from surveys.models import QualityFlag, Response
from surveys.quality import checks
from surveys.quality.rules import batteries_of, contradictions_of

Check = QualityFlag.Check
FIELDS = ("pk", "sample_id", "answers", "sex", "age_band", "mode", "language", "seconds")
LONGEST = QualityFlag._meta.get_field("detail").max_length
MUCH_MISSING = 0.1


@dataclass(frozen=True)
class Answered:
    """All answers of a wave, also excluded ones, in the order in which they were stored, as arrays of equal length.

    `answers` (people x questions), `sample`, `sex`, `band`, `group` (who is alike in mode and language), `seconds`
    (NaN: unknown), `pk`.
    """

    pk: np.ndarray
    sample: np.ndarray
    answers: np.ndarray
    sex: np.ndarray
    band: np.ndarray
    group: np.ndarray
    seconds: np.ndarray


def read_answered(wave):
    """The Answered of a wave, or None where nobody has answered. One query, besides those of the questionnaire."""
    rows = list(Response.objects.of_wave(wave).order_by("pk").values_list(*FIELDS))
    if not rows:
        return None
    pk, sample, packed, sex, band, mode, language, seconds = zip(*rows, strict=True)
    return Answered(
        pk=np.array(pk),
        sample=np.array(sample),
        answers=matrix_of(packed, len(wave.questionnaire.order)),
        sex=np.array(sex),
        band=np.array(band),
        group=_numbered(list(zip(mode, language, strict=True))),
        seconds=np.array(seconds, dtype=float),
    )


def matrix_of(packed, questions):
    """Packed answers as an array of people by questions."""
    return np.frombuffer(b"".join(map(bytes, packed)), PACKED).reshape(len(packed), questions)


def _numbered(keys):
    numbers = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])


def findings_of(wave):
    """What the checks notice: words by (number of the response, Check). The same answers give the same findings."""
    people = read_answered(wave)
    if people is None:
        return {}
    questionnaire = wave.questionnaire
    found = {
        Check.SPEED: checks.speeders(people.seconds, people.group),
        Check.STRAIGHT_LINE: checks.straight_liners(people.answers, batteries_of(questionnaire)),
        Check.DUPLICATE: checks.duplicates(
            people.answers, people.sample, people.sex, people.band, [f"answer {pk}" for pk in people.pk]
        ),
        Check.IMPOSSIBLE: checks.impossible(people.answers, contradictions_of(questionnaire)),
        Check.MISSING: checks.mostly_missing(people.answers),
    }
    words = {}
    for check, findings in found.items():
        for finding in findings:
            words.setdefault((int(people.pk[finding.at]), str(check)), []).append(finding.words)
    return {key: " ".join(said)[:LONGEST] for key, said in words.items()}


@dataclass(frozen=True)
class Missing:
    """How many of those who were asked a question gave no answer to it, by kind."""

    code: str
    wording: str
    asked: int
    dont_know: int
    refused: int
    blank: int

    @property
    def missing(self):
        return self.dont_know + self.refused + self.blank

    @property
    def share(self):
        """In [0, 1]; nobody asked is 0."""
        return self.missing / self.asked if self.asked else 0.0

    @property
    def percent(self):
        return 100 * self.share

    @property
    def is_much(self):
        return self.share > MUCH_MISSING


def missing_by_question(wave):
    """A Missing for each question with a packed answer, over the answers that count, the worst first."""
    questionnaire = wave.questionnaire
    rows = list(Response.objects.of_wave(wave).counted().order_by().values_list("answers", flat=True))
    answers = matrix_of(rows, len(questionnaire.order)) if rows else np.empty((0, len(questionnaire.order)), PACKED)
    counts = {kind: (answers == kind).sum(axis=0) for kind in (NOT_ASKED, DONT_KNOW, REFUSED, BLANK)}
    found = [
        Missing(
            code=item.code,
            wording=item.wording,
            asked=len(answers) - int(counts[NOT_ASKED][column]),
            dont_know=int(counts[DONT_KNOW][column]),
            refused=int(counts[REFUSED][column]),
            blank=int(counts[BLANK][column]),
        )
        for item in questionnaire.asked
        if (column := questionnaire.order.get(item.code)) is not None
    ]
    return sorted(found, key=lambda missing: -missing.share)
