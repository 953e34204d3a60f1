"""Fieldwork: what waits today, the diary, what the phone carries, and reminders."""
