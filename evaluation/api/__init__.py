"""The read-only JSON API: a programme's published figures, registers and reports, for programs that hold a key."""
