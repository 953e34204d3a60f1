"""A question in the language of who is asked, with English where nothing is translated yet."""

from dataclasses import dataclass

from surveys.languages import ENGLISH, language_of


@dataclass(frozen=True)
class Words:
    """A text and the language that it is in."""

    text: str
    language: object = ENGLISH

    def __str__(self):
        return self.text

    def __bool__(self):
        return bool(self.text)


@dataclass(frozen=True)
class AskedIn:
    """A question as somebody meets it in one language; `options` are pairs of code and Words."""

    item: object
    wording: Words
    hint: Words
    section: Words
    options: tuple


def asked_in(item, code):
    """The AskedIn of a questionnaire's item in the language of `code`; each part in English where it is missing."""
    kept = item.translations.get(code, {}) if code else {}
    labels = kept.get("options", {})
    options = tuple(
        (option["code"], _words(labels.get(str(option["code"])), option["label"], code)) for option in item.options
    )
    return AskedIn(
        item=item,
        wording=_words(kept.get("wording"), item.wording, code),
        hint=_words(kept.get("hint"), item.hint, code),
        section=_words(kept.get("section"), item.section, code),
        options=options,
    )


def text_in(questionnaire, name, code):
    """The introduction, consent or thanks of a questionnaire in the language of `code`, as Words."""
    kept = questionnaire.translations.get(code, {}) if code else {}
    return _words(kept.get(name), getattr(questionnaire, name), code)


def untranslated(questionnaire, code):
    """What has no words in the language of `code` yet, as names: "introduction", "R4 wording", "R4 option 1"."""
    missing = [name for name in ("introduction", "consent", "thanks") if _lacks(questionnaire, name, code)]
    for item in questionnaire.asked:
        kept = item.translations.get(code, {})
        missing += [
            f"{item.code} {name}"
            for name in ("section", "wording", "hint")
            if getattr(item, name) and not kept.get(name)
        ]
        labels = kept.get("options", {})
        missing += [f"{item.code} option {o['code']}" for o in item.options if not labels.get(str(o["code"]))]
    return missing


def _lacks(questionnaire, name, code):
    return bool(getattr(questionnaire, name)) and not questionnaire.translations.get(code, {}).get(name)


def _words(translated, english, code):
    return Words(translated, language_of(code)) if translated else Words(english)
