"""What every page's frame needs: the programme, the visitor's others, and where they can go."""

from django.urls import reverse

from commissioning.access import programmes_of

OVERVIEW = "evaluation:programme-overview"
PAGES = (
    ("Overview", OVERVIEW),
    ("Neighbourhoods", "evaluation:neighbourhood-list"),
    ("Surveys", "surveys:wave-list"),
    ("Indicators", "evaluation:indicator-list"),
    ("Methods", "evaluation:methods"),
)
# Pages that stand under another address than the menu entry they belong to.
BELONG_TO = {
    "Neighbourhoods": ("area-files/",),
}
FOOT = (
    ("Glossary", "commissioning:glossary"),
    ("Accessibility", "commissioning:accessibility"),
    ("Privacy", "commissioning:privacy"),
)


def navigation(request):
    """Template variables `footer_links`, `programmes`, and inside a programme `programme`, `membership`, `nav`
    and `people_url`."""
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
            "people_url": _people_url(user, programme),
        }
    return context


def _people_url(user, programme):
    """The page of members, for those who may change them."""
    may = user.has_perm("commissioning.manage_members", programme)
    return reverse("commissioning:member-list", args=[programme.slug]) if may else ""


def _entry(request, label, name, programme):
    url, home = reverse(name, args=[programme.slug]), reverse(OVERVIEW, args=[programme.slug])
    if name == OVERVIEW:
        current = request.path == url
    else:
        below = [url, *(home + start for start in BELONG_TO.get(label, ()))]
        current = request.path.startswith(tuple(below))
    return {"label": label, "url": url, "current": current}
