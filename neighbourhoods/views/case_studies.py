"""Case studies: read by those who keep them, and by everybody once consent is recorded and they are shared."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.models import Role
from commissioning.people import SEE_NAMES
from commissioning.registers import Register, page
from neighbourhoods.forms.learning import CaseStudyForm
from neighbourhoods.models import CaseStudy
from neighbourhoods.permissions import KEEP, may_keep_at, worked_in


def readable(programme, user):
    """The case studies that somebody may read: shared ones, and those that they keep."""
    studies = CaseStudy.objects.of(programme)
    if not user.has_perm(KEEP, programme):
        return studies.filter(is_shared=True)
    if programme.membership_of(user).role != Role.FIELDWORKER:
        return studies
    return studies.filter(Q(is_shared=True) | Q(neighbourhood__in=worked_in(programme, user)))


# What a story said before it was shared is for its keepers alone, so the form and its changes are theirs.
CASE_STUDY = Register(
    name="case-study",
    words="case study",
    model=CaseStudy,
    form=CaseStudyForm,
    act=KEEP,
    see=KEEP,
    listed=page("case-study-list", "neighbourhoods"),
    crumb="Case studies",
    new_title="Write a case study",
    room="neighbourhoods",
    related=("programme", "neighbourhood", "group"),
    has_page=True,
    within=may_keep_at,
    rows=readable,
    hint="The story of a group’s career or of a change. Write it with those it is about; ask them before it is shared.",
)


@require_safe
def case_study_list(request, slug):
    """Case studies that the visitor may read, the latest first, by place (?place=) and whether they are shared."""
    programme = programme_for(request, slug)
    studies = readable(programme, request.user).select_related("programme", "neighbourhood", "group")
    studies = list(studies.defer("neighbourhood__boundary", "story"))
    place, show = request.GET.get("place", ""), request.GET.get("show", "")
    here = [study for study in studies if not place or (study.neighbourhood and study.neighbourhood.code == place)]
    groups = {
        "": ("All", here),
        "shared": ("Shared", [study for study in here if study.is_shared]),
        "kept": ("Not shared yet", [study for study in here if not study.is_shared]),
    }
    show = show if show in groups else ""
    shown = {
        "groups": [(name, label, len(found)) for name, (label, found) in groups.items()],
        "show": show,
        "heading": groups[show][0],
        "studies": groups[show][1],
        "any": bool(studies),
        "places": list(programme.neighbourhoods.order_by("name").values_list("code", "name")),
        "place": place,
        "may_add": bool(worked_in(programme, request.user)),
        "may_keep": request.user.has_perm(KEEP, programme),
    }
    return render(request, "neighbourhoods/case_study_list.html", shown)


@require_safe
def case_study_detail(request, slug, pk):
    """One story, to read and to print."""
    programme = programme_for(request, slug)
    studies = readable(programme, request.user).select_related(*CASE_STUDY.related)
    study = get_object_or_404(studies.defer("neighbourhood__boundary"), pk=pk)
    may_change = CASE_STUDY.may_change(programme, request.user, study)
    shown = {
        "study": study,
        "may_change": may_change,
        "sees_names": request.user.has_perm(SEE_NAMES, programme),
        "changes": changes_of(study, programme, request.user) if may_change else None,
    }
    return render(request, "neighbourhoods/case_study_detail.html", shown)
