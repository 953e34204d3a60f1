"""The tables of what was agreed, done and found on the ground: one for each model, with the fields that may leave."""

from commissioning import models as agreed
from evaluation.models import Comment
from evaluation.sharing.tables import of_model
from neighbourhoods import models as there
from neighbourhoods.groups.standing import one_person_kinds


def _groups_alone(entries):
    """Without entries that are one person, in whatever they are named."""
    return entries.exclude(kind__in=one_person_kinds())


def _of_groups_alone(entries):
    return entries.exclude(group__kind__in=one_person_kinds())


PROMISE = (
    "key stage position title detail owner_role due_month original_due_month explanation evidence_link evidence_note"
)
TABLES_OF_MODELS = (
    of_model(agreed.Cohort, "cohorts", "Cohorts", "Neighbourhoods that start together.", "number starts_in_month"),
    of_model(
        there.PopulationGroup,
        "population",
        "Population",
        "Residents by sex and age band, as official statistics give them.",
        "neighbourhood sex age_band residents counted_on source",
    ),
    of_model(
        there.SmallArea,
        "small_areas",
        "Small areas",
        "The LSOAs that each neighbourhood is made of.",
        "code neighbourhood vintage residents",
    ),
    of_model(
        there.AreaStatistic,
        "area_statistics",
        "Area statistics",
        "Official figures about neighbourhoods, each with its date and source.",
        "neighbourhood measure label unit value low high count denominator period as_of source note",
    ),
    of_model(
        agreed.Stage,
        "stages",
        "Stages",
        "The stages of the contract.",
        "number title purpose first_month last_month original_first_month original_last_month begins_on ends_on",
    ),
    of_model(
        agreed.Task, "tasks", "Tasks", "What was to be done in each stage.", f"{PROMISE} state done_on throughout"
    ),
    of_model(agreed.Milestone, "milestones", "Milestones", "What was to be reached.", f"{PROMISE} met_on"),
    of_model(
        agreed.Kpi,
        "kpis",
        "KPIs",
        "Which indicators were to move, where, and by when.",
        f"{PROMISE} kind indicator target covers cohort first_agreed changed_because",
    ),
    of_model(
        agreed.Extension,
        "extensions",
        "Moved days",
        "What was moved to another month, and why.",
        "key stage task milestone kpi from_month to_month reason agreed_at",
    ),
    of_model(agreed.Judgement, "judgements", "Judgements", "KPIs that people judge.", "key kpi score reason judged_on"),
    of_model(agreed.Waiver, "waivers", "Waivers", "Lines of a gate that were let pass.", "key stage line said reason"),
    of_model(
        agreed.Decision,
        "decisions",
        "Decisions",
        "What was decided at each gate. The evidence frozen with it is on its page.",
        "key stage outcome reasons decided_at fingerprint",
    ),
    of_model(
        agreed.Condition,
        "conditions",
        "Conditions",
        "What decisions were tied to.",
        "key decision words owner_role due_on met_on met_how",
    ),
    of_model(agreed.BudgetLine, "budget", "Budget", "What was set aside.", "key stage kind what amount"),
    of_model(agreed.Payment, "payments", "Payments", "What was spent.", "key stage kind what amount paid_on reference"),
    of_model(agreed.Partner, "partners", "Partners", "Who contributes.", "key name kind"),
    of_model(
        agreed.Contribution,
        "contributions",
        "Contributions",
        "What partners agreed to and gave.",
        "key stage partner kind what amount received valuation",
    ),
    of_model(agreed.Post, "posts", "Posts", "The posts of the team.", "key title team position fte purpose duties"),
    of_model(
        agreed.Appointment,
        "appointments",
        "Appointments",
        "How posts were filled, without names.",
        "key post employer fte starts_on ends_on skills",
    ),
    of_model(
        there.Deployment,
        "deployments",
        "Deployments",
        "Where the team worked.",
        "key appointment neighbourhood kind starts_on ends_on fte",
    ),
    of_model(
        agreed.Risk,
        "risks",
        "Risks",
        "The risk register.",
        "key title detail likelihood impact response review_on closed_on closed_because",
    ),
    of_model(agreed.Meeting, "meetings", "Meetings", "Meetings, ahead and held.", "key kind title held_on place"),
    of_model(agreed.Resolution, "resolutions", "Decisions of meetings", "What meetings decided.", "key meeting words"),
    of_model(
        agreed.Action,
        "actions",
        "Actions",
        "What meetings asked for, without whose it is.",
        "key meeting words due_on done_on done_note",
    ),
    of_model(
        agreed.KnowledgeSession,
        "sessions",
        "Knowledge transfer",
        "Training and briefings.",
        "key kind title held_on audience invited attended hours changed changed_on",
    ),
    of_model(
        agreed.ClauseAdvice,
        "clause_advice",
        "Advice on contracts",
        "What was advised on others’ contracts.",
        "key contract holder advice given_on outcome outcome_on outcome_note",
    ),
    of_model(
        there.BaselinePart,
        "baseline_parts",
        "Baselines",
        "Which parts of each baseline are complete.",
        "neighbourhood part completed_on note evidence_link",
    ),
    of_model(
        there.RegisterConfirmation,
        "confirmations",
        "Confirmed registers",
        "Which registers were confirmed as complete, as at which day, by which role.",
        "key neighbourhood register as_at note confirmed_as",
    ),
    of_model(
        there.CommunityGroup,
        "groups",
        "Groups",
        "The directory, without entries that are one person.",
        "key name kind sector about meets meets_where website founded_on approaches is_listed duplicate_of",
        chosen=_groups_alone,
    ),
    of_model(
        there.GroupPlace,
        "group_places",
        "Groups by neighbourhood",
        "Where each group serves people, and since when.",
        "group neighbourhood since until",
        chosen=_of_groups_alone,
    ),
    of_model(
        there.GroupProfile,
        "profiles",
        "Profiles of groups",
        "The career of each group. What groups say in their own words stays with their keepers.",
        "key group as_of state named has_contact open_to_join members volunteers paid_staff activities themes "
        "about_health income_band income confidence source struck_out_at",
        chosen=_of_groups_alone,
    ),
    of_model(
        there.GroupLink,
        "links",
        "Links",
        "Who works with whom.",
        "key group other agency kind started_on ended_on",
        chosen=lambda links: _of_groups_alone(links).exclude(other__kind__in=one_person_kinds()),
    ),
    of_model(there.Agency, "agencies", "Agencies", "Public and other agencies.", "key name kind about"),
    of_model(
        there.Asset,
        "assets",
        "Assets",
        "Meeting places, hubs and what else a neighbourhood has.",
        "key neighbourhood kind name run_by group where cost cost_words step_free access capacity fte since until note",
    ),
    of_model(
        there.GrantScheme,
        "schemes",
        "Grant schemes",
        "Who gives grants.",
        "key name funder about opens_on closes_on most",
    ),
    of_model(
        there.Grant,
        "grants",
        "Grants",
        "Grants awarded to groups.",
        "key group scheme neighbourhood identifier title description amount currency awarded_on starts_on ends_on "
        "funder_name funder_identifier",
        chosen=_of_groups_alone,
    ),
    of_model(
        there.Project,
        "projects",
        "Projects",
        "Projects and where they run.",
        "key name about led_by since until places",
    ),
    of_model(
        there.FieldworkEntry,
        "visits",
        "Fieldwork",
        "What fieldworkers did, in hours and people reached. Their notes stay with them.",
        "key neighbourhood kinds done_on hours people approaches",
    ),
    of_model(
        there.CommunityIssue,
        "issues",
        "Issues",
        "What residents raised, with which agency, and what came of it.",
        "key neighbourhood title theme raised_by raised_on agency sent_on acknowledged_on outcome outcome_on "
        "outcome_words",
    ),
    of_model(
        there.AgencyReply,
        "replies",
        "Replies",
        "When agencies replied, and whether to the point.",
        "key issue replied_on is_substantive",
    ),
    of_model(
        there.Effect,
        "effects",
        "Unintended effects",
        "Good and bad, that nobody planned.",
        "key neighbourhood kind title words seen_on response",
    ),
    of_model(
        there.CaseStudy,
        "case_studies",
        "Case studies",
        "Stories that may be read by everybody in the programme.",
        "key neighbourhood title story told_on",
        chosen=lambda stories: stories.filter(is_shared=True),
    ),
    of_model(
        there.MethodStep,
        "steps",
        "Steps of a method",
        "How far each neighbourhood has come.",
        "key neighbourhood method number reached_on evidence evidence_link",
    ),
    of_model(
        there.AnchorsPosition,
        "anchors",
        "Anchors discussion",
        "Where the group stood on each question.",
        "discussion question standing words",
    ),
    of_model(
        Comment,
        "comments",
        "Comments",
        "Comments and replies, by role.",
        "key indicator section answers words written_at written_as settled_at settled_how",
        chosen=lambda remarks: remarks.filter(edition=None),
    ),
)
