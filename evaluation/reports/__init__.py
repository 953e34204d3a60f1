"""Reports: one document tree (document.py), drafted from evidence (drafting/), set as HTML, PDF, Word and XLSX."""
