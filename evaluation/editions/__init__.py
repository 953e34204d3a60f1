"""Versions of reports on their way: begun, written, handed in, reviewed, published, corrected, and their files."""
