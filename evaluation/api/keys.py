"""Who may read by the API, and how often."""

import time

from django.conf import settings
from django.core.cache import cache
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from evaluation.sharing.tokens import token_of

MINUTE = 60  # seconds


class ByKey(HttpBearer):
    """A key of one programme in the header: `Authorization: Bearer fh_…`. A session opens nothing here."""

    def authenticate(self, request, token):
        return token_of(token)


class PerKey(BaseThrottle):
    """So many answers a minute for each key (API_READS_A_MINUTE).

    Counted in the cache that all web processes share. Nothing is kept on the object, which threads share too.
    """

    def allow_request(self, request):
        name = f"api-{request.auth.pk}-{int(time.time() // MINUTE)}"
        cache.add(name, 0, timeout=2 * MINUTE)
        try:
            return cache.incr(name) <= settings.API_READS_A_MINUTE
        except ValueError:  # the cache dropped it in between
            return True

    def wait(self):
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE
