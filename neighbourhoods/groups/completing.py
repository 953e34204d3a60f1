"""What one entry of a group knows and the other does not, when two are made one: an unknown never wipes what is known.

Pure: profiles are anything with the fields of GroupProfile.
"""

# What a profile may leave unknown; its day, state and source are always known. The two of income go together.
OPEN = (
    *("named", "has_contact", "open_to_join", "members", "volunteers", "paid_staff", "activities", "themes"),
    *("about_health", "confidence", "ambition", "networks", "achievements", "problems"),
)
INCOME = ("income_band", "income")
FACTS = ("kind", "sector", "about", "meets", "meets_where", "website", "founded_on", "approaches")


def completions(own, other):
    """(profile, field -> value) for each profile that would hide on its day what the other entry knew by then.

    `own` and `other` are the profiles of the two entries in the order in which they count, by day and number.
    """
    found = []
    for day in sorted({profile.as_of for profile in (*own, *other)}):
        latest = [_latest(profiles, day) for profiles in (own, other)]
        if None in latest:
            continue
        older, newer = sorted(latest, key=_place)
        if known := _known_to(older, newer):
            found.append((newer, known))
    return found


def facts_known_to(other, own):
    """Names of the facts that `other` knows and `own` does not."""
    return [name for name in FACTS if is_unknown(getattr(own, name)) and not is_unknown(getattr(other, name))]


def is_unknown(value):
    """Whether nothing is known: 0 and no are answers."""
    return value is None or value in ("", ())


def _known_to(older, newer):
    known = {name: getattr(older, name) for name in OPEN if is_unknown(getattr(newer, name))}
    if all(is_unknown(getattr(newer, name)) for name in INCOME):
        known |= {name: getattr(older, name) for name in INCOME}
    return {name: value for name, value in known.items() if not is_unknown(value)}


def _latest(profiles, day):
    return max((profile for profile in profiles if profile.as_of <= day), key=_place, default=None)


def _place(profile):
    return profile.as_of, profile.pk
