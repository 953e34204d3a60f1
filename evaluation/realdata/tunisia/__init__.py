"""Afrobarometer's rounds 5 to 7 in Tunisia as data: questions, indicators, districts, readings of files."""
