"""Posters and letters: tagged PDF, a page for each, and nothing of what people typed read as markup."""

import json
import re

import pytest

from surveys.languages import LANGUAGES
from surveys.links import letters, posters
from surveys.links.letters import CARDS, letters_pdf
from surveys.links.posters import not_printed, poster_pdf, said_in
from surveys.models import Invitation, Questionnaire
from surveys.printing import typesetting
from surveys.tests.links.worlds import a_group, a_wave, invited

pytestmark = pytest.mark.django_db


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def is_tagged(pdf):
    return b"/StructTreeRoot" in pdf and b"/MarkInfo" in pdf and b"pdfuaid:part" in pdf


@pytest.fixture
def sent(monkeypatch):
    """What the layouts were given, as they were set."""
    found = []

    def watched(layout, sys_inputs, **options):
        found.append(json.loads(sys_inputs["content"]))
        return real(layout, sys_inputs=sys_inputs, **options)

    real = typesetting.typst.compile
    monkeypatch.setattr(typesetting.typst, "compile", watched)
    return found


def linked(**fields):
    """A wave with a public link in each of two neighbourhoods."""
    wave = a_wave(places=("Quayside", "Ropewalk"), **fields)
    for sample in wave.samples.all():
        sample.link_code = f"abcd234{sample.pk % 10}"
        sample.save()
    return wave


def spoken(wave, *codes):
    """The wave with a questionnaire in further languages; nothing of it is stored."""
    wave.questionnaire = Questionnaire(audience=wave.questionnaire.audience, languages=list(codes))
    return wave


def test_posters_are_one_tagged_file_with_a_page_for_each_neighbourhood():
    wave = linked()
    pdf = poster_pdf(wave, wave.samples.all(), contact="01234", minutes=8)
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == 2
    assert is_tagged(pdf)


def test_poster_says_what_where_until_when_and_who_asks(sent):
    wave = linked()
    sample = wave.samples.first()
    poster_pdf(wave, [sample], contact="01234", minutes=8)
    (poster,) = sent[0]["posters"]
    assert poster["title"] == "Have your say about Quayside"
    assert poster["address"].endswith(f"/answer/{sample.link_code}/")
    assert poster["typed"].endswith(f"/answer/{sample.link_code}")
    assert poster["facts"] == ["About 8 minutes", "No name and no account needed", "Open until 30 September 2024"]
    assert poster["foot"] == [f"Asked by {wave.programme}, for Vale Council.", "Questions, or on paper instead: 01234"]


def test_poster_without_minutes_and_contact_leaves_them_out(sent):
    wave = linked()
    poster_pdf(wave, [wave.samples.first()])
    (poster,) = sent[0]["posters"]
    assert len(poster["facts"]) == 2
    assert len(poster["foot"]) == 1


def test_what_was_typed_is_set_as_it_stands_and_stays_on_its_page():
    wave = linked()
    names = ['*Bold* #panic("x") $x$ <a> @b \\ "', "N" * 80, "A long name " * 8, "\x00\x07Bell"]
    for name in names:
        sample = wave.samples.first()
        sample.neighbourhood.name = name
        wave.questionnaire = Questionnaire(
            audience="residents", languages=["ar", "pl", "uk", "tr", "ur", "bn"], introduction=f"{name} " * 40
        )
        pdf = poster_pdf(wave, [sample], contact=name)
        assert pages(pdf) == 1


def test_languages_are_said_in_full_as_far_as_there_is_room_and_named_else(sent):
    wave = spoken(linked(), "ar", "pl", "uk", "tr", "fr", "bn")
    poster_pdf(wave, [wave.samples.first()])
    (poster,) = sent[0]["posters"]
    assert [(said["code"], said["rtl"]) for said in poster["languages"]] == [
        ("ar", True),
        ("pl", False),
        ("uk", False),
        ("tr", False),
    ]
    assert poster["languages"][0]["title"] == "شاركنا رأيك في \u2068Quayside\u2069"
    assert poster["also"] == "Also in Français, Bengali."
    assert not_printed(wave.questionnaire) == ["Bengali"]


# Their letters need a font that an installation adds: VAR_DIR/fonts.
WITHOUT_A_FONT = {"ur"}


@pytest.mark.parametrize("code", sorted(posters._words().keys() - WITHOUT_A_FONT))
def test_words_of_each_language_can_be_printed_and_name_the_place(code):
    assert code in LANGUAGES
    assert set(posters._words()[code]) == {"title", "how"}
    ((block,), also) = said_in(Questionnaire(languages=[code]), "Quayside")
    assert "Quayside" in block["title"]
    assert typesetting.letters_without_font(block["title"], block["how"]) == ""
    assert also == ""


@pytest.mark.parametrize("code", sorted(WITHOUT_A_FONT))
def test_language_whose_letters_no_font_draws_is_named_alone(code):
    assert said_in(Questionnaire(languages=[code]), "Quayside") == ([], f"Also in {LANGUAGES[code].own_name}.")
    assert not_printed(Questionnaire(languages=[code])) == [LANGUAGES[code].name]


def test_letters_have_a_page_each_and_cards_twelve_a_sheet():
    sample = linked().samples.first()
    rows = invited(sample, 13)
    assert pages(letters_pdf(sample, rows, contact="01234")) == 13
    cards = letters_pdf(sample, rows, kind=CARDS)
    assert pages(cards) == 2
    assert is_tagged(cards)


def test_letter_holds_its_own_address_and_reference(sent):
    sample = linked().samples.first()
    rows = invited(sample, 2)
    letters_pdf(sample, rows)
    for row, letter in zip(rows, sent[0]["letters"], strict=True):
        assert letter["reference"] == row.label
        assert letter["address"].endswith(f"/answer/{row.code}/")


def test_letter_of_an_organisation_names_it(sent):
    wave = a_wave("organisations")
    sample = wave.samples.get()
    row = Invitation.objects.create(sample=sample, number=1, group=a_group(wave, "Tea Club"))
    letters_pdf(sample, [row])
    (letter,) = sent[0]["letters"]
    assert letter["title"] == "Tea Club: have your say"
    assert letter["reference"] == "Tea Club"
    assert "This code is for your organisation alone and works once." in sent[0]["paragraphs"]


def test_reference_is_the_label_else_the_number():
    assert letters.reference_of(Invitation(number=7, label="A-007")) == "A-007"
    assert letters.reference_of(Invitation(number=7)) == "Number 7"
