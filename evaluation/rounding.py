"""Numbers as people round and write them. The words of figures, official ones too, are made of these."""

from decimal import ROUND_HALF_UP, Decimal

from commissioning.money_words import MINUS

PERCENT = "%"


def half_up(number, decimals, grain=1):
    """Rounded as people do, halves away from zero; an int without decimals. Dust of binary arithmetic is swept off."""
    exact = Decimal(repr(round(float(number), 9))) / grain
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) * grain
    return int(rounded) if decimals == 0 else rounded


def signed(rounded):
    """A rounded number with commas between thousands and a true minus, which a zero never has."""
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def plain(number, decimals):
    """A number rounded and written: "1,235", "−0.4"."""
    return signed(half_up(number, decimals))


def in_unit(words, unit):
    """A number in words with its unit: "74.3%", "1,235 per 100,000"."""
    return f"{words}{PERCENT}" if unit == PERCENT else " ".join(filter(None, (words, unit)))
