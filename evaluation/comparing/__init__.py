"""Comparing an indicator: with earlier surveys, the rest, those still waiting, and the country."""
