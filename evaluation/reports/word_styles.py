"""How a Word file looks: its own styles for headings, lists and captions in our colours, and a few beside them."""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from evaluation.reports.word_parts import node

FONT = "Arial"  # in every office there is
INK, QUIET, DEEP, HAIR, LINE = "1B2530", "525D68", "17457A", "DEDCD6", "747D86"
TONES = {"better": "17694B", "worse": "A12B2B", "neutral": ""}
# Style -> size in points, colour, whether bold, room before and after in points.
LOOKS = {
    "Normal": (10, INK, False, 0, 6),
    "Title": (24, INK, True, 0, 4),
    "Subtitle": (12, QUIET, False, 0, 14),
    "Heading 1": (16, DEEP, True, 24, 6),
    "Heading 2": (12, INK, True, 16, 4),
    "Heading 3": (10.5, INK, True, 12, 4),
    "Heading 4": (10, QUIET, True, 10, 4),
    "List Bullet": (10, INK, False, 0, 3),
    "Caption": (10, INK, True, 12, 4),
    "TOC Heading": (12, INK, True, 18, 4),
    "Header": (8, QUIET, False, 0, 0),
    "Footer": (8, QUIET, False, 0, 0),
    "Lead": (12, INK, False, 4, 8),
    "Note": (8.5, QUIET, False, 2, 8),
    "Fact": (10, INK, False, 0, 3),
    "Cell": (8.5, INK, False, 0, 0),
    "toc 1": (10, INK, False, 0, 2),
    "Picture": (10, INK, False, 0, 10),
}
KEPT = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption", "TOC Heading")
FACT_LABEL = Cm(4.4)


def styled(book, language):
    """Set the styles, the page and the language of a new Word file."""
    for name, look in LOOKS.items():
        _set(_style(book, name), *look)
    for name in KEPT:
        book.styles[name].paragraph_format.keep_with_next = True
    _edge(book.styles["Title"], "top", 36, DEEP, 14)
    _edge(book.styles["Lead"], "left", 24, DEEP, 10)
    _hang(book.styles["Fact"], FACT_LABEL)
    _speak(book, language)
    _of_today(book)
    _page(book.sections[0])


def _style(book, name):
    if name in book.styles:
        return book.styles[name]
    style = book.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
    style.base_style = book.styles["Normal"]
    return style


def _set(style, size, colour, bold, before, after):
    font, place = style.font, style.paragraph_format
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    place.space_before, place.space_after, place.line_spacing = Pt(before), Pt(after), 1.2
    for extra in style.element.pPr.findall(qn("w:pBdr")) + style.element.rPr.findall(qn("w:spacing")):
        extra.getparent().remove(extra)


def _edge(style, side, eighths, colour, room):
    """A line along one side of paragraphs, where Word's order of elements wants it."""
    line = node(f"w:{side}", val="single", sz=eighths, space=room, color=colour)
    style.element.pPr.insert_element_before(
        node("w:pBdr", line), *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    )


def _hang(style, width):
    place = style.paragraph_format
    place.left_indent, place.first_line_indent = width, -width
    place.tab_stops.add_tab_stop(width)


def _speak(book, language):
    for spoken in book.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    for spoken in book.settings.element.iter(qn("w:themeFontLang")):
        spoken.set(qn("w:val"), language)


def _of_today(book):
    """The file is of Word as it has been since 2013, which else opens it as one of an older version."""
    for setting in book.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _page(section):
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.bottom_margin = Cm(2)
    section.top_margin = Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1)
    section.different_first_page_header_footer = True
