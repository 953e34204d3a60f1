"""What members say about a report, a figure or the programme, the replies, and how it was settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commissioning.models import Entry, Programme
from evaluation.models.reports import Edition


class Comment(Entry):
    """A remark of a member on an edition of a report (perhaps one section), an indicator, or the programme at large.

    A reply names the remark it `answers`, which is never a reply itself. Only a remark is settled, with how.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="comments")
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, blank=True, related_name="comments")
    section = models.SlugField(max_length=40, blank=True)
    indicator = models.CharField(max_length=20, blank=True)
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    words = models.TextField("comment")
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_as = models.CharField(max_length=20, blank=True, editable=False, help_text="Their role on that day.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_how = models.TextField("what came of it", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(settled_how="") & Q(answers=None), name="comment_settled_says_how"
            ),
            models.CheckConstraint(
                condition=Q(section="") | Q(edition__isnull=False), name="comment_section_of_edition"
            ),
            models.CheckConstraint(condition=Q(indicator="") | Q(edition=None), name="comment_about_one_thing"),
        ]

    def __str__(self):
        return self.words[:80]

    def get_absolute_url(self):
        return reverse("evaluation:comment-detail", args=[self.programme.slug, self.answers_id or self.pk])
