"""Amounts of money as every page writes them, and as people write them."""

import re
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
UNKNOWN = "not known"
PENNY = Decimal("0.01")
# Digits, with commas only where thousands have them: 1,25 is no amount.
AMOUNT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|-?\.\d+")


def pounds_of(text):
    """The amount in 1250, 1,250.50, £1,250.50 or −£20. Raises ValueError for anything else, such as "about 5k"."""
    plain = text.replace(MINUS, "-").replace("£", "", 1).replace(" ", "").replace("\u00a0", "")
    if not AMOUNT.fullmatch(plain):
        raise ValueError(f"{text!r} is not an amount of money.")
    return Decimal(plain.replace(",", ""))


def pounds_words(amount):
    """£1,234, £1,234.50 or −£1,234; "not known" for None."""
    if amount is None:
        return UNKNOWN
    whole = amount == int(amount)
    words = f"£{abs(amount):,.0f}" if whole else f"£{abs(amount):,.2f}"
    return MINUS + words if amount < 0 else words


def rounded_pounds(amount):
    """To three figures: £67,400, £842, £12.30. For costs that an estimate is part of."""
    return UNKNOWN if amount is None else pounds_words(three_figures(Decimal(amount), PENNY))


def three_figures(number, finest=Decimal(1)):
    """A Decimal to its first three figures, and to nothing finer than `finest`."""
    if not number:
        return number
    step = max(Decimal(1).scaleb(number.adjusted() - 2), finest)
    return (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step
