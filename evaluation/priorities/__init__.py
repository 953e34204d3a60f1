"""Choosing priority neighbourhoods: what to rank by, the ranking with its reasons, and how firm it is.

The arithmetic is `evaluation.statistics.ranking`. The ranking informs; a person decides, by
`neighbourhoods.actions.areas.choose_cohort`.
"""
