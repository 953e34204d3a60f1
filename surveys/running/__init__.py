"""Watching a wave while its fieldwork runs: how far it is, who is missing, and where it will end."""
