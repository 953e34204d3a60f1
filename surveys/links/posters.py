"""What a poster says: what it is about, where to answer, until when, in the languages of the questionnaire."""

import tomllib
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.text import Truncator

from commissioning.number_words import counted
from surveys.drafting.minutes import seconds_for, whole_minutes
from surveys.languages import LANGUAGES
from surveys.links.addresses import answer_address, typed
from surveys.links.qr_codes import qr_code
from surveys.models.questionnaires import Audience
from surveys.printing.typesetting import as_pdf, letters_without_font

WORDS = Path(__file__).parent.parent / "printing" / "poster_words.toml"
INTRODUCTION_LETTERS = 330
# More would not fit on the page; the others are named.
LANGUAGES_IN_FULL = 4
TITLES = {
    Audience.RESIDENTS: "Have your say about {place}",
    Audience.ORGANISATIONS: "Does your group work in {place}? Have your say",
    Audience.AGENCIES: "Do you work with people in {place}? Have your say",
}


def poster_pdf(wave, samples, *, contact="", minutes=None, **options):
    """The PDF of a poster for each of `samples`, which have a public link."""
    content = {"title": f"Posters: {wave}", "posters": [_poster(wave, each, contact, minutes) for each in samples]}
    return as_pdf("poster.typ", content, **options)


def said_in(questionnaire, place):
    """(blocks in other languages, a line that names the languages of the questionnaire there was no room for)."""
    found = [LANGUAGES[code] for code in questionnaire.languages if code in LANGUAGES]
    blocks = [_block(language, place) for language in found if _is_ready(language)][:LANGUAGES_IN_FULL]
    told = {block["code"] for block in blocks}
    names = [_name(language) for language in found if language.code not in told]
    return blocks, f"Also in {', '.join(names)}." if names else ""


def minutes_for(questionnaire):
    """About how many minutes a poster says that answering takes, unless somebody writes another number."""
    return whole_minutes(seconds_for(questionnaire))


def not_printed(questionnaire):
    """English names of the questionnaire's languages in which a poster says nothing yet: no words, or no letters."""
    found = [LANGUAGES[code] for code in questionnaire.languages if code in LANGUAGES]
    return [language.name for language in found if not _is_ready(language)]


def drawn_code(address):
    """The QR code of an address as layouts take it."""
    code = qr_code(address)
    return {"size": code.size, "path": code.path}


def asked_by(wave):
    """Who asks, as a sentence."""
    programme = wave.programme
    body = f", for {programme.commissioning_body}" if programme.commissioning_body else ""
    return f"Asked by {programme}{body}."


def last_day(wave):
    return f"Open until {date_format(wave.ends_on, 'j F Y')}"


def introduction_of(wave):
    """The beginning of the questionnaire's introduction, as much as a sheet has room for."""
    return Truncator(" ".join(wave.questionnaire.introduction.split())).chars(INTRODUCTION_LETTERS)


def _poster(wave, sample, contact, minutes):
    address = answer_address(sample.link_code)
    place = str(sample.neighbourhood)
    languages, also = said_in(wave.questionnaire, place)
    facts = [f"About {counted(minutes, 'minute')}"] if minutes else []
    return {
        "title": TITLES[wave.questionnaire.audience].format(place=place),
        "introduction": introduction_of(wave),
        "code": drawn_code(address),
        "address": address,
        "typed": typed(address),
        "facts": [*facts, "No name and no account needed", last_day(wave)],
        "languages": languages,
        "also": also,
        "foot": [asked_by(wave), *([f"Questions, or on paper instead: {contact}"] if contact else [])],
    }


def _block(language, place):
    words = _words()[language.code]
    return {
        "code": language.code,
        "rtl": language.is_rtl,
        "title": words["title"].format(place=language.with_name(place)),
        "how": words["how"],
    }


def _is_ready(language):
    words = _words().get(language.code)
    return bool(words) and not letters_without_font(*words.values())


def _name(language):
    """Its own name where it can be printed, else the English one."""
    return language.name if letters_without_font(language.own_name) else language.own_name


@cache
def _words():
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
