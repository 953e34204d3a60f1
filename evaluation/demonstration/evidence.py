"""Harbourside's waves: opened, answered, weighted and locked through the same actions as any other's."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from django.utils import timezone

from evaluation.demonstration import organisations as replied
from evaluation.demonstration import residents, timetable
from evaluation.demonstration.asking import Drawn, ask_short_form
from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.figure_two import fit_figure_two
from evaluation.demonstration.population import ward_population
from evaluation.demonstration.voices import write_down
from evaluation.models import Estimate
from neighbourhoods.bands import UNKNOWN
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.actions.waves import open_wave
from surveys.actions.weights import weigh_wave
from surveys.answers import PACKED
from surveys.bank import shipped_questions
from surveys.copying import copy_rows
from surveys.models import (
    Invitation,
    PaperForm,
    QualityFlag,
    Questionnaire,
    Response,
    Sample,
    Wave,
    WrittenAnswer,
)
from surveys.models.waves import Weighting

NOTE = "Invented answers, drawn by a computer."
MODES = (Response.Mode.INTERVIEW.value, Response.Mode.LINK.value, Response.Mode.PAPER.value)
MODE_SHARES = (0.55, 0.30, 0.15)
FIELDS = ("sample", "key", "mode", "answered_on", "sex", "age_band", "answers")


class Answered(NamedTuple):
    """Everybody's answers in one wave: `ward` is the place in WARDS; every array has the shape (people,)."""

    ward: np.ndarray
    sex: np.ndarray
    age_band: np.ndarray
    answers: dict


class Round(NamedTuple):
    """What sets one wave apart from the others of its questionnaire: number 0 is the baseline."""

    number: int
    fieldwork: timetable.Fieldwork
    answered: Answered

    @property
    def name_of_month(self):
        return f"{self.fieldwork.starts_on:%B %Y}"


def hold_surveys(programme, neighbourhoods, today, evaluator):
    """Every wave of the programme; `neighbourhoods` by their place in WARDS.

    The agencies' wave and the short form are still being answered; all others are locked.
    """
    load_shipped_menu()
    latest = _residents(programme, neighbourhoods, today, evaluator)
    _organisations(programme, neighbourhoods, today, evaluator)
    wave = _agencies(programme, neighbourhoods, today, evaluator)
    write_down(wave)
    ask_short_form(programme, neighbourhoods, today, evaluator, latest)


def take_surveys_away(programme):
    """Delete the programme's waves with their answers, the locked ones too, and the records of their changes."""
    samples = list(Sample.objects.filter(wave__programme=programme).values_list("pk", flat=True))
    answers = Response.objects.filter(sample__in=samples)
    for rows in (
        QualityFlag.history.filter(response__in=answers.values("pk")),
        Invitation.history.filter(sample__in=samples),
        PaperForm.history.filter(sample__in=samples),
        QualityFlag.objects.filter(response__in=answers),
        PaperForm.objects.filter(sample__in=samples),
        WrittenAnswer.objects.filter(response__in=answers),
        answers,
        Estimate.objects.filter(wave__programme=programme),
    ):
        rows._raw_delete(rows.db)
    programme.testimonies.all().delete()
    programme.waves.all().delete()


def _residents(programme, neighbourhoods, today, by):
    """The residents' waves; what residents answered in the latest."""
    asked = _published(programme, "Residents", "residents", residents.ASKED, by)
    people, answers = residents.draw_residents(ward_population())
    fit_figure_two(answers, people)
    ward = np.repeat(np.arange(len(WARDS)), residents.PEOPLE)
    for number, month in enumerate(timetable.RESIDENTS_MONTHS):
        own = {code: column[number].ravel() for code, column in answers.items()}
        answered = Answered(ward, people.sex[number].ravel(), people.age_band[number].ravel(), own)
        survey = Round(number, timetable.fieldwork_in(programme.starts_on, month, today), answered)
        _close(_open(asked, neighbourhoods, survey, by, target=residents.PEOPLE), by)
    latest = {code: column[residents.LATEST] for code, column in answers.items()}
    return Drawn(people.sex[residents.LATEST], people.age_band[residents.LATEST], latest)


def _organisations(programme, neighbourhoods, today, by):
    asked = _published(programme, "Organisations", "organisations", replied.ORGANISATION_CODES, by)
    for number, month in enumerate(timetable.ORGANISATIONS_MONTHS):
        answered = _nobody_known(replied.draw_organisations(number))
        survey = Round(number, timetable.fieldwork_in(programme.starts_on, month, today), answered)
        _close(_open(asked, neighbourhoods, survey, by, target=replied.ASKED_PER_WARD), by)


def _agencies(programme, neighbourhoods, today, by):
    """A first survey of agencies, still going on; no indicator is computed from it."""
    codes = [code for code, question in shipped_questions().items() if question.audience == "agencies"]
    asked = _published(programme, "Agencies", "agencies", codes, by)
    survey = Round(0, timetable.still_open(today), _nobody_known(replied.draw_agencies()))
    first_cohort = {place: neighbourhoods[place] for place, ward in enumerate(WARDS) if ward.cohort == 1}
    return _open(asked, first_cohort, survey, by, target=replied.AGENCIES_ASKED_PER_WARD)


def _nobody_known(replies):
    """Replies of organisations, which have neither sex nor age."""
    unknown = np.full(len(replies.ward), UNKNOWN)
    return Answered(replies.ward, unknown, unknown, replies.answers)


def _published(programme, title, audience, codes, by):
    """A published questionnaire, dated before anybody was asked."""
    draft = draft_questionnaire(programme=programme, title=title, audience=audience, codes=codes, by=by)
    publish_questionnaire(questionnaire=draft, by=by)
    Questionnaire.objects.filter(pk=draft.pk).update(published_at=_morning(programme.starts_on + timedelta(days=75)))
    return Questionnaire.objects.get(pk=draft.pk)


def _open(questionnaire, neighbourhoods, survey, by, *, target):
    """A wave with its answers in."""
    is_sample = questionnaire.audience == "residents"
    wave = open_wave(
        programme=questionnaire.programme,
        questionnaire=questionnaire,
        name=f"{questionnaire.title}, {survey.name_of_month}",
        purpose=Wave.Purpose.FOLLOW_UP if survey.number else Wave.Purpose.BASELINE,
        starts_on=survey.fieldwork.starts_on,
        ends_on=survey.fieldwork.ends_on,
        neighbourhoods=list(neighbourhoods.values()),
        target=target,
        design=Wave.Design.RANDOM if is_sample else Wave.Design.CENSUS,
        weighting=Weighting.POSTSTRATIFY if is_sample else Weighting.EQUAL,
        note=NOTE,
        by=by,
    )
    samples = dict(wave.samples.values_list("neighbourhood_id", "pk"))
    sample_of = {place: samples[neighbourhood.pk] for place, neighbourhood in neighbourhoods.items()}
    copy_rows(Response, FIELDS, list(_rows(wave, sample_of, survey)))
    return wave


def _rows(wave, sample_of, survey):
    """A row for each response, in the order of FIELDS."""
    answered, people = survey.answered, len(survey.answered.ward)
    order = wave.questionnaire.order
    packed = np.stack([answered.answers[code] for code in order], axis=1).astype(PACKED)
    rng = np.random.default_rng([SEED, 6, wave.starts_on.toordinal()])
    modes = rng.choice(MODES, people, p=MODE_SHARES).tolist()
    dates = [(wave.starts_on + timedelta(days=day)).isoformat() for day in range(survey.fieldwork.days_answered)]
    days = rng.integers(0, len(dates), people).tolist()
    about = zip(answered.ward.tolist(), answered.sex.tolist(), answered.age_band.tolist(), strict=True)
    for i, (ward, sex, band) in enumerate(about):
        yield sample_of[ward], f"demonstration-{i}", modes[i], dates[days[i]], sex, band, packed[i].tobytes()


def _close(wave, by):
    """Weigh and lock the wave, dated some days after its fieldwork."""
    weigh_wave(wave=wave, by=by)
    lock_wave(wave=wave, by=by)
    at = min(timezone.now(), _morning(wave.ends_on + timedelta(days=timetable.DAYS_TO_LOCK)))
    Wave.objects.filter(pk=wave.pk).update(weighted_at=at, locked_at=at)


def _morning(on):
    return timezone.make_aware(datetime.combine(on, time(10)))
