"""Which stored fields are personal: the one place that says it, for every room.

Personal is what names a person, lets one be reached, or is one person's own answer. Exports, reports and the steering
group's pages hold only the other kind. A test fails on a field that is in neither list.
"""

PERSONAL = {
    "accounts.User": {"password", "last_login", "email", "name", "joined_on"},
    "commissioning.Membership": {"user"},
    "commissioning.Extension": {"agreed_by"},
    "commissioning.Task": {"owner"},
    "commissioning.Milestone": {"owner"},
    "commissioning.Kpi": {"owner"},
    "commissioning.Judgement": {"judged_by"},
    "commissioning.Waiver": {"waived_by"},
    "commissioning.Decision": {"decided_by", "decider_name"},
    "commissioning.Condition": {"owner"},
    "commissioning.Appointment": {"name", "user"},
    "commissioning.Risk": {"owner"},
    "commissioning.Attendance": {"name"},
    "commissioning.Action": {"owner", "owner_words"},
    "commissioning.Digest": {"user"},
    "commissioning.MoneyFile": {"uploaded_by"},
    "neighbourhoods.BaselinePart": {"confirmed_by"},
    "neighbourhoods.AreaFile": {"uploaded_by"},
    "neighbourhoods.LocalIntelligence": {"written_by"},
    "neighbourhoods.CohortChoice": {"written_by"},
    "surveys.Questionnaire": {"published_by"},
    "surveys.Wave": {"locked_by"},
    "surveys.Sample": {"sealed"},
    # A file of answers, and the faulty rows it is shown with, may hold anything that somebody wrote down.
    "surveys.ImportBatch": {"content", "faults", "findings", "uploaded_by"},
    "surveys.Response": {"key", "answered_on", "sex", "age_band", "design_weight", "weight", "answers"},
    "surveys.WrittenAnswer": {"text"},
}


def _fields(names):
    return set(names.split())


# What every task, milestone and KPI has.
OF_PROMISE = (
    "id key stage position title detail owner_role due_month original_due_month explanation evidence_link evidence_note"
)

NOT_PERSONAL = {
    "accounts.User": _fields("id is_superuser is_active is_staff"),
    "commissioning.Programme": _fields(
        "id key slug name area_name population commissioning_body contractor starts_on is_fictional about_areas "
        "evidence_version"
    ),
    "commissioning.Membership": _fields("id programme role"),
    "commissioning.Cohort": _fields("id programme number starts_in_month"),
    "commissioning.Stage": _fields(
        "id key programme number title purpose first_month last_month original_first_month original_last_month "
        "begins_on begins_under ends_on"
    ),
    "commissioning.Task": _fields(f"{OF_PROMISE} state done_on throughout"),
    "commissioning.Milestone": _fields(f"{OF_PROMISE} met_on"),
    "commissioning.Kpi": _fields(f"{OF_PROMISE} kind indicator target covers cohort first_agreed changed_because"),
    "commissioning.Extension": _fields(
        "id key programme stage task milestone kpi from_month to_month reason agreed_at"
    ),
    "commissioning.StageReport": _fields("id key stage title link note submitted_on"),
    "commissioning.Judgement": _fields("id key kpi score reason evidence_link judged_on"),
    "commissioning.Waiver": _fields("id key stage line said reason waived_at"),
    "commissioning.Decision": _fields("id key stage outcome reasons decided_at evidence fingerprint"),
    "commissioning.Condition": _fields("id key decision words owner_role due_on met_on met_how"),
    "commissioning.BudgetLine": _fields("id key stage kind what amount"),
    "commissioning.Payment": _fields("id key stage kind what amount paid_on reference"),
    "commissioning.Partner": _fields("id key programme name kind"),
    "commissioning.Contribution": _fields("id key stage partner kind what amount received valuation"),
    "commissioning.MoneyFile": _fields(
        "id programme filename content sha256 summary changes faults uploaded_at applied_at"
    ),
    "commissioning.Post": _fields("id key programme title team position fte purpose duties"),
    "commissioning.Appointment": _fields("id key post employer fte starts_on ends_on skills"),
    "commissioning.KnowledgeSession": _fields(
        "id key programme kind title held_on audience invited attended hours changed changed_on"
    ),
    "commissioning.ClauseAdvice": _fields(
        "id key programme contract holder advice given_on outcome outcome_on outcome_note"
    ),
    "commissioning.Risk": _fields(
        "id key programme title detail likelihood impact response review_on closed_on closed_because"
    ),
    "commissioning.Meeting": _fields("id key programme kind title held_on place notes"),
    "commissioning.Attendance": _fields("id key meeting organisation came"),
    "commissioning.Paper": _fields("id key meeting title link"),
    "commissioning.Resolution": _fields("id key meeting words"),
    "commissioning.Action": _fields("id key meeting words due_on done_on done_note"),
    "commissioning.Digest": _fields("id week claimed_at sent_at lines"),
    "neighbourhoods.KpiPlace": _fields("id kpi neighbourhood"),
    "neighbourhoods.Deployment": _fields("id key appointment neighbourhood kind starts_on ends_on fte"),
    "neighbourhoods.BaselinePart": _fields("id neighbourhood part completed_on note evidence_link"),
    "neighbourhoods.Neighbourhood": _fields("id programme cohort code name vintage boundary"),
    "neighbourhoods.PopulationGroup": _fields("id neighbourhood sex age_band residents counted_on source"),
    "neighbourhoods.SmallArea": _fields("id programme neighbourhood code vintage residents"),
    "neighbourhoods.AreaStatistic": _fields("id neighbourhood measure label unit value as_of source"),
    "neighbourhoods.AreaFile": _fields(
        "id programme kind filename vintage content sha256 summary faults uploaded_at applied_at"
    ),
    "neighbourhoods.LocalIntelligence": _fields("id neighbourhood note written_as written_at"),
    "neighbourhoods.CohortChoice": _fields(
        "id neighbourhood cohort number former_number reason ranking baseline written_as written_at"
    ),
    "surveys.Question": _fields(
        "id code kind wording hint options low high asked_if programme audience goal source licence is_modified "
        "position"
    ),
    "surveys.Questionnaire": _fields("id programme title audience version published_at"),
    "surveys.QuestionnaireItem": _fields("id code kind wording hint options low high asked_if questionnaire position"),
    "surveys.Wave": _fields(
        "id programme questionnaire name purpose design starts_on ends_on weighting weighted_at locked_at note"
    ),
    "surveys.Sample": _fields("id wave neighbourhood target population respondents weighting_report fingerprint"),
    "surveys.ColumnMapping": _fields("id questionnaire name toml used_at"),
    "surveys.ImportBatch": _fields(
        "id wave filename sha256 mapping state rows done_rows kept set_aside already_here failure uploaded_at "
        "finished_at progressed_at"
    ),
    "surveys.Response": _fields("id sample batch mode"),
    "surveys.WrittenAnswer": _fields("id response code"),
    "evaluation.LocalIndicator": _fields("id programme code position definition"),
    "evaluation.Estimate": _fields(
        "id wave area_kind area_code neighbourhood cohort indicator breakdown group respondents population places n "
        "n_missing x sw sw2 swy sw2y sw2yy sw_missing estimate se ci_low ci_high n_eff n_kish se_test df deff "
        "suppressed caution baseline_wave baseline_estimate baseline_n change change_low change_high p_value "
        "p_adjusted verdict"
    ),
}

# What the history of a row adds to it.
HISTORY = {
    "personal": {"history_user"},
    "not personal": {"history_id", "history_date", "history_change_reason", "history_type"},
}
