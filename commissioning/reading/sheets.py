"""The cells of one sheet, straight from its XML. A survey has millions; openpyxl makes objects of each."""

from xml.parsers.expat import ParserCreate

from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from commissioning.reading.cells import cell_text
from commissioning.reading.faults import UnreadableFile
from commissioning.reading.tables import MOST_COLUMNS

CHUNK = 256 * 1024
DIGITS = "0123456789"


class SheetCells:
    """Reads the XML of a sheet piece by piece.

    `strings` are the workbook's shared strings, `date_styles` the numbers (as text) of the cell styles that
    show dates, `epoch` the day from which the workbook counts them.
    """

    def __init__(self, strings, date_styles, epoch):
        self.strings, self.date_styles, self.epoch = strings, date_styles, epoch
        self._done, self._number, self._cells = [], 0, []
        self._places = {}
        self._kind = self._style = self._reference = None
        self._text, self._is_value = "", False
        self._names = {}

    def rows(self, source):
        """(row number, cells as text) of each row that the XML has, in order."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._hear
        parser.StartDoctypeDeclHandler = _refuse_doctype
        while piece := source.read(CHUNK):
            parser.Parse(piece)
            yield from self._done
            self._done = []
        parser.Parse(b"", True)
        yield from self._done

    def _start(self, name, attributes):
        kind = self._names.get(name) or self._local(name)
        if kind == "c":
            self._kind, self._style = attributes.get("t"), attributes.get("s")
            self._reference, self._text = attributes.get("r"), ""
        elif kind in ("v", "t"):
            self._is_value = True
        elif kind == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells = []

    def _hear(self, text):
        if self._is_value:
            self._text += text

    def _end(self, name):
        kind = self._names[name]
        if kind in ("v", "t"):
            self._is_value = False
        elif kind == "c":
            if self._reference:
                self._fill_up_to(self._reference.rstrip(DIGITS))
            self._cells.append(self._meaning() if self._text else "")
        elif kind == "row":
            self._done.append((self._number, self._cells))

    def _local(self, name):
        """The name of an element without the prefix that some programs write."""
        self._names[name] = name.rpartition(":")[2]
        return self._names[name]

    def _fill_up_to(self, letters):
        """Put empty cells where the row leaves columns out before column `letters`."""
        if letters not in self._places:
            self._places[letters] = column_index_from_string(letters) - 1
        missing = self._places[letters] - len(self._cells)
        if missing > MOST_COLUMNS:
            raise UnreadableFile(f"Column {letters} is used; at most {MOST_COLUMNS:,} columns can be read.")
        if missing > 0:
            self._cells.extend([""] * missing)

    def _meaning(self):
        kind, text = self._kind, self._text
        if kind == "s":
            return self.strings[int(text)]
        if kind is None or kind == "n":
            if self._style in self.date_styles:
                return cell_text(from_excel(float(text), self.epoch))
            return text if text.isdigit() else cell_text(float(text))
        return cell_text(text == "1") if kind == "b" else text


def _refuse_doctype(*declared):
    raise UnreadableFile("The sheet declares a document type, which workbooks do not do. Save the workbook again.")
