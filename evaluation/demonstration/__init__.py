"""The demonstration: Harbourside, a borough that does not exist, in month 40 of its programme.

Pure modules draw it (borough, geography, population, official, resident_model, residents, figure_two,
organisations, timetable), always from the same seed. `building`, `evidence` and `people` put it into
the database through the product's own actions, so that it is weighted, locked and computed like any other
programme. `contract`, `gates`, `money`, `team`, `risks`, `meetings` (with `minutes`) and `learning` tell its story
over forty months. `life` puts community life into the registers: `groups` with their `careers` (what they do is in
`activities`), `links`, `assets`, `grants`, `fieldwork`, `issues` and `stories`. `history` dates the
record of changes by the days it tells of.
"""
