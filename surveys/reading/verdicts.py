"""Whether a record may be kept: what its person agreed to, and what was decided where it was collected."""

from surveys.reading.meanings import Misfit
from surveys.reading.texts import missing_code, plain

CONSENT_WORDS = {
    "yes": True, "y": True, "1": True, "true": True, "ok": True, "agree": True, "agreed": True, "i agree": True,
    "no": False, "n": False, "2": False, "0": False, "false": False, "disagree": False,
}  # fmt: skip
# KoboToolbox writes the first two, ODK Central the third.
NOT_APPROVED = ("not approved", "validation_status_not_approved", "rejected")


def known_consent(use):
    """{value as plain text: whether it is consent} as a mapping has it, or as people write it."""
    return use.codes or CONSENT_WORDS


def consent_of(use):
    """An `understand` that gives True for consent and raises Misfit for everything else."""
    known = known_consent(use)

    def understand(text):
        key = plain(text)
        if key not in known and missing_code(text) is not None:
            raise Misfit("Consent was not given: nothing of this answer is kept.")
        if key not in known:
            raise Misfit("Not known as consent or as its refusal. Use yes or no.")
        if not known[key]:
            raise Misfit("Consent was refused: nothing of this answer is kept.")
        return True

    return understand


def approved(text):
    """True for a record that was not turned down; raises Misfit for one that was."""
    if plain(text) in NOT_APPROVED:
        raise Misfit("Not approved where it was collected.")
    return True


TICKED = {"1": True, "true": True, "yes": True, "y": True, "x": True, "ticked": True, "chosen": True}
NOT_TICKED = {"0": False, "false": False, "no": False, "n": False, "not ticked": False, "not chosen": False}


def tick_of(text):
    """Whether a column of one choice says that it was chosen: 1, 0, or -1 where it says nothing."""
    key = plain(text)
    if key in TICKED or key in NOT_TICKED:
        return int(key in TICKED)
    if missing_code(text) is not None:
        return -1
    raise Misfit("Says neither that it was chosen nor that it was not. Use 1 or 0.")
