"""A table of a file read as responses: packed answers of the good rows, and every fault of the others."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np

from commissioning.reading.faults import FaultList
from neighbourhoods.bands import AGE_BANDS, UNKNOWN
from surveys.answers import BLANK, MISSING_WORDS, NOT_ASKED, PACKED, chosen_codes
from surveys.reading import meanings, verdicts
from surveys.reading.several import read_several, understood
from surveys.reading.texts import WHOLE
from surveys.routing import rules_out

BAND_STARTS = np.array([band.first for band in AGE_BANDS])


@dataclass(frozen=True)
class Reading:
    """The good rows as arrays of equal length, and what became of the others.

    `sample` numbers, `day` ordinals (0: none), `sex` and `band` numbers (0: unknown), `weight` (NaN: none),
    `mode`s, `answers` (rows x packed questions, int16), `words` ({position: [(code, text)]}), `key`s
    (SHA-256, 64 characters). `set_aside` counts rows with faults, `repeated` rows that say again what an
    earlier row of the same ID says.
    """

    rows: int
    set_aside: int
    repeated: int
    outside_dates: int
    faults: list
    faults_total: int
    row_numbers: np.ndarray
    sample: np.ndarray
    day: np.ndarray
    sex: np.ndarray
    band: np.ndarray
    weight: np.ndarray
    mode: list
    answers: np.ndarray
    words: dict
    key: list
    ids: list


def read_responses(table, mapping, fieldwork, *, progress=None):
    """The Reading of `table` as `mapping` says and `fieldwork` allows; `progress` gets the share done."""
    rows = _Rows(table, mapping, fieldwork)
    for done, question in enumerate(fieldwork.questions, start=1):
        rows.read_question(question)
        if progress:
            progress(done / len(fieldwork.questions))
    rows.check_routing()
    return rows.reading()


class _Rows:
    """All rows of a table while their columns are read one after the other."""

    def __init__(self, table, mapping, fieldwork):
        self.table, self.mapping, self.fieldwork = table, mapping, fieldwork
        self.count = len(table.row_numbers)
        self.faults = FaultList(table.misshapen, np.zeros(self.count, bool))
        self.order = {question.code: at for at, question in enumerate(fieldwork.packed)}
        self.answers = np.full((len(self.order), self.count), NOT_ASKED, PACKED)
        self.texts, self.none_ticked = {}, {}
        self._read_verdicts()
        self._read_frame()

    def _read_verdicts(self):
        """Set aside what nobody agreed to, and what was turned down where it was collected."""
        consent = self.mapping.consent
        self._read("consent", verdicts.consent_of(consent) if consent else None, bool, True)
        self._read("review", verdicts.approved, bool, True)

    def _read_frame(self):
        """Everything about a row but its answers."""
        use = self.mapping.use_of
        self.sample = self._read_places()
        self.day = self._read("date", meanings.day_of(self.fieldwork, self.mapping.date_format), np.int32, 0)
        self.weight = self._read("weight", meanings.weight_of(self.table.decimal_comma), np.float64, np.nan)
        self.sex = self._read("sex", meanings.sex_of(use("sex")) if use("sex") else None, np.uint8, UNKNOWN)
        self.years = self._read("age", meanings.years_of(use("age")) if use("age") else None, np.int16, UNKNOWN)
        self.band = np.where(self.years > 0, np.searchsorted(BAND_STARTS, self.years, "right"), UNKNOWN)
        if use("age_band"):
            written = self._read("age_band", meanings.band_of_value(use("age_band")), np.int64, UNKNOWN)
            self.band = np.where(self.band == UNKNOWN, written, self.band)
        absent = self.mapping.throughout or "file"
        self.mode = self._read("mode", meanings.mode_of(use("mode")) if use("mode") else None, object, absent)

    def _read_places(self):
        if self.mapping.everywhere:
            return np.full(self.count, self.fieldwork.sample_at(self.mapping.everywhere), np.int64)
        return self._read("area", meanings.sample_of(self.fieldwork, self.mapping.area), np.int64, 0)

    def _read(self, what, understand, dtype, absent):
        """One value per row: each distinct text of the column is understood once."""
        use = self.mapping.use_of(what)
        if use is None:
            return np.full(self.count, absent, dtype)
        column = self.table.columns[use.column]
        values, reasons = understood(column, understand, dtype, absent)
        self._note(column, self._label(what, column), reasons)
        return values[column.index]

    def _label(self, what, column):
        """How faults name a column: its heading, with the question it answers."""
        return (
            f"{column.header} ({what})" if what in self.mapping.questions and what != column.header else column.header
        )

    def _note(self, column, label, reasons):
        if reasons:
            wrong = np.flatnonzero(np.isin(column.index, list(reasons)))
            self.faults.add(
                wrong,
                self.table.row_numbers,
                label,
                column.text_at,
                lambda at: reasons[int(column.index[at])],
            )

    def read_question(self, question):
        use = self.mapping.questions.get(question.code)
        if use is None:
            return
        if question.kind == "text":
            self.texts[question.code] = self._read(question.code, meanings.words_of, object, "")
        elif use.choices:
            self.answers[self.order[question.code]] = self._read_choices(question, use)
        else:
            understand = meanings.answer_to(question, use)
            self.answers[self.order[question.code]] = self._read(question.code, understand, PACKED, BLANK)

    def _read_choices(self, question, use):
        """Several options from a column for each, and from one of them all where there is one."""
        several = read_several(question, use, self.table)
        for positions, column, reason in several.faults:
            label = self._label(question.code, column)
            self.faults.add(positions, self.table.row_numbers, label, column.text_at, lambda at, why=reason: why)
        self.none_ticked[question.code] = several.none_ticked
        return several.answers

    def check_routing(self):
        """Where an earlier answer rules a question out, a blank is "not asked" and an answer is a fault."""
        for question in self.fieldwork.questions:
            gate = question.asked_if and self.mapping.questions.get(question.asked_if["question"])
            if gate and question.code in self.mapping.questions:
                self._check_gate(question, self.answers[self.order[question.asked_if["question"]]])

    def _check_gate(self, question, before):
        """`before` holds the answers to the question that decides. A blank there decides nothing."""
        gate = self.fieldwork.question(question.asked_if["question"])
        ruled_out = rules_out(question.asked_if, gate.kind, before)
        given = self._is_given(question)
        self.faults.add(
            np.flatnonzero(ruled_out & given),
            self.table.row_numbers,
            self._label(question.code, self._column_of(question)),
            self._column_of(question).text_at,
            lambda at: self._why_ruled_out(question, int(before[at])),
        )
        if question.kind != "text":
            self.answers[self.order[question.code]][ruled_out & ~given] = NOT_ASKED

    def _is_given(self, question):
        if question.kind == "text":
            return self.texts[question.code] != ""
        # Where no column of an option is ticked, nobody need have been asked.
        unsaid = self.none_ticked.get(question.code, False)
        return (self.answers[self.order[question.code]] >= 0) & ~np.asarray(unsaid)

    def _column_of(self, question):
        return self.table.columns[self.mapping.questions[question.code].headings[0]]

    def _why_ruled_out(self, question, before):
        first = question.asked_if["question"]
        gate = self.fieldwork.question(first)
        labels = {option["code"]: option["label"] for option in gate.options}
        if gate.kind == "multiple" and before >= 0:
            said = ", ".join(labels[code] for code in chosen_codes(before)) or "none of them"
        else:
            said = labels.get(before) or MISSING_WORDS.get(before, before)
        return f"{first} is “{said}”, so {question.code} should be blank."

    def reading(self):
        """The rows without a fault, each with its key."""
        contents = self._contents()
        ids = self._ids()
        good = np.flatnonzero(~self.faults.is_faulty)
        keys, good, repeated = self._by_id(good, contents, ids) if ids else (*_by_content(good, contents), 0)
        return Reading(
            rows=self.table.rows,
            set_aside=len(self.table.misshapen) + int(self.faults.is_faulty.sum()),
            repeated=repeated,
            outside_dates=int(self._is_outside(self.day[good]).sum()),
            faults=self.faults.in_order(),
            faults_total=self.faults.total,
            row_numbers=self.table.row_numbers[good],
            sample=self.sample[good],
            day=self.day[good],
            sex=self.sex[good],
            band=self.band[good],
            weight=self.weight[good],
            mode=self.mode[good].tolist(),
            answers=np.ascontiguousarray(self.answers.T[good]),
            words=self._words(good),
            key=keys,
            ids=[ids[at] for at in good.tolist()] if ids else [],
        )

    def _is_outside(self, days):
        first, last = self.fieldwork.starts_on.toordinal(), self.fieldwork.ends_on.toordinal()
        return (days != 0) & ((days < first) | (days > last))

    def _words(self, good):
        """{position among the good rows: [(code, text)]} of those who wrote something."""
        words = {}
        for code, texts in self.texts.items():
            for position in np.flatnonzero(texts[good] != "").tolist():
                words.setdefault(position, []).append((code, texts[good[position]]))
        return words

    def _contents(self):
        """All that a row says, as bytes: equal for rows that say the same."""
        fields = [
            ("sample", "<i8"),
            ("day", "<i4"),
            ("sex", "u1"),
            ("years", "<i2"),
            ("band", "u1"),
            ("weight", "<f8"),
        ]
        record = np.zeros(self.count, [*fields, ("answers", PACKED, (len(self.order),))])
        for name, _ in fields:
            record[name] = getattr(self, name)
        record["answers"] = self.answers.T
        contents = record.view(f"V{record.itemsize}").tolist()
        for texts in self.texts.values():
            contents = [content + b"\0" + text.encode() for content, text in zip(contents, texts, strict=True)]
        return contents

    def _ids(self):
        """The ID of each row as text; a missing one is a fault. None without a column of IDs."""
        if not self.mapping.id:
            return None
        column = self.table.columns[self.mapping.id]
        self._note(
            column,
            column.header,
            {at: "Missing: every row needs its ID." for at, text in enumerate(column.values) if not text},
        )
        values = [text.split(".")[0] if WHOLE.fullmatch(text) else text for text in column.values]
        return [values[at] for at in column.index.tolist()]

    def _by_id(self, good, contents, ids):
        """Keys from IDs. The same ID again is passed over where it says the same and a fault where it does
        not.
        """
        first, kept, clashing, repeated = {}, [], [], 0
        for at in good.tolist():
            before = first.setdefault(ids[at], at)
            if before == at:
                kept.append(at)
            elif contents[before] == contents[at]:
                repeated += 1
            else:
                clashing.append(at)
        column = self.table.columns[self.mapping.id]
        numbers = self.table.row_numbers
        self.faults.add(
            np.array(clashing, np.int64),
            numbers,
            column.header,
            column.text_at,
            lambda at: f"Same ID as row {numbers[first[ids[at]]]}, different answers.",
        )
        keys = [hashlib.sha256(b"id\0" + ids[at].encode()).hexdigest() for at in kept]
        return keys, np.array(kept, np.int64), repeated


def _by_content(good, contents):
    """Keys of rows without IDs: what they say, and the how-manieth of the file to say it."""
    seen, keys = {}, []
    for at in good.tolist():
        content = contents[at]
        seen[content] = nth = seen.get(content, 0) + 1
        keys.append(hashlib.sha256(content + b"\0" + str(nth).encode()).hexdigest())
    return keys, good


def day_text(ordinal):
    """The date of an ordinal as 2026-11-22, or None for 0."""
    return date.fromordinal(ordinal).isoformat() if ordinal else None
