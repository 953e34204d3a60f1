"""Forms of the neighbourhoods room, one module a page family."""
