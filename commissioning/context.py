"""What every page's frame needs: the programme, the visitor's others, and where they can go."""

from django.urls import reverse

from commissioning.access import programmes_of

OVERVIEW = "evaluation:programme-overview"
PAGES = (
    ("Overview", OVERVIEW),
    ("Neighbourhoods", "evaluation:neighbourhood-list"),
    ("Groups", "neighbourhoods:group-list"),
    ("Fieldwork", "neighbourhoods:fieldwork"),
    ("Contract", "evaluation:contract"),
    ("Surveys", "surveys:wave-list"),
    ("Indicators", "evaluation:indicator-list"),
    ("Reports", "evaluation:report-list"),
    ("Steering", "evaluation:steering"),
    ("Methods", "evaluation:methods"),
)
# Pages that stand under another address than the menu entry they belong to.
BELONG_TO = {
    "Neighbourhoods": ("area-files/",),
    "Groups": (
        *("assets/", "grants/", "agencies/", "projects/", "links/", "confirmations/"),
        *("register-files/", "registers/"),
    ),
    "Fieldwork": ("visits/", "issues/", "effects/", "case-studies/", "methods-of-work/"),
    "Contract": ("money/", "team/", "learning/", "risks/", "meetings/"),
    "Indicators": ("health/", "inequality/", "planner/", "take-out/", "what-the-figures-show/"),
}
FOOT = (
    ("Glossary", "commissioning:glossary"),
    ("Accessibility", "commissioning:accessibility"),
    ("Privacy", "commissioning:privacy"),
)


def navigation(request):
    """Template variables `footer_links`, `programmes`, and inside a programme `programme`, `membership`, `nav`,
    `people_url`, `settings_url` and `mine_url`."""
    links = [{"label": label, "url": reverse(name)} for label, name in FOOT]
    user, programme = getattr(request, "user", None), getattr(request, "programme", None)
    if user is None or not user.is_authenticated:
        return {"footer_links": links}
    context = {"footer_links": links, "programmes": programmes_of(user)}
    if programme is not None:
        context |= {
            "programme": programme,
            "membership": programme.membership_of(user),
            "nav": [_entry(request, label, name, programme) for label, name in PAGES],
            "people_url": _url_for(user, programme, "commissioning.manage_members", "commissioning:member-list"),
            "settings_url": _url_for(user, programme, "commissioning.edit_programme", "commissioning:programme-edit"),
            "mine_url": reverse("commissioning:mine", args=[programme.slug]),
        }
    return context


def _url_for(user, programme, act, name):
    """The page `name` of a programme, for those who may do `act`."""
    return reverse(name, args=[programme.slug]) if user.has_perm(act, programme) else ""


def _entry(request, label, name, programme):
    url, home = reverse(name, args=[programme.slug]), reverse(OVERVIEW, args=[programme.slug])
    if name == OVERVIEW:
        current = request.path == url
    else:
        below = [url, *(home + start for start in BELONG_TO.get(label, ()))]
        current = request.path.startswith(tuple(below))
    return {"label": label, "url": url, "current": current}
