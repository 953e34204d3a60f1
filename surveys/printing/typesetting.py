"""Setting a document as PDF/UA-1, with fonts that are the same on every machine.

Whatever people typed travels to the layout as JSON, so that no markup in it is ever read as markup. A layout reads
`json(bytes(sys.inputs.content))`, and sets its text with `font: content.fonts, fallback: false`.
"""

import json
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import typst
from django.conf import settings
from matplotlib.ft2font import FT2Font

HERE = Path(__file__).parent
SHIPPED = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
OUR_FONT = "DejaVu Sans"
NO_LETTER = "\N{REPLACEMENT CHARACTER}"
# Signs without a shape of their own: line ends, joiners and marks of direction, which typst knows how to set.
SHAPELESS = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f]")
# Control signs, halves of letters and the byte order mark, which stand for nothing and which PDF/UA-1 refuses.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def own_fonts():
    """The folder in which an installation keeps fonts for further scripts, such as Bengali; it may be missing."""
    return settings.VAR_DIR / "fonts"


def as_pdf(layout, content, *, pictures=None, **options):
    """The bytes of a PDF: the layout file `layout` with `content`, a dict of texts, numbers and lists.

    `layout` is a name in this folder or the whole path of a file elsewhere. `pictures` are files by name that the
    layout puts in as they are; with a PDF among them the result has no tags, as typst cannot tag it. An SVG may as well
    travel in `content`. `options` are typst's own, such as `format="png"` for looking at pages.
    """
    pictures = pictures or {}
    untagged = "format" in options or any(name.endswith(".pdf") for name in pictures)
    tagged = {"pdf_tags": False} if untagged else {"pdf_standards": ["ua-1"]}
    with TemporaryDirectory() as folder:
        for name, picture in pictures.items():
            (Path(folder) / name).write_bytes(picture)
        copy = shutil.copy(HERE / layout, folder)
        return typst.compile(str(copy), **_set_with(content), **tagged, **options)


def pages_of(layout, content):
    """How many pages `content` fills, by a layout that ends with `metadata(…) <pages>`."""
    return json.loads(typst.query(str(HERE / layout), "<pages>", field="value", one=True, **_set_with(content)))


def is_visible(text):
    """Whether a text has anything to be seen; a heading without is refused by PDF/UA-1."""
    return bool(SHAPELESS.sub("", UNPRINTABLE.sub("", text)))


def letters_without_font(*texts):
    """The letters in `texts`, each once and in order, that no font here can draw; NO_LETTER is printed instead."""
    drawn = _drawn()
    found = dict.fromkeys(letter for text in texts for letter in text if ord(letter) not in drawn)
    return "".join(letter for letter in found if not SHAPELESS.match(letter) and not UNPRINTABLE.match(letter))


def _set_with(content):
    families = [OUR_FONT, *(family for family, _ in _own_faces())]
    return {
        "sys_inputs": {"content": json.dumps(_printable(content, _drawn()) | {"fonts": families})},
        "font_paths": [str(folder) for folder in (SHIPPED, own_fonts()) if folder.is_dir()],
        "ignore_system_fonts": True,
    }


def _printable(content, drawn):
    """The content with control signs taken out, and with a sign in the place of what is not among the letters drawn."""
    if isinstance(content, str):
        text = UNPRINTABLE.sub("", content)
        return "".join(letter if ord(letter) in drawn or SHAPELESS.match(letter) else NO_LETTER for letter in text)
    if isinstance(content, dict):
        return {name: _printable(part, drawn) for name, part in content.items()}
    if isinstance(content, list | tuple):
        return [_printable(part, drawn) for part in content]
    return content


def _drawn():
    """The numbers of all letters that some font here has."""
    ours = letters_of(SHIPPED / "DejaVuSans.ttf") & letters_of(SHIPPED / "DejaVuSans-Bold.ttf")
    return ours.union(*(letters_of(path) for _, path in _own_faces()))


def _own_faces():
    """(family, file) of each font of the installation's own."""
    return _faces_in(tuple(sorted(path for path in own_fonts().glob("*.[ot]tf"))))


@cache
def _faces_in(paths):
    return [(FT2Font(str(path)).family_name, path) for path in paths]


@cache
def letters_of(path):
    """The numbers of the letters that a font file has."""
    return frozenset(FT2Font(str(path)).get_charmap())
