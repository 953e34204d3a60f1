"""Numbers with what they count."""


def counted(number, one, many=""):
    """For example "1 question", "1,200 questions"; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
