"""A wave whose questionnaire has one question of each kind and is spoken in English and Arabic, for interviews."""

from datetime import date

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

STARTS, ENDS = date(2024, 7, 1), date(2024, 7, 31)
IN_ARABIC = {"wording": "هل قدمت المساعدة؟", "options": {"1": "نعم", "2": "لا"}}


def doorstep_wave(
    programme, *, starts=STARTS, ends=ENDS, places=("Quayside", "Ropewalk"), audience="residents", **of_wave
):
    """An open wave over some places, each of 100 residents of each sex and age, at a target of 80."""
    questionnaire = QuestionnaireFactory(
        programme=programme,
        codes=["R2"],
        audience=audience,
        languages=["ar"],
        introduction="We ask about this neighbourhood.",
        consent="Nobody has to answer. Do you agree?",
        translations={"ar": {"consent": "هل توافق؟"}},
    )
    questionnaire.items.all().delete()
    for item in one_of_each_kind(questionnaire=questionnaire):
        item.translations = {"ar": IN_ARABIC} if item.code == "R4" else {}
        item.save()
    questionnaire.published_at = "2024-06-01T12:00Z"
    questionnaire.save()
    named = {"programme": programme, "questionnaire": questionnaire, "name": "Doorstep", "design": "quota"}
    wave = WaveFactory(starts_on=starts, ends_on=ends, **named | of_wave)
    for name in places:
        place = NeighbourhoodFactory(programme=programme, name=name, residents=100)
        SampleFactory(wave=wave, neighbourhood=place, target=80)
    return wave


def interviewer_of(programme, role=Role.EVALUATOR, **of_user):
    return MembershipFactory(
        programme=programme, role=role, **{f"user__{name}": value for name, value in of_user.items()}
    ).user


def lock(wave):
    wave.refresh_from_db()
    wave.weighted_at = wave.locked_at = "2024-08-02T12:00Z"
    wave.save()
