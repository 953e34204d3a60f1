"""Quality checks of answers: what looks wrong in them, for an evaluator to judge."""
