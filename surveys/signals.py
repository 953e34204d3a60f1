"""What the survey room tells the rooms to its right."""

from django.dispatch import Signal

# Sent inside the transaction that changed answers or weights of `wave`, or locked a baseline; with `was_locked` where
# its lock was taken off, so that its figures are provisional again.
evidence_changed = Signal()

# Sent inside the transaction that destroys the single answers of a locked `wave` on the day `on`, before they go: what
# figures are rebuilt from must be kept now. A receiver that has seen to it returns True.
answers_destroyed = Signal()

# Asked with a `wave` whose single answers were destroyed. A receiver returns, in sentences, what is wrong with what was
# kept in their place.
kept_figures_checked = Signal()

# Asked with `programme` and `audience`. A receiver returns [(indicator code, its name, {codes of the questions that it
# cannot do without})] of every indicator that answers of this audience can feed.
indicators_wanted = Signal()
