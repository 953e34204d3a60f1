"""Days of Harbourside's community life: months of the programme, and days counted back from today."""

from datetime import timedelta


class Days:
    """The days of one programme as it is found on `today`; nothing that happened lies ahead of it."""

    def __init__(self, programme, today):
        self.programme, self.today = programme, today

    def on(self, month, day=1):
        """A day of a programme month, or today where that still lies ahead."""
        return min(self.programme.month_start(month) + timedelta(days=day - 1), self.today)

    def after(self, on, days):
        """So many days after the day `on`, or None where that still lies ahead."""
        later = on + timedelta(days=days)
        return later if later <= self.today else None

    def ago(self, days):
        return self.today - timedelta(days=days)
