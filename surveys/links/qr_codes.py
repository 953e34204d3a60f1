"""QR codes of addresses, as a path that any page or layout can draw: dark on light, whatever is around it."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import segno

MARGIN = 4  # modules of light around the code, without which some phones do not find it
PNG_SCALE = 12


@dataclass(frozen=True)
class QrCode:
    """A QR code in a square of `size` by `size`; `path` is a line of width 1 through its dark modules."""

    size: int
    path: str


@lru_cache(maxsize=512)
def qr_code(address):
    """The QrCode of an address."""
    matrix = segno.make(address, micro=False, error="m").matrix
    dashes = (dash for number, row in enumerate(matrix) for dash in _dashes(row, number))
    return QrCode(size=len(matrix) + 2 * MARGIN, path="".join(dashes))


def qr_svg(address):
    """The code as an SVG file, to be put into a leaflet."""
    code = qr_code(address)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}" width="{10 * code.size}" '
        f'height="{10 * code.size}"><rect width="{code.size}" height="{code.size}" fill="#ffffff"/>'
        f'<path d="{code.path}" stroke="#000000" stroke-width="1"/></svg>\n'
    )


def qr_png(address):
    """The code as the bytes of a picture."""
    file = BytesIO()
    segno.make(address, micro=False, error="m").save(file, kind="png", scale=PNG_SCALE, border=MARGIN)
    return file.getvalue()


def _dashes(row, number):
    """The dark stretches of one row of modules."""
    column = MARGIN
    for is_dark, stretch in groupby(row):
        length = len(list(stretch))
        if is_dark:
            yield f"M{column} {number + MARGIN}.5h{length}"
        column += length
