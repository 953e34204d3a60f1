"""Weights that make a sample look like its residents: the arithmetic, the residents, and what a page shows."""
