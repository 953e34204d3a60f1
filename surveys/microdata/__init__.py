"""Anonymised answers of one wave, a row for each respondent, with a codebook: for statisticians outside the product."""
