"""How many people, as a report may say it: nobody counted is not nobody, and one to four could point to somebody."""

from surveys.disclosure import FEWEST_SHOWN, is_few, sum_gives_away

NOT_COUNTED = "not counted"


def people_words(number):
    """A number of people: "not counted", "0", "fewer than 5", "1,204"."""
    if number is None:
        return NOT_COUNTED
    return f"fewer than {FEWEST_SHOWN}" if is_few(number) else f"{number:,}"


def sum_words(numbers):
    """Numbers of people added up, without the few that the sum would give away; those not counted are left out."""
    counted = [number for number in numbers if number is not None]
    if not counted:
        return NOT_COUNTED
    few = [number for number in counted if is_few(number)]
    if not few or not sum_gives_away(few):
        return f"{sum(counted):,}"
    rest = sum(counted) - sum(few)
    return f"{rest:,} and a few more" if rest else people_words(sum(few) if len(few) == 1 else 1)
