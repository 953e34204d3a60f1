"""Everything of a programme that may be taken out, table by table, and what may not, with the reason."""

from django.utils import timezone

from evaluation.sharing.evidence_tables import EVIDENCE_TABLES
from evaluation.sharing.work_tables import TABLES_OF_MODELS

TABLES = (*EVIDENCE_TABLES, *TABLES_OF_MODELS)

# Models without a table of their own, and why.
LEFT_OUT = {
    "on the first sheet": {"commissioning.Programme"},
    "who belongs to the programme": {"accounts.User", "commissioning.Membership", "commissioning.Attendance"},
    "as a table under another name": {
        *("neighbourhoods.Neighbourhood", "surveys.Wave", "surveys.Sample", "surveys.Questionnaire"),
        *("surveys.QuestionnaireItem", "evaluation.Report", "evaluation.Edition", "evaluation.Estimate"),
        "evaluation.LocalIndicator",
    },
    "single answers, or how they came in": {
        *("surveys.Response", "surveys.WrittenAnswer", "surveys.Invitation", "surveys.Sitting", "surveys.PilotAnswer"),
        *("surveys.PaperForm", "surveys.QualityFlag", "surveys.ImportBatch", "surveys.ColumnMapping"),
        *("surveys.UnlockRequest", "surveys.Testimony", "evaluation.KeptSums"),
    },
    "about people": {"neighbourhoods.Contact", "neighbourhoods.PersonRequest", "neighbourhoods.LocalIntelligence"},
    "how the product works": {
        *("commissioning.Digest", "commissioning.MoneyFile", "neighbourhoods.RegisterFile", "neighbourhoods.AreaFile"),
        *("neighbourhoods.RegisterRules", "evaluation.PublicPage", "evaluation.ApiToken", "evaluation.ProgrammeFile"),
        *("surveys.Question", "neighbourhoods.BaselineDuty", "neighbourhoods.DistinctGroups"),
        *("neighbourhoods.GroupMerge", "neighbourhoods.CohortChoice", "neighbourhoods.GroupIdentifier"),
    },
    "within another table, or a file that has it whole": {
        *("commissioning.StageReport", "commissioning.Paper", "neighbourhoods.KpiPlace"),
        *("neighbourhoods.BaselineFreeze", "neighbourhoods.LinkConfirmation", "neighbourhoods.AnchorsDiscussion"),
        *("neighbourhoods.GrantScheme_places", "neighbourhoods.Project_places"),
        "neighbourhoods.FieldworkEntry_groups",
        *("evaluation.EditionText", "evaluation.EditionStep", "evaluation.EditionFile"),
    },
}


def about(programme):
    """What stands on the first sheet: (label, value) of the programme, and the day of the file."""
    return [
        ("Programme", programme.name),
        ("Area", programme.area_name),
        ("Commissioned by", programme.commissioning_body),
        ("Contractor", programme.contractor),
        ("First day", programme.starts_on),
        ("Residents of the area", programme.population),
        ("Made on", timezone.localdate()),
        ("Evidence version", programme.evidence_version),
        ("Register version", programme.register_version),
    ] + (
        [("Please note", "A fictional programme: its places, people and figures are invented.")]
        * programme.is_fictional
    )
