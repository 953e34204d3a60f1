"""The directory of groups as a CSV. docs/data-formats/directory.md tells its columns, whose order does not change."""

from neighbourhoods.directory.listing import Row

YES_NO = {True: "yes", False: "no", None: ""}
BETWEEN = "; "
# Column -> what stands in it, of a Row. Unknown is empty; 0 is a number.
GROUP_COLUMNS = {
    "id": lambda row: row.group.key,
    "name": lambda row: row.group.name,
    "kind": lambda row: row.group.kind,
    "sector": lambda row: row.group.sector,
    "about": lambda row: row.group.about,
    "area_codes": lambda row: BETWEEN.join(code for code, _ in row.places),
    "area_names": lambda row: BETWEEN.join(name for _, name in row.places),
    "meets": lambda row: row.group.meets,
    "meets_where": lambda row: row.group.meets_where,
    "website": lambda row: row.group.website,
    "founded_on": lambda row: row.group.founded_on,
    "listed": lambda row: YES_NO[row.group.is_listed],
    "standing": lambda row: row.standing.name,
    "standing_why": lambda row: row.why,
}
PROFILE_COLUMNS = {
    "profile_as_of": lambda profile: profile.as_of,
    "state": lambda profile: profile.state,
    "open_to_join": lambda profile: YES_NO[profile.open_to_join],
    "themes": lambda profile: BETWEEN.join(profile.themes),
    "about_health": lambda profile: YES_NO[profile.about_health],
    "members": lambda profile: profile.members,
    "volunteers": lambda profile: profile.volunteers,
    "paid_staff": lambda profile: profile.paid_staff,
    "activities_a_month": lambda profile: profile.activities,
    "income_band": lambda profile: profile.income_band,
}
HEADINGS = ["as_at", *GROUP_COLUMNS, *PROFILE_COLUMNS]


def rows_as_csv(rows: list[Row], on):
    """The cells of each row. Names, addresses and free words of people are in none."""
    for row in rows:
        own = [column(row) for column in GROUP_COLUMNS.values()]
        told = [column(row.profile) if row.profile else "" for column in PROFILE_COLUMNS.values()]
        yield [on, *own, *told]
