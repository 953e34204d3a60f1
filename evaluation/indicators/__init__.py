"""Indicators as data: what is counted, out of whom, how a respondent's answers decide it. No Django here."""

from evaluation.indicators.definitions import (
    Alternative,
    Benchmark,
    Indicator,
    definition_files,
    national,
    read_definitions,
)
from evaluation.indicators.scoring import QuestionsNotAsked, Scorer, Scores, compile_scorer, score

__all__ = [
    "Alternative",
    "Benchmark",
    "Indicator",
    "QuestionsNotAsked",
    "Scorer",
    "Scores",
    "compile_scorer",
    "definition_files",
    "national",
    "read_definitions",
    "score",
]
