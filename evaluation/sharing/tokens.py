"""Keys by which programs read a programme's figures: made, found by what is sent, ended."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commissioning.actions.entries import EntryRefused, hold
from evaluation.models import ApiToken

START = "fh_"  # so that a key that was published by mistake can be recognised
LONGEST = timedelta(days=366 * 2)


class KeyShownBefore(EntryRefused):
    """The form was sent before: its key was made and shown then, and cannot be shown again."""


@transaction.atomic
def issue_token(*, programme, token, by):
    """Make the key of `token`, an ApiToken that is not stored yet; returns the key, which is kept nowhere.

    Raises KeyShownBefore where the same form was sent already, ValidationError where it breaks a rule.
    """
    hold(programme)
    if ApiToken.objects.of(programme).filter(key=token.key).exists():
        raise KeyShownBefore("This key was made already and is shown only once. End it and make another if it is lost.")
    key = START + secrets.token_urlsafe(32)
    token.programme, token.made_by = programme, by
    token.digest, token.ending = digest_of(key), key[-4:]
    token.full_clean(exclude=["digest", "ending"])
    token._history_user = by
    token.save()
    return key


@transaction.atomic
def revoke_token(*, token, by):
    """End a key at once. Ending it twice is the same as once."""
    hold(token.programme)
    token = ApiToken.objects.get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token._history_user, token._change_reason = by, "Ended"
        token.save()
    return token


def token_of(key):
    """The ApiToken that a key opens today, with its programme, or None. Notes the day of its use."""
    token = ApiToken.objects.select_related("programme").filter(digest=digest_of(key)).first()
    if token is None or not token.works:
        return None
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def digest_of(key):
    """The SHA-256 of a key. Keys are long and random, so nothing slower is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
