"""What people say: questions, questionnaires, waves, answers and the files they came in."""

from surveys.models.imports import ColumnMapping, ImportBatch
from surveys.models.questionnaires import PublishedQuestionnaire, Question, Questionnaire, QuestionnaireItem
from surveys.models.responses import Response, WrittenAnswer
from surveys.models.waves import Sample, Wave, WaveLocked, Weighting

__all__ = [
    "ColumnMapping",
    "ImportBatch",
    "PublishedQuestionnaire",
    "Question",
    "Questionnaire",
    "QuestionnaireItem",
    "Response",
    "Sample",
    "Wave",
    "WaveLocked",
    "Weighting",
    "WrittenAnswer",
]
