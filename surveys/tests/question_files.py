"""Parts of question files, for tests."""

HEADING = """
[bank]
title = "Panel"
audience = "residents"
licence = "Ours"
"""
QUESTION = """
[[question]]
code = "Q1"
kind = "single"
goal = 1
wording = "Do you garden?"
source = "Panel, 2026"
options = [{code = 1, label = "Yes"}, {code = 2, label = "No"}]
"""
