"""How dates are written in British English: in full, as 22 November 2026."""
