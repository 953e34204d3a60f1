"""Reminders: the weekly digest that a person was sent, over all their programmes."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Digest(models.Model):
    """One reminder by e-mail of what is due or late: at most one a week for each person, over all their programmes.

    The row is claimed before the message is sent, so that two senders at once send one; `sent_at` is empty until then.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    week = models.DateField(help_text="The Monday of the week.")
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    lines = models.PositiveSmallIntegerField(help_text="How many things it named.")

    class Meta:
        ordering = ["-week", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "week"], name="digest_once_a_week"),
        ]

    def __str__(self):
        return f"{self.user}, week of {self.week}"
