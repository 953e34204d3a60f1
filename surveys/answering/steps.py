"""The way through a questionnaire, one question after another: what is asked, what comes next, what is answered."""

from surveys.answering.given import read_given
from surveys.routing import is_asked


class Steps:
    """The questions of a questionnaire, counted from 1, for somebody who has answered `answers` so far."""

    def __init__(self, items, answers):
        self.items = list(items)
        self.answers = answers
        self.given = read_given(self.items, answers)
        self._kinds = {item.code: item.kind for item in self.items}

    def __len__(self):
        return len(self.items)

    def item(self, number):
        """The question of a number, or None."""
        return self.items[number - 1] if 1 <= number <= len(self.items) else None

    def is_asked(self, number):
        return bool(is_asked(self.items[number - 1], self._kinds, self.given.answers))

    def asked(self):
        """Numbers of the questions that are asked."""
        return [number for number in range(1, len(self.items) + 1) if self.is_asked(number)]

    def is_answered(self, number):
        return self.items[number - 1].code in self.answers

    def after(self, number):
        """The number of the next question that is asked, or None at the end."""
        return next((each for each in self.asked() if each > number), None)

    def before(self, number):
        """The number of the question asked before, or None at the start."""
        return next((each for each in reversed(self.asked()) if each < number), None)

    def opened_by(self, number):
        """The first question that is asked because of the answer to this one and has no answer yet, or None."""
        code = self.items[number - 1].code
        return next(
            (
                each
                for each in self.asked()
                if (self.items[each - 1].asked_if or {}).get("question") == code and not self.is_answered(each)
            ),
            None,
        )

    def place(self):
        """Where somebody goes on: the question after the last one answered, or None once the last is."""
        last = max((number for number in self.asked() if self.is_answered(number)), default=0)
        return self.after(last)
