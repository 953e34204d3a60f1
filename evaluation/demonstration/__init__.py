"""The demonstration: Harbourside, a borough that does not exist, with everything a programme has in its month
40.

Pure modules draw it (borough, geography, population, residents, figure_two, organisations, agencies,
timetable), always from the same seed; `building` and `evidence` put it into the database through the
product's own actions.
"""
