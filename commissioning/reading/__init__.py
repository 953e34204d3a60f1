"""Files that people upload, CSV or XLSX, as tables of text: read safely, whatever they turn out to be.

What the text of a cell means is for the room to say that asked for the file.
"""
