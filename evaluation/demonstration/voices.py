"""What agencies of Harbourside wrote in their own words, and which of it is kept as testimony."""

from itertools import cycle

from surveys.models import Response, Testimony, WrittenAnswer

CHANGED = (
    "We moved the walk-in hour to the evening after the residents’ forum asked for it.",
    "Two benches and a crossing, raised by the walking group.",
    "Letters now carry one name and one number. Tenants had told us three times.",
    "The clinic stopped booking by phone alone after the carers’ group showed us who could not get through.",
)
WISHED = (
    "One place where we can see who does what in each ward.",
    "Half a day a month for our staff to go to what groups put on.",
    "An answer from the council within a month when we pass something on.",
    "Longer contracts. People leave as soon as they are known here.",
    "Interpreters at meetings, not only at appointments.",
)
ROLES = ("Practice manager", "Housing officer", "Community nurse", "Neighbourhood sergeant")
WITH_ROLE, YES = 1, 1
KEPT = (
    (Testimony.Theme.SERVICE_CHANGE, Testimony.Consent.ROLE, "Practice manager", CHANGED[0]),
    (Testimony.Theme.RESPONSIVENESS, Testimony.Consent.ANONYMOUS, "Housing officer", CHANGED[2]),
    (Testimony.Theme.PARTNERSHIP, Testimony.Consent.ROLE, "Community nurse", WISHED[1]),
    (Testimony.Theme.RESPONSIVENESS, Testimony.Consent.NOT_GIVEN, "Neighbourhood sergeant", WISHED[2]),
)


def write_down(wave):
    """Give the answers of the agencies' `wave` their words, and keep some of them as testimonies."""
    changed, wished, roles = cycle(CHANGED), cycle(WISHED), cycle(ROLES)
    order = wave.questionnaire.order
    written = []
    for number, response in enumerate(Response.objects.of_wave(wave).order_by("pk")):
        values = response.answers.values
        if values[order["K5"]] == YES:
            written.append(WrittenAnswer(response=response, code="K6", text=next(changed)))
        if number % 2:
            written.append(WrittenAnswer(response=response, code="K8", text=next(wished)))
        if values[order["K9"]] == WITH_ROLE:
            written.append(WrittenAnswer(response=response, code="K10", text=next(roles)))
    WrittenAnswer.objects.bulk_create(written)
    for theme, consent, role, words in KEPT:
        Testimony(programme=wave.programme, wave=wave, theme=theme, consent=consent, said_as=role, words=words).save()
