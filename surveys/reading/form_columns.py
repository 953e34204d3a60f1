"""Which column of an export answers what, where its form was made from the questionnaire: by names, or by labels."""

import re

from surveys.answering.phrases import phrases_of, spoken
from surveys.answers import DONT_KNOW, REFUSED
from surveys.languages import LANGUAGES
from surveys.mapping import ColumnUse
from surveys.reading.meanings import label_codes, labels_of
from surveys.reading.texts import plain
from surveys.xlsforms import names

# What stands between a group, a question and a choice; KoboToolbox lets people choose it.
SEPARATORS = "/.:-"
BETWEEN = re.compile(r"[/.:\-]")
CHOICES_INSTEAD = {names.NONE_NAME: 0, **names.INSTEAD_NAMES}


def form_columns(headers, questions, *, by_label=False, texts=()):
    """{what: ColumnUse} of the columns that are named as the form names them.

    With `by_label`, headings may also be labels: wordings in any language, or one of `texts`, pairs of a label and what
    it heads.
    """
    multiple = [question for question in questions if question.kind == "multiple"]
    named = {plain(name): code for code, name in names.question_names([q.code for q in questions]).items()}
    named |= {name: name for name in (names.AREA, names.SEX, names.AGE_BAND, names.CONSENT)}
    named |= _choices_by_name(multiple)
    labelled = (_by_wording(questions) | dict(texts) | _choices_by_label(multiple)) if by_label else {}
    found = {}
    for header in headers:
        what = _at_the_end_of(plain(header), named)
        is_label = what is None
        what = _at_the_end_of(plain(header), labelled) if is_label else what
        if what is not None and what not in found:
            found[what] = (header, is_label)
    return _uses(found, {question.code: question for question in questions})


def form_texts(questionnaire):
    """Pairs for `form_columns`: how the form words what it asks besides the questions."""
    kept = [each.get("consent") for each in questionnaire.translations.values()]
    consent = [(text, names.CONSENT) for text in [questionnaire.consent, *kept] if text]
    asked_too = [(phrases_of(code)[name], name) for code in spoken() for name in names.ASKED_TOO]
    return [(plain(label), what) for label, what in [*consent, *asked_too]]


def _at_the_end_of(header, known):
    """What the heading is known as, whole or without the groups before it; None where it is not."""
    starts = [0, *(match.end() for match in BETWEEN.finditer(header))]
    return next((known[header[at:]] for at in starts if header[at:] in known), None)


def _by_wording(questions):
    return {plain(text): question.code for question in questions for text in _wordings(question)}


def _wordings(question):
    kept = (getattr(question, "translations", None) or {}).values()
    return [question.wording, *(each["wording"] for each in kept if each.get("wording"))]


def _choices_by_name(questions):
    called = names.question_names([question.code for question in questions])
    return {
        plain(f"{called[question.code]}{separator}{name}"): (question.code, code)
        for question in questions
        for name, code in [*((str(o["code"]), o["code"]) for o in question.options), *CHOICES_INSTEAD.items()]
        for separator in SEPARATORS
    }


def _choices_by_label(questions):
    return {
        plain(f"{wording}{separator}{label}"): (question.code, code)
        for question in questions
        for wording in _wordings(question)
        for label, code in [*_labels_instead(question), *labels_of(question)]
        for separator in SEPARATORS
    }


def _labels_instead(question):
    """(label, code) of the choices that stand for no answer, in every language."""
    labels = [label for label, _ in labels_of(question)]
    return [
        (names.instead_label(name, labels, LANGUAGES[language]), code)
        for name, code in CHOICES_INSTEAD.items()
        for language in spoken()
    ]


def _uses(found, questions):
    """{what: ColumnUse} of {what, or (code, choice): (heading, whether by label)}."""
    uses = {}
    for what, (header, is_label) in found.items():
        if isinstance(what, tuple):
            continue
        uses[what] = _labelled_use(what, questions, header) if is_label else ColumnUse(header)
    for code in {what[0] for what in found if isinstance(what, tuple)}:
        choices = {found[what][0]: what[1] for what in found if isinstance(what, tuple) and what[0] == code}
        use = uses.get(code, ColumnUse())
        uses[code] = ColumnUse(use.column, use.codes, use.missing, use.keep_options, choices)
    return uses


def _labelled_use(what, questions, header):
    """The ColumnUse of a column that holds labels, which are spelt out where they do not speak for themselves."""
    if what in names.NUMBERED_CHOICES:
        choices = names.NUMBERED_CHOICES[what].values()
        return ColumnUse(header, {plain(phrases_of(each)[key]): code for each in spoken() for code, key in choices})
    question = questions.get(what)
    if question is None or question.kind not in ("single", "multiple"):
        return ColumnUse(header)
    labels = label_codes(question)
    instead = {plain(label): code for label, code in _labels_instead(question)}
    missing = {label: code for label, code in instead.items() if code in (DONT_KNOW, REFUSED)}
    none = {label: code for label, code in instead.items() if not code and question.kind == "multiple"}
    return ColumnUse(header, codes=none | labels, missing=missing)
