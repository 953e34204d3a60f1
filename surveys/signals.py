"""What the survey room tells the rooms to its right."""

from django.dispatch import Signal

# Sent inside the transaction that changed answers, weights or the lock of `wave`.
evidence_changed = Signal()
