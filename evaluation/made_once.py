"""What is computed or drawn once for each state of the evidence, and kept in the cache that all processes share."""

from hashlib import sha256
from pathlib import Path

from django.core.cache import cache

# What cached things were made by: other code, or other definitions of indicators, may make something else of the same
# evidence, in numbers, in lines, in words or in what is hidden.
ROOM = Path(__file__).parent
MADE_BY = sha256(
    b"".join(path.read_bytes() for kind in ("*.py", "*.toml") for path in sorted(ROOM.rglob(kind)))
).hexdigest()[:12]
A_WEEK = 7 * 24 * 3600


def made_once(make, programme, *parts):
    """What `make` makes, kept for as long as the evidence stays the same; `parts` tell it from other things made."""
    state = (MADE_BY, programme.pk, programme.evidence_version, *parts)
    return cache.get_or_set("made:" + sha256(repr(state).encode()).hexdigest(), make, A_WEEK)
