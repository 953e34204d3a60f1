"""Reports that were handed in, returned, accepted, published or taken back, and those that can be read."""

from django.urls import reverse
from django.utils import timezone

from evaluation.models import Edition, EditionStep
from evaluation.steering.news import DONE, NOTE, News, topic

TO_READ = (Edition.State.SUBMITTED, Edition.State.ACCEPTED, Edition.State.PUBLISHED)


def reports(programme, user, since):
    """The steps that editions took, as far as somebody may see the editions."""
    seen = Edition.objects.visible_to(user).filter(report__programme=programme).values("pk")
    steps = EditionStep.objects.filter(edition__in=seen, taken_at__gte=since.moment)
    steps = steps.exclude(kind=EditionStep.Kind.STARTED).select_related("edition__report__programme")
    news = [_line(step) for step in steps.defer("edition__content", "edition__evidence")]
    return topic(
        "Reports",
        news,
        nothing="No report was handed in, returned, accepted or published.",
        url=reverse("evaluation:report-list", args=[programme.slug]),
    )


def to_read(programme, user):
    """Of each report the latest edition that is handed in and that somebody may see, the latest first."""
    found = Edition.objects.visible_to(user).filter(report__programme=programme, state__in=TO_READ)
    found = found.select_related("report__programme").defer("content", "evidence").order_by("report", "number")
    latest = {edition.report_id: edition for edition in found}
    return sorted(latest.values(), key=lambda edition: (edition.as_at, edition.pk), reverse=True)


def _line(step):
    icon = DONE if step.kind in (EditionStep.Kind.ACCEPTED, EditionStep.Kind.PUBLISHED) else NOTE
    words = f"{step.get_kind_display()}: {step.edition}"
    return News(words, step.edition.get_absolute_url(), timezone.localdate(step.taken_at), step.words, icon)
