"""What people say: questions, questionnaires, waves, answers, and the ways they came in."""

from surveys.models.answering import Invitation, PaperForm, PilotAnswer, Sitting
from surveys.models.imports import ColumnMapping, ImportBatch
from surveys.models.quality import QualityFlag
from surveys.models.questionnaires import PublishedQuestionnaire, Question, Questionnaire, QuestionnaireItem
from surveys.models.responses import Response, WrittenAnswer
from surveys.models.testimonies import Testimony
from surveys.models.unlocking import UnlockRequest
from surveys.models.waves import Sample, Wave, WaveLocked, Weighting

__all__ = [
    "ColumnMapping",
    "ImportBatch",
    "Invitation",
    "PaperForm",
    "PilotAnswer",
    "PublishedQuestionnaire",
    "QualityFlag",
    "Question",
    "Questionnaire",
    "QuestionnaireItem",
    "Response",
    "Sample",
    "Sitting",
    "Testimony",
    "UnlockRequest",
    "Wave",
    "WaveLocked",
    "Weighting",
    "WrittenAnswer",
]
