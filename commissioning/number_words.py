"""Numbers with what they count, and names in a row."""


def counted(number, one, many=""):
    """For example "1 question", "1,200 questions"; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(names):
    """For example "Ropewalk, Millrace and Quay"; nothing without names."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last
