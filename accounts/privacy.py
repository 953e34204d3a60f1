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
    "neighbourhoods.BaselineDuty": {"owner"},
    "neighbourhoods.RegisterConfirmation": {"confirmed_by"},
    "neighbourhoods.BaselineFreeze": {"written_by"},
    "neighbourhoods.Contact": {"name", "position", "phone", "email"},
    "neighbourhoods.PersonRequest": {"done_by"},
    # What fieldworkers and groups write in their own words may name somebody, whatever the form asks them.
    "neighbourhoods.GroupProfile": {
        "ambition",
        "networks",
        "achievements",
        "problems",
        "recorded_by",
        "struck_out_by",
        "struck_out_because",
    },
    "neighbourhoods.GroupMerge": {"merged_by", "undone_by"},
    "neighbourhoods.DistinctGroups": {"told_by"},
    "neighbourhoods.FieldworkEntry": {"what_happened", "next_step", "done_by"},
    "neighbourhoods.CommunityIssue": {"detail"},
    "neighbourhoods.AgencyReply": {"words"},
    "neighbourhoods.CaseStudy": {"consent_by"},
    # A file of groups, and the faulty rows it is shown with, may hold contacts that its maker left in.
    "neighbourhoods.RegisterFile": {"content", "faults", "changes", "notes", "uploaded_by"},
    "neighbourhoods.AreaFile": {"uploaded_by"},
    "neighbourhoods.LocalIntelligence": {"written_by"},
    "neighbourhoods.CohortChoice": {"written_by"},
    "surveys.Questionnaire": {"published_by"},
    "surveys.Wave": {"locked_by"},
    "surveys.Sample": {"sealed"},
    # A file of answers, and the faulty rows it is shown with, may hold anything that somebody wrote down.
    "surveys.ImportBatch": {"content", "faults", "findings", "uploaded_by"},
    "surveys.Response": {
        "key",
        "answered_on",
        "sex",
        "age_band",
        "design_weight",
        "weight",
        "answers",
        "language",
        "seconds",
        "is_excluded",
    },
    "surveys.WrittenAnswer": {"text"},
    # Who was invited is known; what anybody answers is not to be found from it.
    "surveys.Invitation": {"key", "label", "group", "agency", "is_answered", "sent_on"},
    "surveys.Sitting": {"token_hash", "return_hash", "invitation", "key", "answers", "language", "touched_on"},
    "surveys.PilotAnswer": {"key", "answers", "words", "remarks", "language", "seconds", "answered_on"},
    "surveys.PaperForm": {"number", "first", "first_by", "second", "second_by", "answered_on", "response"},
    "surveys.QualityFlag": {"response", "detail", "reason", "decided_by"},
    "surveys.UnlockRequest": {"asked_by", "answered_by"},
    # What is said of or by somebody; only what may be quoted leaves the evaluators' pages.
    "surveys.Testimony": {"words", "said_as"},
    "evaluation.KeptSums": {"content"},
    "evaluation.EditionStep": {"taken_by"},
    "evaluation.Comment": {"written_by", "settled_by"},
    "evaluation.ApiToken": {"digest", "ending", "made_by"},
    "evaluation.ProgrammeFile": {"asked_by"},
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
        "evidence_version register_version"
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
    "neighbourhoods.BaselineDuty": _fields("id neighbourhood part due_on"),
    "neighbourhoods.RegisterConfirmation": _fields("id key neighbourhood register as_at note confirmed_as"),
    "neighbourhoods.BaselineFreeze": _fields(
        "id neighbourhood written_as written_at reference_on state values fingerprint"
    ),
    "neighbourhoods.RegisterRules": _fields(
        "id key programme income_threshold reply_days directory_is_public directory_words"
    ),
    "neighbourhoods.CommunityGroup": _fields(
        "id key programme name kind sector about meets meets_where website founded_on approaches is_listed duplicate_of"
    ),
    "neighbourhoods.GroupPlace": _fields("id group neighbourhood since until"),
    "neighbourhoods.GroupIdentifier": _fields("id programme group value"),
    "neighbourhoods.GroupProfile": _fields(
        "id key group as_of state merged_into named has_contact open_to_join members volunteers paid_staff activities "
        "themes about_health income_band income confidence source recorded_at struck_out_at"
    ),
    "neighbourhoods.GroupMerge": _fields("id programme kept absorbed reason moved merged_at undone_at"),
    "neighbourhoods.DistinctGroups": _fields("id one other told_at"),
    "neighbourhoods.Contact": _fields("id key group is_designated consent_how consent_on review_on"),
    "neighbourhoods.PersonRequest": _fields("id programme kind found reason done_at"),
    "neighbourhoods.Agency": _fields("id key programme name kind about"),
    "neighbourhoods.GroupLink": _fields("id key group other agency kind started_on ended_on note"),
    "neighbourhoods.LinkConfirmation": _fields("id link confirmed_on"),
    "neighbourhoods.Asset": _fields(
        "id key neighbourhood kind name run_by group where cost cost_words step_free access capacity fte since until "
        "note"
    ),
    "neighbourhoods.GrantScheme": _fields("id key programme name funder about opens_on closes_on most"),
    "neighbourhoods.Grant": _fields(
        "id key programme group scheme neighbourhood identifier title description amount currency awarded_on "
        "starts_on ends_on funder_name funder_identifier more"
    ),
    "neighbourhoods.Project": _fields("id key programme name about led_by since until approaches"),
    "neighbourhoods.FieldworkEntry": _fields(
        "id key neighbourhood kinds done_on hours people next_on next_done_on approaches"
    ),
    "neighbourhoods.CommunityIssue": _fields(
        "id key neighbourhood title theme raised_by group raised_on agency sent_on acknowledged_on outcome outcome_on "
        "outcome_words is_public"
    ),
    "neighbourhoods.AgencyReply": _fields("id key issue replied_on is_substantive"),
    "neighbourhoods.Effect": _fields("id key programme neighbourhood kind title words group seen_on response"),
    "neighbourhoods.CaseStudy": _fields(
        "id key programme neighbourhood group title story told_on consent_how consent_on is_shared"
    ),
    "neighbourhoods.MethodStep": _fields("id key neighbourhood method number reached_on evidence evidence_link"),
    "neighbourhoods.AnchorsDiscussion": _fields("id key meeting summary"),
    "neighbourhoods.AnchorsPosition": _fields("id discussion question standing words"),
    # Which places and groups an entry has.
    "neighbourhoods.GrantScheme_places": _fields("id grantscheme neighbourhood"),
    "neighbourhoods.Project_places": _fields("id project neighbourhood"),
    "neighbourhoods.FieldworkEntry_groups": _fields("id fieldworkentry communitygroup"),
    "neighbourhoods.RegisterFile": _fields("id programme kind filename sha256 summary counts uploaded_at applied_at"),
    "neighbourhoods.Neighbourhood": _fields("id programme cohort code name vintage boundary"),
    "neighbourhoods.PopulationGroup": _fields("id neighbourhood sex age_band residents counted_on source"),
    "neighbourhoods.SmallArea": _fields("id programme neighbourhood code vintage residents"),
    "neighbourhoods.AreaStatistic": _fields(
        "id neighbourhood measure label unit value as_of source period low high count denominator note"
    ),
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
    "surveys.Questionnaire": _fields(
        "id programme title audience version published_at introduction consent thanks one_at_a_time languages "
        "translations pilot_code"
    ),
    "surveys.QuestionnaireItem": _fields(
        "id code kind wording hint options low high asked_if questionnaire position section translations"
    ),
    "surveys.Wave": _fields(
        "id programme questionnaire name purpose design starts_on ends_on weighting weighted_at locked_at note "
        "takes_answers_online keyed_twice answers_kept_until destroyed_on"
    ),
    "surveys.Sample": _fields(
        "id wave neighbourhood target population respondents weighting_report fingerprint link_code margins "
        "margins_source"
    ),
    "surveys.Invitation": _fields("id sample number is_withdrawn"),
    "surveys.Sitting": _fields("id sample questionnaire"),
    "surveys.PilotAnswer": _fields("id questionnaire"),
    "surveys.PaperForm": _fields("id sample differed asked"),
    "surveys.QualityFlag": _fields("id check_name verdict decided_on"),
    "surveys.UnlockRequest": _fields("id wave reason asked_as asked_at outcome answer answered_at"),
    "surveys.Testimony": _fields("id key programme neighbourhood wave theme said_on consent"),
    "evaluation.KeptSums": _fields("id wave indicators fingerprint kept_on"),
    "surveys.ColumnMapping": _fields("id questionnaire name toml used_at"),
    "surveys.ImportBatch": _fields(
        "id wave filename sha256 mapping state rows done_rows kept set_aside already_here failure uploaded_at "
        "finished_at progressed_at"
    ),
    "surveys.Response": _fields("id sample batch mode"),
    "surveys.WrittenAnswer": _fields("id response code"),
    "evaluation.LocalIndicator": _fields("id programme code position definition"),
    "evaluation.Report": _fields("id key programme kind stage neighbourhood title"),
    "evaluation.Edition": _fields(
        "id report number state as_at what_changed content evidence fingerprint made_parts made_at progressed_at "
        "failure"
    ),
    "evaluation.EditionText": _fields("id key edition section words"),
    "evaluation.EditionStep": _fields("id edition kind taken_at words fingerprint"),
    "evaluation.EditionFile": _fields("id edition kind content sha256 size"),
    "evaluation.Comment": _fields(
        "id key programme edition section indicator answers words written_at written_as settled_at settled_how"
    ),
    "evaluation.PublicPage": _fields("id programme opened code words"),
    "evaluation.ApiToken": _fields("id key programme name made_at expires_on last_used_on revoked_at"),
    "evaluation.ProgrammeFile": _fields(
        "id programme kind state asked_at parts done_parts progressed_at finished_at failure content sha256"
    ),
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
    "not personal": {
        "history_id",
        "history_date",
        "history_change_reason",
        "history_type",
        "m2m_history_id",
        "history",
    },
}
