"""A wave as evidence: what a lock waits for, its seals, what unlocking brings with it, and what waits."""
