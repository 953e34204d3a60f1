"""What every page's frame needs: the programme, the visitor's others, and where they can go."""

from django.urls import reverse

from commissioning.access import programmes_of

PAGES = (
    ("Overview", "evaluation:programme-overview"),
    ("Neighbourhoods", "evaluation:neighbourhood-list"),
    ("Surveys", "surveys:wave-list"),
    ("Indicators", "evaluation:indicator-list"),
    ("Methods", "evaluation:methods"),
)
FOOTER = (
    ("Glossary", "commissioning:glossary"),
    ("Accessibility", "commissioning:accessibility"),
    ("Privacy", "commissioning:privacy"),
)


def navigation(request):
    """Template variables `footer_links`, for signed-in people `programmes`, in a programme `nav` and more."""
    programme = getattr(request, "programme", None)
    user = getattr(request, "user", None)
    context = {"footer_links": [{"label": label, "url": reverse(name)} for label, name in FOOTER]}
    if user is None or not user.is_authenticated:
        return context
    context["programmes"] = programmes_of(user)
    if programme is not None:
        context |= {
            "programme": programme,
            "membership": programme.membership_of(user),
            "nav": [_entry(request, label, name, programme) for label, name in PAGES],
        }
    return context


def _entry(request, label, name, programme):
    url = reverse(name, args=[programme.slug])
    exact = name == PAGES[0][1]
    current = request.path == url if exact else request.path.startswith(url)
    return {"label": label, "url": url, "current": current}
