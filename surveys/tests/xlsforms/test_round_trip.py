"""What somebody answered comes back unchanged: questionnaire, form, export, import; whatever the export looks like."""

from datetime import date

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from commissioning.reading.faults import UnreadableFile
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.answering.given import AGE_BAND, INSTEAD, NONE_OF_THESE, SEX, read_given
from surveys.languages import ENGLISH, LANGUAGES
from surveys.mapping import dump_mapping, parse_mapping
from surveys.models.questionnaires import Kind
from surveys.reading.fieldwork import Fieldwork
from surveys.reading.form_columns import form_texts
from surveys.reading.kobo import read_answers
from surveys.reading.matching import guess_mapping, problems_of
from surveys.reading.responses import read_responses
from surveys.reading.texts import missing_code, plain
from surveys.tests.xlsforms.exports import DAY, Variant, submission, written
from surveys.tests.xlsforms.forms import asking, items, words

PLACES = {"w01": 11, "w02": 12}
AMBIGUOUS = "Could be different options"


def fieldwork(questionnaire):
    july = (date(2024, 7, 1), date(2024, 7, 31), date(2025, 1, 1))
    return Fieldwork(questionnaire.asked, PLACES, *july)


def imported(questionnaire, content):
    """(Reading, Mapping) of an export, with the mapping that the columns page would offer."""
    table, export = read_answers(content)
    asked = questionnaire.asked
    mapping = guess_mapping(table.headers, asked, ["W01", "W02"], origin=export.origin, texts=form_texts(questionnaire))
    assert parse_mapping(dump_mapping(mapping)) == mapping
    assert problems_of(mapping, table.headers, fieldwork(questionnaire)) == []
    return read_responses(table, mapping, fieldwork(questionnaire)), mapping


def typed_for(item):
    """What may be typed or ticked in answer to a question, nothing included."""
    instead = st.sampled_from([None, *INSTEAD])
    codes = st.sampled_from([str(option["code"]) for option in item.options]) if item.options else st.nothing()
    if item.kind == Kind.TEXT:
        return st.none() | words(80).filter(lambda text: missing_code(text) is None and text != "{}")
    if item.kind == Kind.SINGLE:
        return instead | codes
    if item.kind == Kind.MULTIPLE:
        return instead | st.just(NONE_OF_THESE) | st.lists(codes, min_size=1, unique=True)
    return instead | st.integers(item.low, item.high).map(str)


@st.composite
def answered(draw, languages=("ar", "fr")):
    """A questionnaire and what up to four people answered."""
    questionnaire = asking(draw(items(languages)), languages=list(languages), consent=draw(st.just("") | words()))
    people = []
    for _ in range(draw(st.integers(1, 4))):
        typed = {item.code: draw(typed_for(item)) for item in questionnaire.asked}
        typed[SEX] = draw(st.sampled_from(["", *(str(sex.number) for sex in SEXES)]))
        typed[AGE_BAND] = draw(st.sampled_from(["", *(str(band.number) for band in AGE_BANDS)]))
        people.append(read_given(questionnaire.asked, typed))
    return questionnaire, people


kobo = st.builds(
    Variant,
    kind=st.sampled_from(["csv", "xlsx"]),
    separator=st.sampled_from(",;"),
    with_groups=st.booleans(),
    between=st.sampled_from("/.:-"),
    several=st.sampled_from(["both", "summary", "details"]),
    nothing=st.sampled_from(["", "n/a"]),
    ticks=st.sampled_from([("1", "0"), ("True", "False"), ("TRUE", "FALSE"), ("1.0", "0.0")]),
)
odk = st.builds(
    Variant,
    product=st.just("odk"),
    with_groups=st.booleans(),
    between=st.just("-"),
    several=st.sampled_from(["both", "summary"]),
)


def assert_unchanged(questionnaire, people, content, *, may_be_ambiguous=False):
    reading, mapping = imported(questionnaire, content)
    if not may_be_ambiguous:
        assert reading.faults == []
        assert len(reading.key) == len(people)
    assert all(fault.reason.startswith(AMBIGUOUS) for fault in reading.faults)
    stored = [people[row - 2] for row in reading.row_numbers.tolist()]
    order = [item.code for item in questionnaire.asked if item.kind != Kind.TEXT]
    expected = [[person.answers[code] for code in order] for person in stored]
    assert np.array_equal(reading.answers, np.reshape(expected, reading.answers.shape))
    assert [dict(reading.words.get(at, [])) for at in range(len(stored))] == [person.words for person in stored]
    assert reading.sex.tolist() == [person.sex for person in stored]
    assert reading.band.tolist() == [person.age_band for person in stored]
    assert set(reading.day.tolist()) <= {DAY.toordinal()}
    assert set(reading.sample.tolist()) <= {PLACES["w01"]}
    assert set(reading.mode) <= {"interview"}
    assert mapping.left_out(read_answers(content)[0].headers) == []


SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def export_of(questionnaire, people, variant):
    sent = [submission(questionnaire, person, number=number) for number, person in enumerate(people, start=1)]
    return written(questionnaire, sent, variant)


@SLOW
@given(answered(), kobo | odk)
def test_any_answers_come_back_from_an_export_with_names(asked, variant):
    questionnaire, people = asked
    assert_unchanged(questionnaire, people, export_of(questionnaire, people, variant))


def headings_are_clear(questionnaire):
    """Whether no two labels are alike, so that people could tell them apart as well."""
    texts = [questionnaire.consent or "consent?"]
    for item in questionnaire.asked:
        kept = [each.get("wording") for each in item.translations.values()]
        texts += {plain(text) for text in [item.wording, *kept] if text}
        texts += [item.code]
    return len({plain(text) for text in texts}) == len(texts)


def choices_are_clear(item):
    """Whether each label means one option, in whatever language, and none is how a file writes nothing."""
    labels = {}
    for option in item.options:
        kept = [each.get("options", {}).get(str(option["code"])) for each in item.translations.values()]
        for label in [option["label"], *filter(None, kept)]:
            labels.setdefault(plain(label), set()).add(option["code"])
    return all(len(codes) == 1 and label not in ("n/a", "{}") for label, codes in labels.items())


@SLOW
@given(answered(), kobo, st.sampled_from([ENGLISH, LANGUAGES["ar"], LANGUAGES["fr"]]))
def test_any_answers_come_back_from_an_export_with_labels(asked, variant, language):
    questionnaire, people = asked
    assume(headings_are_clear(questionnaire) and all(map(choices_are_clear, questionnaire.asked)))
    variant = Variant(**vars(variant) | {"language": language})
    content = export_of(questionnaire, people, variant)
    try:
        read_answers(content)
    except UnreadableFile:
        assume(False)  # two headings are alike
    assert_unchanged(questionnaire, people, content, may_be_ambiguous=variant.several == "summary")
