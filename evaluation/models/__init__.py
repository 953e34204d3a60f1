"""What changed, is it real: figures derived from answers, the reports made of them, and who may read what outside."""

from evaluation.models.comments import Comment
from evaluation.models.estimates import Estimate, KeptSums, LocalIndicator
from evaluation.models.reports import Edition, EditionFile, EditionIsFixed, EditionStep, EditionText, Report
from evaluation.models.sharing import ApiToken, ProgrammeFile, PublicPage

__all__ = [
    "ApiToken",
    "Comment",
    "Edition",
    "EditionFile",
    "EditionIsFixed",
    "EditionStep",
    "EditionText",
    "Estimate",
    "KeptSums",
    "LocalIndicator",
    "ProgrammeFile",
    "PublicPage",
    "Report",
]
