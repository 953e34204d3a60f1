"""What the commissioning room asks the rooms to its right."""

from django.dispatch import Signal

# Sent while an appointment that stands already is checked before it is saved. A receiver raises ValidationError, by
# field, where something that rests on the appointment would no longer fit.
appointment_checked = Signal()

# Sent when the first month of `programme` would move. A receiver returns, in words, why it must stay, or "".
first_month_asked = Signal()

# Sent when the month in which the support of `cohort` starts would move. A receiver returns, in words, what was
# measured there before support started, or "".
cohort_month_asked = Signal()
