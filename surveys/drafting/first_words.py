"""The introduction, consent and thanks that a new questionnaire begins with, until somebody writes better ones."""

from surveys.disclosure import FEWEST_SHOWN
from surveys.models.questionnaires import Audience

INTRODUCTION = {
    Audience.RESIDENTS: (
        "These questions are about life in your neighbourhood: what people do together, how they help one another, and "
        "how well public services listen."
    ),
    Audience.ORGANISATIONS: (
        "These questions are about your group or organisation: how it is doing, the support it gets, and how it works "
        "with public bodies."
    ),
    Audience.AGENCIES: (
        "These questions are about how your organisation and the people of this neighbourhood work together."
    ),
}
USE = "The answers show those who run {programme} whether its support for community life makes a difference."
VOLUNTARY = "Taking part is up to you. You can leave out any question, and stop at any time."
ANONYMOUS = {
    Audience.RESIDENTS: (
        "You are not asked for your name or address, and nothing is kept with your answers that says who you are. "
        "Please do not name anybody in your answers."
    ),
    Audience.ORGANISATIONS: (
        "You are not asked for your name, and nothing is kept with the answers that says which organisation gave them. "
        "Please do not name anybody in your answers."
    ),
    Audience.AGENCIES: (
        "You are not asked for your name, and nothing is kept with your answers that says who you are. "
        "Please do not name anybody in your answers."
    ),
}
NUMBERS = (
    "Results are shown for groups of people only. A result that fewer than {fewest} people stand behind is not shown."
)
RETENTION = (
    "Single answers are destroyed once the survey no longer needs them, on a day that is fixed beforehand. "
    "The results stay, and words of yours only if you agreed to be quoted."
)
THANKS = {
    Audience.RESIDENTS: "Thank you. What you said counts together with what your neighbours say.",
    Audience.ORGANISATIONS: "Thank you. What you said counts together with what other groups say.",
    Audience.AGENCIES: "Thank you. What you said counts together with what others say.",
}


def first_words(programme, audience):
    """The introduction, consent and thanks of a new questionnaire, by field name."""
    consent = (
        USE.format(programme=programme.name),
        VOLUNTARY,
        ANONYMOUS[audience],
        NUMBERS.format(fewest=FEWEST_SHOWN),
        RETENTION,
    )
    return {
        "introduction": INTRODUCTION[audience],
        "consent": "\n\n".join(consent),
        "thanks": THANKS[audience],
    }
