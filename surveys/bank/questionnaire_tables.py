"""The `[[questionnaire]]` tables of a question file: which questions are asked, in which order."""

from dataclasses import dataclass

from surveys.bank.declarations import Declaration

QUESTIONNAIRE_KEYS = ("title", "audience", "questions", "publish")
LONGEST_TITLE = 150


@dataclass(frozen=True)
class BankQuestionnaire:
    """A questionnaire as declared: a title, whom it asks, and the codes of its questions in order.

    `publish` says that loading the file also publishes it.
    """

    title: str
    audience: str
    codes: tuple[str, ...]
    publish: bool


def read_questionnaires(tables, menu, audiences, default_audience, faults):
    """The questionnaires of a file, noting what is wrong with each in `faults`.

    `tables` are the `[[questionnaire]]` tables; `menu` maps every code that may be asked to its BankQuestion,
    or to None where the question has faults of its own; without an audience, a questionnaire has the
    `default_audience`.
    """
    declared, read = set(), []
    for position, table in enumerate(tables, start=1):
        title = table.get("title")
        name = f"“{title}”" if isinstance(title, str) and title else f"questionnaire {position} of the file"
        declaration = Declaration(name, table, faults)
        faults_before = len(faults)
        questionnaire = _read(declaration, menu, audiences, default_audience)
        if questionnaire.title in declared:
            declaration.fault(
                "title",
                questionnaire.title,
                "is already the title of a questionnaire above; give it another.",
            )
        declared.add(questionnaire.title)
        if len(faults) == faults_before:
            read.append(questionnaire)
    return read


def _read(declaration, menu, audiences, default_audience):
    questionnaire = BankQuestionnaire(
        title=_read_title(declaration),
        audience=declaration.one_of("audience", audiences, default=default_audience),
        codes=_read_codes(declaration),
        publish=declaration.flag("publish"),
    )
    declaration.finish(QUESTIONNAIRE_KEYS)
    _check_questions(declaration, questionnaire, menu)
    return questionnaire


def _read_title(declaration):
    title = declaration.text("title", required=True)
    if len(title) > LONGEST_TITLE:
        declaration.fault("title", title, f"is longer than {LONGEST_TITLE} letters.")
    return title


def _read_codes(declaration):
    written = declaration.take("questions")
    if not isinstance(written, list) or not written:
        declaration.fault("questions", written, 'must list codes in the order asked, such as ["R2", "R4"].')
        return ()
    for code in written:
        if not isinstance(code, str):
            declaration.fault("questions", code, "is not a code; put it in quotation marks.")
    return tuple(code for code in written if isinstance(code, str))


def _check_questions(declaration, questionnaire, menu):
    """Note unknown and repeated questions, those of another audience, and routing that leads nowhere."""
    seen = set()
    for code in questionnaire.codes:
        if code not in menu:
            declaration.fault("questions", code, "is neither in this file nor on the question menu.")
        elif code in seen:
            declaration.fault("questions", code, "is asked twice.")
        elif menu[code] is not None:
            _check_question(declaration, questionnaire, menu[code], seen)
        seen.add(code)


def _check_question(declaration, questionnaire, question, seen):
    if question.audience != questionnaire.audience:
        declaration.fault(
            "questions",
            question.code,
            f"is a question for {question.audience}, not {questionnaire.audience}.",
        )
    routing = question.asked_if
    if routing and routing.question not in seen:
        declaration.fault(
            "questions", question.code, f"is asked only after {routing.question}; list that one before it."
        )
