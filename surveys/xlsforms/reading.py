"""An XLSForm read as questions of ours, with everything that is not taken over named row by row."""

from dataclasses import dataclass, field, replace

from surveys.models.questionnaires import Kind
from surveys.reading.meanings import HIGHEST
from surveys.xlsforms import names
from surveys.xlsforms.choices import Unfit, lists_of, options_of
from surveys.xlsforms.expressions import Unclear, bounds_of, parsed
from surveys.xlsforms.kinds import typed
from surveys.xlsforms.routes import Routes
from surveys.xlsforms.sheets import read_sheets
from surveys.xlsforms.writing import alone_constraint

LONGEST_NAME, LONGEST_SECTION, LONGEST_TITLE = 100, 150, 150
# Columns of a question that would change what is answered, and why they are not kept.
NOT_KEPT = {
    "default": "An answer that is filled in beforehand is not kept.",
    "readonly": "A question that cannot be answered is kept as one that can.",
}
COMPUTED = ("calculation", "trigger")
NEVER = ("false", "false()")
QUIET = {"type", "name", "relevant", "constraint", "constraint_message", "choice_filter", *COMPUTED, *NOT_KEPT}
OURS = "foothold_"


@dataclass(frozen=True)
class FormQuestion:
    """A question of the form as it can be kept here. `gate` is the name of the question that decides whether it is
    asked, with the codes `wanted`; translations are as those of a QuestionnaireItem.
    """

    row: int
    name: str
    kind: str
    wording: str
    hint: str = ""
    options: list = field(default_factory=list)
    low: int | None = None
    high: int | None = None
    gate: str = ""
    wanted: tuple = ()
    section: str = ""
    translations: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A row that is not taken over, or a part of one, and why."""

    row: int
    name: str
    what: str
    reason: str


@dataclass
class ReadForm:
    """What a form says, as far as it can be kept. `languages` are codes besides the main one; `texts` and
    `translations` hold introduction, consent and thanks; `remarks` are sentences about the whole.
    """

    title: str = ""
    form_id: str = ""
    languages: list = field(default_factory=list)
    texts: dict = field(default_factory=dict)
    translations: dict = field(default_factory=dict)
    questions: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    remarks: list = field(default_factory=list)


def read_form(content):
    """The ReadForm in the bytes of a workbook. Raises UnreadableFile."""
    return _Reader(read_sheets(content)).form


class _Reader:
    """Goes through the rows of a form, with the groups that it is in."""

    def __init__(self, sheets):
        self.sheets, self.lists = sheets, lists_of(sheets)
        self.form = ReadForm(
            title=names.as_written(sheets.settings.get("form_title", ""))[:LONGEST_TITLE].strip(),
            form_id=sheets.settings.get("form_id") or sheets.settings.get("id_string", ""),
            languages=[code for code in sheets.languages if code],
        )
        self.groups, self.notes, self.section, self.instead = [], [], None, {}
        self.routes = Routes()
        for row in sheets.survey:
            self._row(row)
        self._keep_notes()
        self._remark()

    @property
    def is_ours(self):
        return self.form.form_id.startswith(OURS)

    def _leave(self, row, reason, what=""):
        self.form.left_out.append(LeftOut(row.number, row["name"][:LONGEST_NAME], what or row["type"][:60], reason))

    def _row(self, row):
        if row["disabled"].casefold() in ("yes", "true", "true()"):
            self._leave(row, "It is switched off in the form.")
            return
        kind = typed(row["type"])
        if kind.edge:
            self._edge(row, kind)
        elif not row["type"]:
            self._leave(row, "It has no type.")
        elif repeat := next((group for group, what in self.groups if what != "group"), None):
            self._leave(row, f"It stands in the repeat “{repeat['name']}”; a question is asked once here.")
        elif kind.what == "note":
            self._note(row)
        elif not self._is_fixed(row, kind):
            self._question(row, kind)

    def _edge(self, row, kind):
        if kind.edge == "begin":
            self.groups.append((row, kind.what))
            if kind.what != "group":
                self._leave(row, "What is asked several times over is not kept.")
        elif self.groups:
            self.groups.pop()

    def _note(self, row):
        text = row[f"label{self.sheets.languages['']}"]
        if names.REFERENCE in text:
            self._leave(row, "It repeats an answer that was given before.")
        elif text:
            self.notes.append((len(self.form.questions), row))

    def _is_fixed(self, row, kind):
        """Whether it is the consent, or asked with every questionnaire."""
        name = row["name"]
        if name == names.CONSENT and self._is_consent(row, kind):
            self._keep_text("consent", [row])
            self.routes.consent = name
            return True
        return self.is_ours and name in names.FIXED

    def _is_consent(self, row, kind):
        if row["type"].casefold() == "acknowledge":
            return True
        choices = [each["name"].casefold() for each in self.lists.get(kind.list, [])]
        return kind.kind == Kind.SINGLE and set(choices) == {names.YES, names.NO}

    def _question(self, row, kind):
        reason = kind.reason or self._why_not(row)
        if reason:
            self._leave(row, reason)
            return
        try:
            question = self._read(row, kind)
        except (Unfit, Unclear) as error:
            self._leave(row, f"Not read: {error}.")
            return
        question = replace(question, **self._route(row, question), **self._new_section())
        self.routes.add(question)
        self.form.questions.append(question)
        for column, why in NOT_KEPT.items():
            if row[column]:
                self._leave(row, why, column)

    def _why_not(self, row):
        """Why a row of a kind that is read is not taken over, or ""."""
        label = row[f"label{self.sheets.languages['']}"]
        if not row["name"]:
            return "It has no name."
        if len(row["name"]) > LONGEST_NAME:
            return f"Its name is longer than {LONGEST_NAME} letters."
        if row["name"] in self.routes:
            return "A question above it has the same name."
        if not label.strip():
            return "It has no label."
        if names.REFERENCE in label:
            return "Its label repeats an answer that was given before."
        if row["relevant"].casefold() in NEVER:
            return "Nobody is asked it."
        if any(row[column] for column in COMPUTED):
            return "Its answer is computed; nobody is asked it."
        if row["choice_filter"]:
            return "Its choices depend on another answer."
        return ""

    def _read(self, row, kind):
        """The FormQuestion of a row. Raises Unfit or Unclear."""
        text = self.sheets.text
        question = FormQuestion(row.number, row["name"], kind.kind, text(row, "label"), text(row, "hint"))
        if kind.list:
            question = self._with_options(row, question, kind.list)
        elif kind.kind == Kind.NUMBER:
            question = replace(question, **self._bounds(row))
        elif row["constraint"]:
            self._leave(row, "Which words may be written cannot be limited.", "constraint")
        return replace(question, translations=self._translations(row, question))

    def _with_options(self, row, question, name):
        if name not in self.lists:
            raise Unfit(f"there is no list of choices “{name}”")
        is_multiple = question.kind == Kind.MULTIPLE
        found = options_of(self.lists[name], self.sheets, is_multiple=is_multiple)
        if row["constraint"] and not (is_multiple and row["constraint"] == alone_constraint()):
            self._leave(row, "Which choices go together cannot be limited.", "constraint")
        self.instead.update(dict.fromkeys(found.instead))
        labels = {code: {"options": kept} for code, kept in found.translations.items()}
        return replace(question, options=found.options, codes=found.codes, translations=labels)

    def _bounds(self, row):
        """Kind and bounds of an integer. One without a limit is a number, one that ends below 96 a count."""
        low, high, others = None, None, set()
        if row["constraint"]:
            try:
                low, high, others = bounds_of(parsed(row["constraint"]))
            except Unclear as unclear:
                self._leave(row, f"Only a range of whole numbers is kept: {unclear}.", "constraint")
        if (low or 0) < 0 or (high is not None and high < (low or 0)):
            raise Unfit("its range of numbers cannot be kept")
        is_count = high is not None and high <= HIGHEST[Kind.COUNT] and -98 not in others
        most = HIGHEST[Kind.COUNT if is_count else Kind.NUMBER]
        if high is not None and high > most:
            self._leave(row, f"Numbers are kept up to {most:,}.", "constraint")
        bounds = {"low": min(low or 0, most), "high": most if high is None else min(high, most)}
        return {"kind": Kind.COUNT if is_count else Kind.NUMBER} | bounds

    def _translations(self, row, question):
        """{language: {"wording", "hint", "options"}} of what differs from the main language."""
        found = {code: dict(kept) for code, kept in question.translations.items()}
        for language in self.form.languages:
            for part, column, main in (("wording", "label", question.wording), ("hint", "hint", question.hint)):
                text = self.sheets.text(row, column, language)
                if text and main and text != main:
                    found.setdefault(language, {})[part] = text
        return found

    def _route(self, row, question):
        """Who is asked, as fields of FormQuestion."""
        relevants = [each["relevant"] for each, _ in self.groups if each["relevant"]]
        relevants += [row["relevant"]] if row["relevant"] else []
        try:
            gate, wanted = self.routes.of(relevants)
        except Unclear as unclear:
            self._leave(row, f"It is asked of everybody here: {unclear}.", "relevant")
            return {}
        return {"gate": gate, "wanted": wanted}

    def _new_section(self):
        """The heading of a question, where another labelled group begins with it; as fields of FormQuestion."""
        heading = f"label{self.sheets.languages['']}"
        group = next((row for row, _ in reversed(self.groups) if row[heading]), None)
        if group is None or group is self.section:
            return {}
        self.section = group
        return {"section": self.sheets.text(group, "label")[:LONGEST_SECTION].strip()}

    def _keep_notes(self):
        """Notes before the first question introduce, those after the last thank; those between are left out."""
        last = len(self.form.questions)
        self._keep_text("introduction", [row for before, row in self.notes if before == 0])
        self._keep_text("thanks", [row for before, row in self.notes if before == last and before])
        for before, row in self.notes:
            if 0 < before < last:
                self._leave(row, "A note between questions is not kept. Put it into the hint of the next one.")
        self.form.left_out.sort(key=lambda left: left.row)

    def _keep_text(self, name, rows):
        texts = [text for row in rows if (text := self.sheets.text(row, "label"))]
        if not texts:
            return
        self.form.texts[name] = "\n\n".join(texts)
        for language in self.form.languages:
            translated = "\n\n".join(filter(None, (self.sheets.text(row, "label", language) for row in rows)))
            if translated and translated != self.form.texts[name]:
                self.form.translations.setdefault(language, {})[name] = translated

    def _remark(self):
        remarks = self.form.remarks
        columns = {heading.partition("::")[0] for row in self.sheets.survey for heading in row.cells}
        others = sorted(columns - QUIET - {"label", "hint", "required", "disabled", "list_name", ""})
        if others and not self.is_ours:
            remarks.append(f"Columns that are not read: {', '.join(others)}.")
        if not self.is_ours and any(
            row["required"].casefold().startswith(("yes", "true")) for row in self.sheets.survey
        ):
            remarks.append("Every question may be left unanswered here, those that the form requires as well.")
        if self.sheets.unknown:
            remarks.append(f"Languages that are not taken over: {', '.join(self.sheets.unknown)}.")
        if self.instead and not self.is_ours:
            remarks.append(f"Can always be answered, and are no options here: {', '.join(self.instead)}.")
