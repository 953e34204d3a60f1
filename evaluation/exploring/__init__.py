"""Exploring: the heat table, and files of exactly what was chosen."""
