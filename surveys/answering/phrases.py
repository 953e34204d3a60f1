"""The words of the pages that residents meet, in their language: surveys/phrases/ has a file for each."""

import tomllib
from functools import cache
from pathlib import Path

from surveys.languages import ENGLISH, LANGUAGES, language_of

FOLDER = Path(__file__).resolve().parent.parent / "phrases"
# Keep a name of another direction together within a sentence.
ISOLATE, POP = "\u2068", "\u2069"


class Phrases(dict):
    """Phrases by key in one `language`."""

    def __init__(self, language, phrases):
        super().__init__(phrases)
        self.language = language

    def say(self, key, **values):
        """The phrase `key` with its placeholders filled."""
        if self.language.is_rtl:
            values = {name: f"{ISOLATE}{value}{POP}" for name, value in values.items()}
        return self[key].format(**values)


def spoken():
    """Codes of the languages that have a file of phrases."""
    return sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem in LANGUAGES)


@cache
def phrases_of(code):
    """The Phrases of a language; in English where there are none in that language."""
    language = language_of(code)
    path = FOLDER / f"{language.code}.toml"
    if not path.exists():
        return phrases_of(ENGLISH.code)
    return Phrases(language, tomllib.loads(path.read_text(encoding="utf-8")))
