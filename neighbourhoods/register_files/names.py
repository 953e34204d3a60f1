"""How files call groups: names made plain, and identifiers as the lists of charities and companies write them."""

import re
import unicodedata

CHARITY, COMPANY = "GB-CHC-", "GB-COH-"
# Two entries with different numbers of one of these lists are two organisations, whatever they are called.
NATIONAL = (CHARITY, COMPANY)
COMPANY_DIGITS = 8
NOTHING = {"", "na", "n/a", "none", "null", "-"}


def same_name(name):
    """A name as it is compared with others: without case, accents, punctuation and a first "the"."""
    bare = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = re.findall(r"\w+", re.sub(r"['’.]", "", bare)) or bare.split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def is_nothing(text):
    """Whether a cell says that nobody knows: it is empty, or "NA"."""
    return text.strip().casefold() in NOTHING


def charity_identifier(number):
    """The identifier of a number in the register of charities; "" where it is no such number."""
    return CHARITY + number if re.fullmatch(r"[1-9]\d{4,7}(-\d{1,4})?", number) else ""


def company_identifier(number):
    """The identifier of a company number, with the zeros that spreadsheets drop; "" where it is no such number."""
    plain = number.upper().replace(" ", "")
    plain = plain.zfill(COMPANY_DIGITS) if plain.isdigit() else plain
    return COMPANY + plain if re.fullmatch(r"[A-Z0-9]{2}\d{6}|R\d{7}|[A-Z]{2}\d{5}R", plain) else ""


def known_identifier(value):
    """An identifier as it is compared: charity and company numbers in one spelling, others as they stand."""
    value = value.strip()
    for prefix, made in ((CHARITY, charity_identifier), (COMPANY, company_identifier)):
        if value.upper().startswith(prefix):
            return made(value[len(prefix) :].strip()) or value
    return value


def tell_apart(some, others):
    """Whether two sets of identifiers cannot be of one organisation."""
    for prefix in NATIONAL:
        one = {value for value in some if value.startswith(prefix)}
        other = {value for value in others if value.startswith(prefix)}
        if one and other and not one & other:
            return True
    return False
