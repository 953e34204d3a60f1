"""The words of the pages that residents meet, in their language: surveys/phrases/ has a file for each."""

import tomllib
from functools import cache
from pathlib import Path

from surveys.languages import ENGLISH, LANGUAGES, language_of

FOLDER = Path(__file__).resolve().parent.parent / "phrases"


class Phrases(dict):
    """Phrases by key in one `language`."""

    def __init__(self, language, phrases):
        super().__init__(phrases)
        self.language = language

    def say(self, key, **values):
        """The phrase `key` with its placeholders filled."""
        return self[key].format(**{name: self.language.with_name(value) for name, value in values.items()})


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
