"""Interviews: on which days they may be held and sent, and what an interviewer's phone carries."""
