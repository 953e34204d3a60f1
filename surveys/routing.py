"""Who is asked a question, in words."""


def routing_words(asked_if, menu):
    """For example "only if R4 is “Yes”"; `menu` maps codes to the questions that routing may point to."""
    if not asked_if:
        return "everybody"
    question = menu.get(asked_if["question"])
    labels = {option["code"]: f"“{option['label']}”" for option in question.options} if question else {}
    return f"only if {asked_if['question']} is {_listed(asked_if['is'], labels)}"


def _listed(codes, labels):
    """Codes as their labels, or as numbers with runs such as "1 to 95"."""
    if all(code in labels for code in codes):
        parts = [labels[code] for code in codes]
    else:
        parts = [str(low) if low == high else f"{low} to {high}" for low, high in runs_of(codes)]
    return " or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "never"


def runs_of(codes):
    """The codes, ascending, as (first, last) of each unbroken run."""
    runs = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs
