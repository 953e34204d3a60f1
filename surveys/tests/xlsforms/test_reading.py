"""Forms that others made are read as questions, and whatever is not taken over is named with its row and reason."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from commissioning.models import Programme
from commissioning.reading.faults import UnreadableFile
from surveys.bank import read_bank
from surveys.languages import ENGLISH
from surveys.models.questionnaires import Kind
from surveys.tests.xlsforms.books import SETTINGS, YES_NO, book, survey_of
from surveys.tests.xlsforms.forms import questionnaires, whole_form
from surveys.xlsforms.plan import plan_of
from surveys.xlsforms.reading import read_form
from surveys.xlsforms.writing import xlsform_of


def read(*rows, **kwargs):
    return read_form(survey_of(*rows, **kwargs))


def reasons(form):
    return {(left.row, left.name): left.reason for left in form.left_out}


def test_simple_form_is_read_with_kinds_choices_and_routing():
    form = read(
        ["note", "hello", "Hello"],
        ["select_one yes_no", "garden", "Do you garden?"],
        ["integer", "days", "On how many days?", "${garden} = 'yes'", ". >= 0 and . <= 31"],
        ["text", "why", "Why not?", "${garden}!='yes'"],
        ["note", "bye", "Thank you"],
    )

    garden, days, why = form.questions
    assert garden.options == [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]
    assert (days.kind, days.low, days.high, days.gate, days.wanted) == (Kind.COUNT, 0, 31, "garden", (1,))
    assert (why.kind, why.gate, why.wanted) == (Kind.TEXT, "garden", (2,))
    assert form.texts == {"introduction": "Hello", "thanks": "Thank you"}
    assert (form.title, form.form_id, form.left_out) == ("Gardens", "gardens", [])


def test_groups_become_sections_and_their_relevant_holds_within():
    form = read(
        ["begin_group", "one", "About gardens"],
        ["select_one yes_no", "garden", "Do you garden?"],
        ["begin group", "two", None, "selected(${garden}, 'yes')"],
        ["text", "where", "Where?"],
        ["text", "when", "When?", "${garden} = 'yes' or ${garden} = 'no'"],
        ["end group"],
        ["end_group"],
    )

    assert [(q.name, q.section, q.wanted) for q in form.questions] == [
        ("garden", "About gardens", ()), ("where", "", (1,)), ("when", "", (1,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["geopoint", "x", "Where?"], "A place on the map"),
        (["calculate", "x", None], "A calculation is not a question."),
        (["image", "x", "Picture"], "Pictures"),
        (["decimal", "x", "How long?"], "Only whole numbers"),
        (["select_one yes_no or_other", "x", "Which?"], "“or_other” is not read."),
        (["select_one_from_file a.csv", "x", "Which?"], "another file"),
        (["select_one nothing", "x", "Which?"], "there is no list of choices “nothing”"),
        (["select_multiple many", "x", "Which?"], "it has 15 choices; of at most 14"),
        (["text", None, "Who?"], "It has no name."),
        (["text", "x", None], "It has no label."),
        (["text", "x", "Is ${first} right?"], "repeats an answer"),
        (["text", "first", "Again?"], "has the same name"),
        (["integer", "x", "How many?", None, ". >= -5 and . <= 5"], "range of numbers cannot be kept"),
        (["today", "x", None], "The form notes it by itself."),
        (["wizardry", "x", "Abracadabra?"], "“wizardry” is a type that is not read."),
        ([None, "x", "What?"], "It has no type."),
        (["text", "x", "Never?", "false()"], "Nobody is asked it."),
        (["select_one yes_no", "x", "Which?", None, None, "region=${first}"], "Its choices depend on another answer."),
        (["text", "x", "Sum?", None, None, None, "1 + 1"], "Its answer is computed"),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, list) else "",
)
def test_row_that_is_not_taken_over_is_named_with_its_reason(row, reason):
    many = [["many", str(number), f"Option {number}"] for number in range(1, 16)]
    headings = ["type", "name", "label", "relevant", "constraint", "choice_filter", "calculation"]
    survey = [headings, ["text", "first", "What?"], row]
    form = read_form(book(survey, [*YES_NO, *many]))

    [left] = form.left_out
    assert (left.row, left.name) == (3, row[1] or "")
    assert reason in left.reason
    assert [question.name for question in form.questions] == ["first"]


@pytest.mark.parametrize(
    ("relevant", "reason"),
    [
        ("${a} = 'yes' and ${b} = 'yes'", "a and b decide together"),
        ("count-selected(${a}) > 1", "“count-selected” is not understood"),
        ("${later} = 'yes'", "“later” that decides is not taken over"),
        ("${words} = 'x'", "“words” is answered in words"),
        ("${a} = 'maybe'", "no answer to “a” would lead to it"),
        ("${m} = 'yes'", "only whether one of them is ticked"),
        ("regex(${a}, 'y.*')", "is not understood"),
        ("${a} = ", "is not understood"),
        ("(" * 30 + "${a} = 'yes'" + ")" * 30, "nested too deeply"),
    ],
)
def test_routing_that_cannot_be_kept_is_named_and_the_question_asked_of_everybody(relevant, reason):
    form = read(
        ["select_one yes_no", "a", "A?"],
        ["select_one yes_no", "b", "B?"],
        ["select_multiple yes_no", "m", "M?"],
        ["text", "words", "W?"],
        ["text", "x", "X?", relevant],
    )

    [left] = form.left_out
    assert (left.row, left.what) == (6, "relevant")
    assert reason in left.reason
    assert left.reason.startswith("It is asked of everybody here")
    assert form.questions[-1].gate == ""


def test_repeat_is_left_out_row_by_row():
    form = read(
        ["begin repeat", "children", "Children"], ["text", "child", "Name?"], ["end repeat"], ["text", "x", "X?"]
    )

    assert list(reasons(form)) == [(2, "children"), (3, "child")]
    assert [question.name for question in form.questions] == ["x"]


def test_choices_that_can_always_be_answered_are_no_options():
    choices = [*YES_NO, ["yes_no", "dk", "Don't know"], ["yes_no", "ref", "Prefer not to say"]]
    form = read_form(book([["type", "name", "label"], ["select_one yes_no", "a", "A?"]], choices))

    assert [option["label"] for option in form.questions[0].options] == ["Yes", "No"]
    assert form.remarks == ["Can always be answered, and are no options here: Don't know, Prefer not to say."]


def test_numbers_that_name_choices_are_their_codes():
    choices = [["list_name", "name", "label"], *([["often", name, f"{name} times"] for name in (5, 0, 97)])]
    form = read_form(book([["type", "name", "label"], ["select_one often", "a", "A?"]], choices))

    assert [option["code"] for option in form.questions[0].options] == [5, 0, 97]


def test_question_of_consent_becomes_the_consent_of_the_questionnaire():
    form = read(["select_one yes_no", "consent", "May we ask?"], ["text", "x", "X?", "${consent} = 'yes'"])

    assert form.texts == {"consent": "May we ask?"}
    assert [(question.name, question.gate) for question in form.questions] == [("x", "")]


@pytest.mark.parametrize(
    ("headings", "default", "wording", "translated"),
    [
        (["label::English (en)", "label::Français (fr)"], "", "one", {"fr": "two"}),
        (["label::French", "label::English (en)"], "", "two", {"fr": "one"}),
        (["label", "label::Arabic (ar)"], "", "one", {"ar": "two"}),
        (["label:English", "label:French"], "French", "two", {"en": "one"}),
        (["label::Klingon", "label::Polish (pl)"], "", "one", {"pl": "two"}),
    ],
)
def test_labels_are_read_in_their_languages(headings, default, wording, translated):
    survey = [["type", "name", *headings], ["text", "x", "one", "two"]]
    form = read_form(book(survey, settings=[["form_title", "default_language"], ["T", default]]))

    [question] = form.questions
    assert question.wording == wording
    assert {code: kept["wording"] for code, kept in question.translations.items()} == translated


def test_language_that_is_not_offered_is_named():
    survey = [["type", "name", "label", "label::Klingon (tlh)"], ["text", "x", "one", "two"]]

    assert "Languages that are not taken over: Klingon (tlh)." in read_form(book(survey)).remarks


def renamed(content, old, new):
    """The workbook with a part of another name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            after.writestr(name.replace(old, new), before.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"type,name,label\ntext,x,X\n", "This is not a workbook."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old .xls kind"),
        (b"PK\x03\x04 and no more", "not complete"),
        (book([["a"]], sheet=[["b"]]), "needs a column “type”"),
        (book([["type", "name"]]), "needs a column “type”"),
        (renamed(survey_of(["text", "x", "X"]), "workbook.xml", "wurkbook.xml"), "not a workbook"),
        (bytes(1024 * 1024 + 1), "larger than 1 MB"),
        (survey_of(["text", "x", "X"], headings=["type", "name", "label", "label"]), "stand more than once"),
    ],
    ids=["empty", "csv", "xls", "broken", "no-type", "no-rows", "no-workbook", "large", "twice"],
)
def test_file_that_is_no_form_says_what_it_is(content, reason):
    with pytest.raises(UnreadableFile, match=reason):
        read_form(content)


def test_workbook_without_a_survey_is_no_form():
    with pytest.raises(UnreadableFile, match="no sheet “survey”"):
        read_form(renamed_sheet())


def renamed_sheet():
    workbook = load_workbook(io.BytesIO(survey_of(["text", "x", "X"])))
    workbook["survey"].title = "questions"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def as_item(item, languages):
    """What a form keeps of an item: the same but for outer spaces, and translations that say the same as English."""
    kept = {}
    for code in languages:
        told = item.translations.get(code, {})
        words = {part: told[part] for part in ("wording", "hint") if told.get(part) and getattr(item, part)}
        words = {part: text for part, text in words.items() if text != getattr(item, part)}
        labels = {str(o["code"]): told.get("options", {}).get(str(o["code"]), "") for o in item.options}
        same = {str(option["code"]): option["label"] for option in item.options}
        labels = {option: label for option, label in labels.items() if label and label != same[option]}
        if whole := words | ({"options": labels} if labels else {}):
            kept[code] = whole
    gate = item.asked_if or {"question": "", "is": []}
    options = [dict(option) for option in item.options]
    fields = (item.code, item.kind, item.wording, item.hint, options, item.low, item.high, item.section)
    return *fields, gate["question"], tuple(gate["is"]), kept


def as_read(question):
    return (
        *(question.name, question.kind, question.wording, question.hint, question.options),
        *(question.low, question.high, question.section, question.gate, question.wanted, question.translations),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(questionnaires())
def test_any_questionnaire_written_and_read_again_is_the_same(questionnaire):
    form = read_form(xlsform_of(questionnaire))

    languages = [code for code in questionnaire.languages if code != ENGLISH.code]
    assert [as_read(question) for question in form.questions] == [
        as_item(item, languages) for item in questionnaire.asked
    ]
    for name in ("introduction", "consent", "thanks"):
        assert form.texts.get(name, "") == getattr(questionnaire, name)
    assert form.title == questionnaire.title
    assert set(form.languages) == set(languages)
    assert form.left_out == []


def test_form_of_ours_is_read_without_remarks():
    assert read_form(xlsform_of(whole_form())).remarks == []


def assert_read_or_refused(content):
    """That nothing but UnreadableFile comes of a file, and that every reason is given in words."""
    try:
        said = [left.reason for left in read_form(content).left_out]
    except UnreadableFile as error:
        said = [str(error)]
    assert all(said)


CELLS = st.none() | st.integers() | st.booleans() | st.sampled_from(
    ["text", "integer", "select_one yes_no", "select_multiple yes_no", "begin group", "end group", "begin repeat",
     "end repeat", "note", "x", "y", "${x} = 'yes'", "${x}", "((", "'", "selected(${x}, 'yes')", ". > 3", "yes",
     "label::English (en)", "label::", "::", "type", "name", "label", "relevant", "constraint", "hint", "=1+1"]
) | st.text(max_size=8).filter(lambda text: text.isprintable())  # fmt: skip
SHEETS = st.lists(st.lists(CELLS, max_size=6), max_size=8)
HEADED = st.lists(
    st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS, CELLS).map(list), max_size=8
).map(lambda rows: [["type", "name", "label", "relevant", "constraint", "hint::English (en)"], *rows])  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(SHEETS | HEADED, SHEETS | st.just(YES_NO), SHEETS | st.just(SETTINGS))
def test_mangled_form_is_read_or_refused_in_words(survey, choices, settings_rows):
    assert_read_or_refused(book(survey, choices, settings_rows))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(HEADED)
def test_what_a_mangled_form_leaves_is_a_sound_file_of_questions(survey):
    try:
        form = read_form(book(survey))
    except UnreadableFile:
        return
    declared = plan_of(form, Programme(pk=0), "residents").declared()

    assert not declared or read_bank(declared)[1] == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_workbook_is_read_or_refused_in_words(data):
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.none() | st.integers(0, len(content)))
    assert_read_or_refused(bytes(content[:end]))


WHOLE = xlsform_of(whole_form())

REAL_FORMS = {
    "kobo_docs_sample_xlsform.xlsx": (2, 0),
    "socio-economic-survey-v20240515.xlsx": (8, 10),
    "pyxform_tutorial.xls": "old .xls kind",
    "pyxform_bug_duplicate_columns.xlsx": "“label” (columns 4 and 5)",
    "kpi_transportation.csv": "This is not a workbook.",
    "kpi_nested_repeats.csv": "This is not a workbook.",
}


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "expected"), REAL_FORMS.items())
def test_real_form_is_read_or_refused_in_words(shared_data, name, expected):
    content = (shared_data / "xlsforms" / name).read_bytes()
    if isinstance(expected, str):
        with pytest.raises(UnreadableFile) as refused:
            read_form(content)
        assert expected in str(refused.value)
        return
    form = read_form(content)
    assert (len(form.questions), len(form.left_out)) == expected
