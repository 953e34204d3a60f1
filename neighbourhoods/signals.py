"""What the neighbourhoods room tells the rooms to its right."""

from django.dispatch import Signal

# Sent inside the transaction that put neighbourhoods of `programme` into other cohorts.
cohorts_changed = Signal()
