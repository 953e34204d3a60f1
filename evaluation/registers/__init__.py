"""Figures counted from the registers of community life: complete counts as at a day, with no chance in them."""
