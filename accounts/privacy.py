"""Which stored fields are personal: the one place that says it, for every room.

Personal is what names a person, lets one be reached, or is one person's own answer. Exports, reports and the steering
group's pages hold only the other kind. A test fails on a field that is in neither list.
"""

PERSONAL = {
    "accounts.User": {"password", "last_login", "email", "name", "joined_on"},
    "commissioning.Membership": {"user"},
    "neighbourhoods.AreaFile": {"uploaded_by"},
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


NOT_PERSONAL = {
    "accounts.User": _fields("id is_superuser is_active is_staff"),
    "commissioning.Programme": _fields(
        "id slug name area_name commissioning_body starts_on is_fictional about_areas evidence_version"
    ),
    "commissioning.Membership": _fields("id programme role"),
    "commissioning.Cohort": _fields("id programme number starts_in_month"),
    "neighbourhoods.Neighbourhood": _fields("id programme cohort code name vintage boundary"),
    "neighbourhoods.PopulationGroup": _fields("id neighbourhood sex age_band residents counted_on source"),
    "neighbourhoods.SmallArea": _fields("id programme neighbourhood code vintage residents"),
    "neighbourhoods.AreaStatistic": _fields("id neighbourhood measure label unit value as_of source"),
    "neighbourhoods.AreaFile": _fields(
        "id programme kind filename vintage content sha256 summary faults uploaded_at applied_at"
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
