"""Questionnaires as XLSForms, the workbooks from which KoboToolbox and ODK make forms: written and read."""
