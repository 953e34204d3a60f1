"""What the neighbourhoods room tells the rooms to its right, and asks them."""

from django.dispatch import Signal

# Sent inside the transaction that put neighbourhoods of `programme` into other cohorts.
cohorts_changed = Signal()

# Sent inside the transaction that would take `neighbourhoods` out of their cohorts. Each receiver returns, by the id of
# a neighbourhood, the locked baseline that it has, in words such as "June 2025".
baselines_wanted = Signal()
