"""The languages in which residents may be asked, with the direction in which each is written."""

from typing import NamedTuple

ISOLATE, POP = "\u2068", "\u2069"


class Language(NamedTuple):
    """A language: its code (BCP 47), its name in English, its own name, and whether it runs from right to left."""

    code: str
    name: str
    own_name: str
    is_rtl: bool = False

    @property
    def direction(self):
        return "rtl" if self.is_rtl else "ltr"

    def with_name(self, name):
        """A name that is put into a sentence of this language: kept together where its letters run the other way."""
        return f"{ISOLATE}{name}{POP}" if self.is_rtl else name

    @property
    def label(self):
        """As XLSForm names it: "Arabic (ar)"."""
        return f"{self.name} ({self.code})"


ENGLISH = Language("en", "English", "English")
LANGUAGES = {
    language.code: language
    for language in (
        ENGLISH,
        Language("ar", "Arabic", "العربية", is_rtl=True),
        Language("bn", "Bengali", "বাংলা"),
        Language("cy", "Welsh", "Cymraeg"),
        Language("fa", "Persian", "فارسی", is_rtl=True),
        Language("fr", "French", "Français"),
        Language("gu", "Gujarati", "ગુજરાતી"),
        Language("ku", "Kurdish (Sorani)", "کوردی", is_rtl=True),
        Language("lt", "Lithuanian", "Lietuvių"),
        Language("pa", "Punjabi", "ਪੰਜਾਬੀ"),
        Language("pl", "Polish", "Polski"),
        Language("ps", "Pashto", "پښتو", is_rtl=True),
        Language("pt", "Portuguese", "Português"),
        Language("ro", "Romanian", "Română"),
        Language("so", "Somali", "Soomaali"),
        Language("es", "Spanish", "Español"),
        Language("ti", "Tigrinya", "ትግርኛ"),
        Language("tr", "Turkish", "Türkçe"),
        Language("uk", "Ukrainian", "Українська"),
        Language("ur", "Urdu", "اردو", is_rtl=True),
        Language("zh", "Chinese", "中文"),
    )
}


def language_of(code):
    """The Language of a code; English for an empty or an unknown one."""
    return LANGUAGES.get(code, ENGLISH)
