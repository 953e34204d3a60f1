"""What people said: testimonies by theme, agencies' answers, and written answers that may become testimonies."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.registers import Register, page
from surveys.forms.testimonies import TestimonyForm
from surveys.models import Testimony
from surveys.permissions import KEEP_TESTIMONIES
from surveys.testimonies import agency_answers, written_answers

ANSWERS_A_PAGE = 50

TESTIMONY = Register(
    name="testimony",
    words="testimony",
    model=Testimony,
    form=TestimonyForm,
    act=KEEP_TESTIMONIES,
    see=KEEP_TESTIMONIES,
    listed=page("testimony-list", "surveys"),
    crumb="What people said",
    new_title="Add a testimony",
    room="surveys",
    related=("programme", "neighbourhood", "wave"),
)


@require_safe
def testimony_list(request, slug):
    """Testimonies by theme, and how agencies answered; only the evaluator reads what may not be repeated."""
    programme = programme_for(request, slug)
    may_keep = request.user.has_perm(KEEP_TESTIMONIES, programme)
    testimonies = Testimony.objects.of(programme).select_related("programme", "neighbourhood", "wave")
    if not may_keep:
        testimonies = testimonies.quotable()
    by_theme = {}
    for testimony in testimonies.defer("neighbourhood__boundary"):
        by_theme.setdefault(testimony.get_theme_display(), []).append(testimony)
    shown = {"by_theme": by_theme, "may_keep": may_keep, "agencies": agency_answers(programme)}
    return render(request, "surveys/testimony_list.html", shown)


@require_safe
def testimony_written(request, slug):
    """Written answers, to be read and kept as testimonies."""
    programme = programme_for(request, slug, KEEP_TESTIMONIES)
    page_of = Paginator(written_answers(programme), ANSWERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "surveys/testimony_written.html", {"page": page_of})
