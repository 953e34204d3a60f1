"""What keeps machines from answering: a field that people do not see, a least time, and a count by address.

Addresses are never stored: a count stands in the cache for minutes, under a hash that only this installation can make.
"""

import time
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

# The field that people do not see and machines fill in.
TRAP = "leave_empty"
MINUTES = 10
# Many people may answer behind one address of a library or a school.
MOST_BEGUN, MOST_WRONG_CODES = 300, 20
LEAST_SECONDS, SECONDS_A_QUESTION = 3, 0.5


def is_trapped(posted):
    """Whether somebody filled in what people do not see."""
    return bool(posted.get(TRAP))


def is_too_quick(seconds, answered):
    """Whether `answered` questions in so many seconds cannot have been read; unknown seconds are not too few."""
    return seconds is not None and seconds < max(LEAST_SECONDS, SECONDS_A_QUESTION * answered)


def is_over(request, act, most):
    """Whether the visitor's address has done `act` `most` times in these minutes."""
    return cache.get(_key(request, act), 0) >= most


def count(request, act):
    """Count that the visitor's address did `act`."""
    key = _key(request, act)
    cache.add(key, 0, MINUTES * 60)
    try:
        cache.incr(key)
    except ValueError:
        # It was cleared away between the two lines.
        cache.set(key, 1, MINUTES * 60)


def _key(request, act):
    span = int(time.time() // (MINUTES * 60))
    hashed = salted_hmac("surveys.answering.limits", f"{act} {span} {_network(request)}", algorithm="sha256")
    return f"answering:{hashed.hexdigest()}"


def _network(request):
    """The visitor's address; of the newer kind, the part that a household shares."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    return str(address if address.version == 4 else ip_network((int(address), 64), strict=False))
