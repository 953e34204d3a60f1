"""Afrobarometer's rounds 5, 6 and 7 in Tunisia as data: questions, indicators, districts, rounds, and how each file is read."""
