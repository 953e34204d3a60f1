"""What a forecast says, in sentences that promise no more than it knows."""

from django.utils.formats import date_format

from commissioning.number_words import counted
from surveys.running.forecast import LAST_DAYS


def forecast_words(course, forecast, answers, target):
    """Sentences on where fieldwork will end, for a wave or a neighbourhood with so many answers."""
    if not course.has_begun:
        return [f"Fieldwork begins on {_day(course.starts_on)}."]
    if course.is_over:
        return [_ended(course, answers, target)]
    if answers >= target:
        return [f"The target is reached. Fieldwork goes on until {_day(course.ends_on)}."]
    if not course.days_behind:
        return ["Fieldwork began today. A forecast needs one whole day of it."]
    if forecast is None:
        return ["The days on which people answered are not known, so there is no pace to go by."]
    return [_expected(course, forecast, answers, target), *_reached(course, forecast, target), _needed(forecast)]


def lately_words(course):
    """From which days the pace is taken: "the last 7 days"."""
    days = len(course.window)
    if days == LAST_DAYS:
        return f"the last {LAST_DAYS} days"
    return "the first day" if days == 1 else f"the first {days} days"


def last_days_heading(course):
    """A heading for answers of those days: "Last 7 days"."""
    return lately_words(course).removeprefix("the ").capitalize()


def _ended(course, answers, target):
    ended = f"Fieldwork ended on {_day(course.ends_on)}"
    if answers >= target:
        return f"{ended}. The target is reached."
    return f"{ended} with {answers:,} of {target:,} answers, {target - answers:,} short."


def _expected(course, forecast, answers, target):
    if not forecast.pace:
        return f"No answer was given in {lately_words(course)}. If that goes on, it stays at {answers:,} of {target:,}."
    return (
        f"If answers keep coming in as in {lately_words(course)} ({a_day(forecast.pace)}), there will be about "
        f"{forecast.expected:,} on {_day(course.ends_on)}, give or take chance between {forecast.low:,} and "
        f"{forecast.high:,}."
    )


def _reached(course, forecast, target):
    if not forecast.pace:
        return []
    if forecast.reached_on is None:
        return [f"The target of {target:,} would not be reached within a year."]
    late = (forecast.reached_on - course.ends_on).days
    when = "in time" if late <= 0 else f"{counted(late, 'day')} after the last day of fieldwork"
    return [f"The target of {target:,} would be reached on {_day(forecast.reached_on)}, {when}."]


def _needed(forecast):
    return f"To reach it in time takes {a_day(forecast.needed)} from now on."


def a_day(pace):
    """A pace in words: "12 a day", "1.4 a day"."""
    return f"{pace:,.0f} a day" if pace >= 10 else f"{pace:.1f} a day".replace(".0 ", " ")


def _day(day):
    return date_format(day, "j F Y")
