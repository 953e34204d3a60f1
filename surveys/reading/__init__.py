"""From the bytes of a file to packed answers and a list of every fault. Pure: no database is asked here."""
