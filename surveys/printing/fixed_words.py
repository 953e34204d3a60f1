"""What only the printed questionnaire says of its own, by language. The rest it shares with the pages at a link."""

from surveys.languages import ENGLISH

FIXED_WORDS = {
    ENGLISH.code: {
        "draft": "DRAFT",
        "form": "Form",
        "office": "For the office",
        "how_to": "Please tick boxes like this: ☒. You may leave out any question.",
        "one": "Tick one box.",
        "thanks": "Thank you for your time.",
        "give_back": "Please give this form back to the person who brought it.",
    },
    "ar": {
        "draft": "مسودة",
        "form": "استمارة",
        "office": "للمكتب",
        "how_to": "يرجى وضع علامة في المربع هكذا: ☒. يمكنك ترك أي سؤال دون إجابة.",
        "one": "ضع علامة في مربع واحد.",
        "thanks": "شكرًا على وقتك.",
        "give_back": "يرجى إعادة هذه الاستمارة إلى الشخص الذي أحضرها.",
    },
    "ur": {
        "draft": "مسودہ",
        "form": "فارم",
        "office": "دفتر کے لیے",
        "how_to": "براہ کرم خانوں میں اس طرح نشان لگائیں: ☒۔ آپ کوئی بھی سوال چھوڑ سکتے ہیں۔",
        "one": "ایک خانے میں نشان لگائیں۔",
        "thanks": "آپ کے وقت کا شکریہ۔",
        "give_back": "براہ کرم یہ فارم اسی شخص کو واپس دیں جو اسے لایا تھا۔",
    },
    "pl": {
        "draft": "PROJEKT",
        "form": "Formularz",
        "office": "Dla biura",
        "how_to": "Prosimy zaznaczać pola w ten sposób: ☒. Można pominąć każde pytanie.",
        "one": "Zaznacz jedno pole.",
        "thanks": "Dziękujemy za poświęcony czas.",
        "give_back": "Prosimy oddać ten formularz osobie, która go przyniosła.",
    },
}


def fixed_words(language):
    """The words of a Language by name; English ones where it has none."""
    return FIXED_WORDS.get(language.code, FIXED_WORDS[ENGLISH.code])
