"""Drafting: from evidence and people's words to the document tree of each kind of report."""
