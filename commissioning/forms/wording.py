"""What a field says when it is filled in wrongly: plain words that name the field."""

# Of a hidden field, which nobody fills in: one that is wrong was changed on the way.
NOT_WHOLE = dict.fromkeys(("required", "invalid"), "The page did not arrive whole. Send it once more.")


def words(name, *, required="", most=None):
    """Messages of a field for words, of `most` characters at most."""
    return {
        "required": required,
        "max_length": f"{name}: at most {most} characters; this has %(show_value)d. Shorten it.",
        "null_characters_not_allowed": f"{name}: there is a character in it that cannot be stored. Type it anew.",
    }


def whole_number(name, *, required, low, high):
    """Messages of a field for a whole number from `low` to `high`."""
    outside = f"{name}: write a number from {low:,} to {high:,}."
    example = 300 if low <= 300 <= high else (low + high) // 2
    return {
        "required": required,
        "invalid": f"{name}: write a whole number in figures, such as {example}.",
        "min_value": outside,
        "max_value": outside,
    }


def choice(name, *, required=""):
    """Messages of a field that offers choices."""
    not_offered = f"{name}: choose from what the page offers."
    return {
        "required": required or not_offered,
        "invalid_choice": not_offered,
        "invalid_list": not_offered,
        "invalid_pk_value": not_offered,
    }


def file(name, *, required="", empty):
    """Messages of a field for a file."""
    not_sent = f"{name}: the file did not arrive. Choose it again."
    return {"required": required, "empty": empty, "invalid": not_sent, "missing": not_sent}
