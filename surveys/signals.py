"""What the survey room tells the rooms to its right."""

from django.dispatch import Signal

# Sent inside the transaction that changed answers or weights of `wave`, or locked a baseline.
evidence_changed = Signal()
