"""Pages about the service itself, for anybody: accessibility, privacy and the glossary."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "commissioning/accessibility.html")


@login_not_required
@require_safe
def privacy(request):
    """What is stored and for how long, read from the settings that decide it."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    cookies = [
        (settings.SESSION_COOKIE_NAME, "remembers that you are signed in", f"{hours} hours"),
        (settings.CSRF_COOKIE_NAME, "makes sure that a form comes from a page of ours", "one year"),
        ("answering", "keeps your place while you answer a questionnaire by a link", "two hours"),
        ("messages", "carries the word on what you just did to the next page", "until that page is shown"),
    ]
    return render(request, "commissioning/privacy.html", {"cookies": cookies})


@login_not_required
@require_safe
def glossary(request):
    return render(request, "commissioning/glossary.html")
