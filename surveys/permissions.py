"""What may be done in this room. Which role may do it stands in commissioning/rules.py."""

RUN_WAVES = "surveys.run_waves"
INTERVIEW = "surveys.interview"
UNLOCK_WAVES = "surveys.unlock_waves"
EXPORT_ANSWERS = "surveys.export_answers"
KEEP_TESTIMONIES = "surveys.keep_testimonies"
