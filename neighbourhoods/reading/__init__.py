"""Readers of official area files: bytes in, rows and every fault out. They know no database.

Each reader takes the bytes of a file and the `Places` of a programme and returns a `Reading`.
"""

from neighbourhoods.reading.faults import Fault, Places, Reading

__all__ = ["Fault", "Places", "Reading"]
