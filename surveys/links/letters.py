"""Personal links on paper. What is in a letter is computed from the invitation when it is printed, and kept nowhere."""

from surveys.links.addresses import answer_address, typed
from surveys.links.posters import asked_by, drawn_code, introduction_of, last_day, said_in
from surveys.models.questionnaires import Audience
from surveys.printing.typesetting import as_pdf

LETTERS, CARDS = "letters", "cards"
# More would keep whoever waits for the file, and the machine, too long.
AT_A_TIME = 500
FOR_WHOM = {
    Audience.RESIDENTS: "This code is for one person of your household and works once.",
    Audience.ORGANISATIONS: "This code is for your organisation alone and works once.",
    Audience.AGENCIES: "This code is for you alone and works once.",
}
PROMISES = (
    "Your answers are kept without a name. Once they are sent, nothing leads from this letter to them: we then know "
    "only that the code was used.",
    "Taking part is up to you, and you can leave out any question.",
)


def letters_pdf(sample, invitations, *, kind=LETTERS, contact="", **options):
    """The PDF of a letter or card for each of `invitations` of a sample."""
    wave = sample.wave
    languages, also = said_in(wave.questionnaire, str(sample.neighbourhood))
    content = {
        "title": f"{wave}, {sample.neighbourhood}",
        "as": kind,
        "asks": asked_by(wave),
        "paragraphs": _paragraphs(wave),
        "facts": [last_day(wave), "No name and no account needed"],
        "promises": [*PROMISES, *([f"Questions, or on paper instead: {contact}"] if contact else [])],
        "also": also,
        "letters": [_letter(sample, invitation, languages) for invitation in invitations],
    }
    return as_pdf("letters.typ", content, **options)


def reference_of(invitation):
    """What an invitation is called on paper and in lists: its label, whom it is for, or its number."""
    named = invitation.group or invitation.agency
    return invitation.label or (str(named) if named else f"Number {invitation.number}")


def _paragraphs(wave):
    introduction = introduction_of(wave)
    return [*([introduction] if introduction else []), FOR_WHOM[wave.questionnaire.audience]]


def _letter(sample, invitation, languages):
    address = answer_address(invitation.code)
    named = invitation.group or invitation.agency
    return {
        "title": f"{named}: have your say" if named else f"Have your say about {sample.neighbourhood}",
        "reference": reference_of(invitation),
        "code": drawn_code(address),
        "address": address,
        "typed": typed(address),
        "languages": languages,
    }
