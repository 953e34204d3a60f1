"""What is wrong with a spreadsheet of money: every fault in its place, files that are none, and nothing half done."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from commissioning.actions.money_files import (
    MoneyFileRefused,
    apply_money_file,
)
from commissioning.ledger.reading import read_book, shown
from commissioning.ledger.sheets import CONTRIBUTIONS
from commissioning.models import BudgetLine, Payment
from commissioning.tests import table_files
from commissioning.tests.entry_factories import (
    PartnerFactory,
    PaymentFactory,
)
from commissioning.tests.ledger.files import (
    BUDGET_HEADINGS,
    PAYMENT,
    PAYMENT_HEADINGS,
    checked,
    imported,
    payment_faults,
    workbook,
)

pytestmark = pytest.mark.django_db


# Faults


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        ("stage", 9, "Stage: write the number of a stage; the programme's are 1."),
        ("stage", None, "Stage: write the number of a stage"),
        ("stage", "first", "Stage: write the number of a stage"),
        ("kind", "sweets", "Kind: write Staff, Training, Seedcorn grants"),
        ("kind", None, "Kind: write Staff"),
        ("what it was for", None, "What it was for: fill this in."),
        ("what it was for", "x" * 201, "at most 200 characters"),
        ("amount", None, "Amount: fill this in."),
        ("amount", "about 5k", "Amount: write pounds and pence in figures"),
        ("amount", "NaN", "Amount: write pounds and pence in figures"),
        ("amount", "Infinity", "Amount: write pounds and pence in figures"),
        ("amount", "1e999999", "Amount: write pounds and pence in figures"),
        ("amount", True, "Amount: write pounds and pence in figures"),
        ("amount", date(2024, 5, 31), "Amount: write pounds and pence in figures"),
        ("amount", 12.345, "at most 2 decimal places"),
        ("amount", 10_000_000_000, "more than can be stored"),
        ("amount", 0, "A payment is not 0."),
        ("amount", 0.0000001, "A payment is not 0."),
        ("paid on", "31/02/2024", "Paid on: write a real date"),
        ("paid on", 45000, "Paid on: write a real date"),
        ("paid on", "2025-01-16", "its day cannot lie ahead"),
        ("paid on", None, "Paid on: fill this in."),
        ("reference", "x" * 101, "at most 100 characters"),
        ("key", "abc", "Key: this is no key."),
        ("key", "5b9b7d2a-93a1-4f6b-8c0a-1f6a2a3b4c5d", "Key: no payment here has this key."),
    ],
)
def test_cell_that_cannot_be_is_a_fault_with_its_column_value_and_reason(
    programme, stage, commissioner, column, typed, reason
):
    [(named, value, told)] = payment_faults(programme, commissioner, **{column: typed})
    assert named == column
    assert reason in told
    assert value == shown("" if typed is None else {True: "TRUE", 1e-07: "1e-07"}.get(typed, typed))


def test_every_fault_is_listed_by_sheet_row_and_column_and_nothing_is_imported(programme, stage, commissioner):
    content = table_files.workbook_of(
        PAYMENT_HEADINGS,
        PAYMENT,
        [None, 7, "Staff", "Two wrong", "lots", "2024-05-31", None],
        [None, 1, "Staff", "Good", 5, "2024-05-31", None],
        title="Payments",
        more=[("Budget", [BUDGET_HEADINGS, [None, 1, "Staff", "Negative", -5], [None, 1, "Staff", "Good", 5]])],
    )
    money_file = checked(programme, content, commissioner)
    assert [fault[:4] for fault in money_file.faults] == [
        ["Budget", 2, "amount", "-5"],
        ["Payments", 3, "stage", "7"],
        ["Payments", 3, "amount", "lots"],
    ]
    with pytest.raises(MoneyFileRefused, match="has 3 faults, so nothing was imported"):
        apply_money_file(money_file=money_file, by=commissioner)
    assert not Payment.objects.exists()
    assert not BudgetLine.objects.exists()
    assert not Payment.history.exists()


def test_same_key_twice_and_same_reference_twice_are_faults(programme, stage, commissioner):
    payment = PaymentFactory(stage=stage, reference="F-1")
    row = [str(payment.key), 1, "Staff", "Salaries", 250, "2024-05-31", "F-1"]
    assert [f[2:] for f in checked(programme, workbook(row, row), commissioner).faults] == [
        ["key", str(payment.key), "Key: row 2 has the same key. Clear the cell to add the row as new."]
    ]
    other = PAYMENT[:3] + ["Other", 5, "2024-05-31", "F-1"]
    [fault] = checked(programme, workbook(row, other), commissioner).faults
    assert fault[1:] == [3, "reference", "F-1", "A payment of this stage already has this reference."]


def test_same_budget_line_twice_in_a_file_is_a_fault(programme, stage, commissioner):
    rows = [[None, 1, "Staff", "Salaries", amount] for amount in (1, 2)]
    [fault] = checked(programme, workbook(*rows, title="Budget", headings=BUDGET_HEADINGS), commissioner).faults
    assert fault[:3] == ["Budget", 3, "what it is for"]


def test_key_of_another_programme_changes_nothing_there(programme, stage, commissioner):
    elsewhere = PaymentFactory()
    [(column, _, reason)] = payment_faults(programme, commissioner, key=str(elsewhere.key))
    assert (column, reason[:33]) == ("key", "Key: no payment here has this key")


def test_contribution_of_a_partner_that_nobody_knows_names_those_there_are(programme, stage, commissioner):
    PartnerFactory(programme=programme, name="The council")
    headings = [column.heading for column in CONTRIBUTIONS.columns]
    rows = [
        [None, 1, "The counsel", "Cash", "Money", 5, None, None],
        [None, 1, "the COUNCIL", "In kind", "Room", 5, None, None],
    ]
    money_file = checked(programme, workbook(*rows, title="Contributions", headings=headings), commissioner)
    partner, valuation = money_file.faults
    assert partner[2:4] == ["partner", "The counsel"]
    assert "The partners are: The council." in partner[4]
    assert valuation[1:3] == [3, "how it was valued"]


def test_more_than_a_thousand_faults_are_counted(programme, stage, commissioner):
    rows = [PAYMENT[:4] + ["lots", "2024-05-31", None]] * 1005
    faults = checked(programme, workbook(*rows), commissioner).faults
    assert len(faults) == 1001
    assert faults[-1][-1] == "5 more faults are not listed. Correct these first."


def test_programme_without_a_contract_says_so(programme, commissioner):
    [(_, _, reason)] = payment_faults(programme, commissioner)
    assert "none yet: agree the contract first" in reason


# Files that are not what they should be


def packed(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"PK\x03\x04 broken", "This workbook is damaged"),
        (packed(word__document_xml="<x/>"), "another kind of document"),
        (packed(xl__workbook_xml="<x/>"), "This workbook is damaged and cannot be opened"),
        (b"\xd0\xcf\x11\xe0 old", "old .xls kind"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"<html><table></table></html>", "This is a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "NUL bytes"),
        (b"name,age\nAda,40\n", "The headings are those of none of the sheets. They are, for Budget: key, stage"),
        (b"stage,kind,what it was for,amount,paid on\n", "has column headings but no rows"),
        (b'stage,kind,what it was for,amount,paid on\n1,Staff,"open,5,2024-05-31\n', "never closed"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (table_files.workbook_of(["a"], [1], title="Sheet1"), "no sheet called Budget, Payments or Contributions"),
        (
            table_files.workbook_of(["a"], title="Budget ", more=[("BUDGET", [["b"]])]),
            "Which sheet is meant: “Budget ”",
        ),
    ],
)
def test_file_that_is_no_ledger_is_refused_with_the_reason(programme, stage, commissioner, content, reason):
    [fault] = checked(programme, content, commissioner).faults
    assert fault[:4] == ["", None, "", ""]
    assert reason in fault[4]


def test_workbook_that_unpacks_to_too_much_is_refused(programme, commissioner, monkeypatch):
    monkeypatch.setattr("commissioning.ledger.reading.MOST_UNPACKED", 1000)
    [fault] = checked(programme, workbook(PAYMENT), commissioner).faults
    assert "unpacks to more than" in fault[4]


def test_sheet_without_a_needed_column_names_it_and_those_there_are(programme, stage, commissioner):
    content = workbook([1, "Staff", 5], headings=["Stage", "Kind", "Sum"])
    faults = checked(programme, content, commissioner).faults
    assert [fault[2] for fault in faults] == ["what it was for", "amount", "paid on"]
    assert faults[0][4] == "The column is missing. The columns are: “Stage”, “Kind”, “Sum”."


def test_column_that_stands_twice_is_a_fault(programme, stage, commissioner):
    content = workbook([*PAYMENT, 7], headings=[*PAYMENT_HEADINGS, "Amount"])
    [fault] = checked(programme, content, commissioner).faults
    assert fault == ["Payments", 1, "amount", "", "Two columns have this heading."]


def test_columns_of_ones_own_are_named_as_not_read(programme, stage, commissioner):
    content = workbook([*PAYMENT, "hello"], headings=[*PAYMENT_HEADINGS, "refrence"])
    assert checked(programme, content, commissioner).summary == [
        "Payments: 1 new, 0 changed, 0 the same. Columns not read: “refrence”."
    ]


def test_damaged_sheet_is_named_and_the_others_are_checked(programme, stage, commissioner):
    content = table_files.workbook_of(title="Budget", more=[("Payments", [PAYMENT_HEADINGS, [None, 9, *PAYMENT[2:]]])])
    faults = checked(programme, content, commissioner).faults
    assert [fault[:2] for fault in faults] == [["Budget", None], ["Payments", 2]]


def test_headings_and_sheets_are_known_however_they_are_spelt(programme, stage, commissioner):
    headings = [heading.upper().replace(" ", "  ") for heading in PAYMENT_HEADINGS]
    assert len(checked(programme, workbook(PAYMENT, title="PAYMENTS", headings=headings), commissioner).changes) == 1


def test_too_many_rows_are_refused(programme, stage, commissioner, monkeypatch):
    monkeypatch.setattr("commissioning.ledger.reading.MOST_ROWS", 2)
    [fault] = checked(programme, workbook(PAYMENT, PAYMENT, PAYMENT), commissioner).faults
    assert fault[4] == "There are more than 2 rows. Split the file."


@pytest.mark.parametrize(
    "text",
    [
        'stage,kind,what it was for,amount,paid on\n1,Staff,Rent,"1,250.50",2024-05-31\n',
        "stage;kind;what it was for;amount;paid on\r\n1;Staff;Rent;1250,50;31/05/2024\r\n",
        "\ufeffstage\tkind\twhat it was for\tamount\tpaid on\n1\tStaff\tRent\t£1,250.50\t31 May 2024\n",
    ],
    ids=["commas", "semicolons", "tabs"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_csv_is_read_as_spreadsheets_save_it(programme, stage, commissioner, text, encoding):
    imported(programme, text.encode(encoding), commissioner)
    payment = Payment.objects.get()
    assert (payment.what, payment.amount, payment.paid_on) == ("Rent", Decimal("1250.50"), date(2024, 5, 31))


@given(st.binary(max_size=300))
@examples(max_examples=80)
def test_any_bytes_give_faults_and_no_error(content):
    for start in (b"", b"PK\x03\x04", b"stage,kind,what it was for,amount,paid on\n"):
        assert read_book(start + content)
