"""What is kept of answers that somebody has begun: only what their questions allow, in one way of writing."""

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answering.given import AGE_BAND, INSTEAD, NONE_OF_THESE, SEX, Unfit, packed_of, words_of
from surveys.answers import BLANK, chosen_codes
from surveys.models.questionnaires import Audience, Kind

# Longer than any number or code that can be an answer; Python itself refuses to read thousands of figures.
LONGEST_ANSWER = 40
REMARK = "remark:"
OVERALL = ""
ABOUT = {SEX: SEXES, AGE_BAND: AGE_BANDS}
INSTEAD_OF = {packed: word for word, packed in INSTEAD.items()}


def typed_in(item, posted):
    """What a form says of `item`: a text, or a list of texts where several options may be ticked."""
    texts = posted.getlist(item.code)
    if item.kind == Kind.MULTIPLE:
        return list(dict.fromkeys(texts))
    return texts[-1] if texts else ""


def kept_of(item, typed):
    """What is kept of something typed: text, a list of texts, or None where it is left out. Raises Unfit."""
    if item.kind == Kind.TEXT:
        return words_of(typed) or None
    _refuse_endless(typed)
    return _written(item, packed_of(item, typed))


def kept_remark(posted, code):
    """The remark on a question of a try, under the name that it is kept by. Raises Unfit."""
    return {REMARK + code: words_of(posted.get(f"remark-{code}", "")) or None}


def remarks_in(answers):
    """The remarks among what is kept, by the code of their question; OVERALL is on the whole."""
    return {name.removeprefix(REMARK): words for name, words in answers.items() if name.startswith(REMARK)}


def kept_about(posted):
    """Sex and age band as kept, and the names of those that are no answer."""
    kept, unfit = {}, []
    for name, among in ABOUT.items():
        text = posted.get(name, "").strip()
        allowed = {str(UNKNOWN), *(str(each.number) for each in among)}
        kept[name] = text if text in allowed else None
        if text and text not in allowed:
            unfit.append(name)
    return kept, unfit


def asks_about(questionnaire):
    """Whether who answers is asked for sex and age: residents are, organisations and agencies are not."""
    return questionnaire.audience == Audience.RESIDENTS


def _refuse_endless(typed):
    for text in typed if isinstance(typed, list) else [typed]:
        if len(text) > LONGEST_ANSWER:
            raise Unfit("This is no answer to the question.")


def _written(item, packed):
    if packed == BLANK:
        return None
    if packed < 0:
        return [INSTEAD_OF[packed]] if item.kind == Kind.MULTIPLE else INSTEAD_OF[packed]
    if item.kind == Kind.MULTIPLE:
        return [str(code) for code in chosen_codes(packed)] or [NONE_OF_THESE]
    return str(packed)
