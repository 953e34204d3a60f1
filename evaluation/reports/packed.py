"""Files that are ZIP archives inside, Word's and Excel's: packed so that the same content gives the same bytes."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can tell
CORE = "docProps/core.xml"
# When the file was made and by whom: neither is part of what it says.
MAKING = re.compile(
    r"<(dcterms:created|dcterms:modified|dc:creator|cp:lastModifiedBy|cp:revision)\b[^>]*?(/>|>.*?</\1>)", re.DOTALL
)
THUMBNAIL = re.compile(r'<Relationship [^>]*Target="docProps/thumbnail[^>]*/>')


def packed_alike(content):
    """The archive with nothing in it of when, by whom and on which machine it was made, nor a picture of its pages."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in archive.namelist():
            if not name.startswith("docProps/thumbnail"):
                packed.writestr(_entry(name), _plain(name, archive.read(name)), compresslevel=6)
    return out.getvalue()


def _entry(name):
    entry = ZipInfo(name, FIRST_DAY)
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 0, 0
    return entry


def _plain(name, content):
    if name == CORE:
        return MAKING.sub("", content.decode()).encode()
    if name == "_rels/.rels":
        return THUMBNAIL.sub("", content.decode()).encode()
    return content
