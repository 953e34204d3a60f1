"""Answering a questionnaire on line, at the door, from paper or as a try: every way reads answers by the same rules."""
