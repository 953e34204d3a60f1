"""The money of a programme as a spreadsheet: written out, read back, and compared with what is kept.

`sheets` says what stands in each sheet, `writing` hands it out, `reading` takes a file apart, `planning` finds what
importing it would change. `actions/money_files.py` carries it out.
"""
