"""The money as a spreadsheet: out and in again unchanged, and what importing a file does."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from commissioning.actions.money_files import (
    AlreadyImported,
    MoneyFileRefused,
    OtherThanShown,
    apply_money_file,
    cancel_money_file,
)
from commissioning.ledger.planning import plan_for
from commissioning.ledger.sheets import BUDGET, SHEETS, UNWRITABLE
from commissioning.ledger.writing import csv_rows
from commissioning.models import MoneyFile, MoneyKind, Payment, Role
from commissioning.tests import table_files
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    PartnerFactory,
    PaymentFactory,
    StageFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from commissioning.tests.ledger.files import (
    BUDGET_HEADINGS,
    PAYMENT,
    PAYMENT_HEADINGS,
    TODAY,
    book,
    checked,
    csv_of,
    imported,
    workbook,
)

pytestmark = pytest.mark.django_db


# Out and in again


def test_workbook_out_and_in_again_is_nothing_to_do(full, commissioner):
    money_file = checked(full, book(full), commissioner)
    assert (money_file.faults, money_file.changes) == ([], [])
    assert money_file.summary == [
        "Budget: 0 new, 0 changed, 2 the same.",
        "Payments: 0 new, 0 changed, 2 the same.",
        "Contributions: 0 new, 0 changed, 3 the same.",
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_csv_of_one_sheet_out_and_in_again_is_nothing_to_do(full, commissioner, sheet):
    money_file = checked(full, csv_of(full, sheet), commissioner, "money.csv")
    assert (money_file.faults, money_file.changes) == ([], [])
    assert [words.split(":")[0] for words in money_file.summary] == [sheet.name]


def test_workbook_as_openpyxl_saves_it_again_is_nothing_to_do(full, commissioner):
    saved, stream = load_workbook(io.BytesIO(book(full))), io.BytesIO()
    saved.save(stream)
    money_file = checked(full, stream.getvalue(), commissioner)
    assert (money_file.faults, money_file.changes) == ([], [])


def test_ledger_goes_into_another_programme_whole(full):
    other = ProgrammeFactory(slug="other", starts_on=date(2024, 4, 1))
    for number in (1, 2):
        StageFactory(programme=other, number=number)
    PartnerFactory(programme=other, name="+Vale & Söhne, “Ltd”")
    by = MembershipFactory(programme=other, role=Role.COMMISSIONER).user
    content = without_keys(book(full))
    money_file = imported(other, content, by)
    assert [words.split(",")[0] for words in money_file.summary] == [
        "Budget: 2 new",
        "Payments: 2 new",
        "Contributions: 3 new",
    ]
    for sheet in SHEETS:
        assert [row[1:] for row in csv_rows(sheet, other)[1]] == [row[1:] for row in csv_rows(sheet, full)[1]]
    assert checked(other, content, by) == money_file


def without_keys(content):
    saved, stream = load_workbook(io.BytesIO(content)), io.BytesIO()
    for sheet in SHEETS:
        for row in range(2, saved[sheet.name].max_row + 1):
            saved[sheet.name].cell(row, 1).value = None
    saved.save(stream)
    return stream.getvalue()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
FORMULAS = st.sampled_from(["=1+1", "+44 20", "-5", "-", "@SUM(A1)", "'=1", "''", "'", "1,5", "00012", "1E5", "TRUE"])
MORE = st.sampled_from(["2024-05-31", "#N/A", "_x0041_", "12,50", "£5", "{=1}", "a\r\nb", "a\nb", "\u2028", "\ufeffa"])
WORDS = (TEXT | FORMULAS | MORE).map(str.strip).filter(lambda text: text and "\0" not in text)
AMOUNTS = st.decimals(Decimal("0.01"), Decimal("9999999999.99"), places=2)


class RoundTrip(TestCase):
    """Whatever can be stored comes back from a workbook and from a CSV as it was."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = StageFactory()
        cls.programme = cls.stage.programme
        cls.by = MembershipFactory(programme=cls.programme, role=Role.COMMISSIONER).user

    @examples(max_examples=60)
    @given(
        words=st.lists(WORDS, min_size=4, max_size=4),
        amount=AMOUNTS,
        received=st.none() | AMOUNTS,
        kind=st.sampled_from(MoneyKind.values),
        sign=st.sampled_from([1, -1]),
        paid_on=st.dates(date(1990, 1, 1), TODAY),
    )
    def test_any_entry_comes_back_as_it_was(self, words, amount, received, kind, sign, paid_on):
        what, name, valuation, reference = words
        BudgetLineFactory(stage=self.stage, kind=kind, what=what, amount=amount)
        PaymentFactory(stage=self.stage, what=what, amount=sign * amount, paid_on=paid_on, reference=reference)
        partner = PartnerFactory(programme=self.programme, name=f"x{name}")
        ContributionFactory(
            stage=self.stage, partner=partner, kind="in kind", what=what, received=received, valuation=f"x{valuation}"
        )
        contents = [book(self.programme), *(csv_of(self.programme, sheet) for sheet in SHEETS)]
        for content in contents:
            plan = plan_for(self.programme, content, self.by)
            lost = any(UNWRITABLE.sub("", text).strip() == "" for text in (what, name, valuation))
            assert lost or (plan.faults, plan.changes) == ([], [])


def test_formula_like_text_is_marked_as_text_in_both_formats(full):
    cells = [cell for sheet in load_workbook(io.BytesIO(book(full))) for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in cells if cell.quotePrefix} >= {"=1+1", "'=quoted", "+Vale & Söhne, “Ltd”"}
    assert "'=1+1" in csv_of(full, BUDGET).decode()


def test_summary_sheet_adds_up_and_is_never_read_back(full, commissioner):
    rows = list(load_workbook(io.BytesIO(book(full)))["Summary"].values)
    budget = {(row[0], row[1]): row[2] for row in rows if row[1] in ("Staff", "all kinds")}
    assert budget["all stages", "all kinds"] == budget[1, "all kinds"] + budget[2, "all kinds"]
    assert budget[1, "Staff"] == 0.1
    pooled = rows[[row[0] for row in rows].index("partner") + 1 :]
    assert [row[1:5] for row in pooled] == [("Cash", 1000, 0, 500), ("In kind", 500, None, 500)]
    assert "Summary" not in " ".join(checked(full, book(full), commissioner).summary)


# What importing does


def test_new_changed_and_untouched_rows_are_told_before_and_done_after(programme, stage, commissioner):
    salaries = PaymentFactory(stage=stage, what="Salaries", amount=Decimal(250), reference="F-1")
    rent = PaymentFactory(stage=stage, what="Rent", amount=Decimal(80))
    content = workbook(
        [str(salaries.key), 1, "Staff", "Salaries", "£1,300.50", "31/05/2024", "F-1"],
        [None, "Stage 1", "seedcorn GRANTS", "Garden club", 0.1 + 0.2, date(2024, 6, 1), None],
    )
    money_file = checked(programme, content, commissioner)
    assert money_file.summary == ["Payments: 1 new, 1 changed, 0 the same; 1 not in the file and left as they are."]
    assert money_file.changes == [
        ["Payments", 2, "Changed", "Salaries", "amount: £1,300.50 (was £250)"],
        ["Payments", 3, "New", "Garden club", "stage 1 · Seedcorn grants · £0.30 · 1 June 2024"],
    ]
    assert Payment.objects.count() == 2
    told = (money_file.summary, money_file.changes)
    done = apply_money_file(money_file=money_file, by=commissioner)
    assert (done.summary, done.changes) == told
    amounts = dict(Payment.objects.values_list("what", "amount"))
    assert amounts == {"Salaries": Decimal("1300.50"), "Garden club": Decimal("0.30"), "Rent": rent.amount}
    for payment in Payment.objects.exclude(pk=rent.pk):
        assert payment.history.latest().history_user == commissioner


def test_received_is_forgotten_by_an_empty_cell_and_kept_without_the_column(programme, stage, commissioner):
    given = ContributionFactory(stage=stage, amount=Decimal(500), received=Decimal(40))
    row = [str(given.key), 1, given.partner.name, "Cash", given.what, 500]
    headings = ["key", "stage", "partner", "kind", "what it is", "worth as agreed"]
    sheet = {"title": "Contributions", "headings": headings}
    assert checked(programme, workbook(row, **sheet), commissioner).changes == []
    sheet["headings"] = [*headings, "received so far"]
    for received, stored in ((0, Decimal(0)), (None, None)):
        imported(programme, workbook([*row, received], **sheet), commissioner)
        given.refresh_from_db()
        assert given.received == stored


def test_same_file_twice_changes_nothing(programme, stage, commissioner):
    content = workbook(PAYMENT, PAYMENT[:-1] + [None], PAYMENT[:-1] + [None])
    first = imported(programme, content, commissioner)
    assert Payment.objects.count() == 3
    again = checked(programme, content, commissioner)
    assert again == first
    with pytest.raises(AlreadyImported, match="was imported on 15 January 2025 already"):
        apply_money_file(money_file=again, by=commissioner)
    assert Payment.objects.count() == 3
    assert Payment.history.count() == 3


def test_waiting_file_uploaded_twice_is_one_file(programme, stage, commissioner):
    file = workbook(PAYMENT)  # one that is written a second later has other bytes
    assert checked(programme, file, commissioner) == checked(programme, file, commissioner)
    assert MoneyFile.objects.count() == 1


def test_imported_file_that_would_now_change_something_is_a_file_anew(programme, stage, commissioner):
    content = workbook(PAYMENT)
    first = imported(programme, content, commissioner)
    Payment.objects.get().delete()
    again = checked(programme, content, commissioner)
    assert again != first
    assert len(again.changes) == 1


def test_rows_deleted_from_the_file_are_left_alone(full, commissioner):
    saved, stream = load_workbook(io.BytesIO(book(full))), io.BytesIO()
    for sheet in SHEETS:
        saved[sheet.name].delete_rows(2, 20)
    saved.save(stream)
    money_file = checked(full, stream.getvalue(), commissioner)
    assert money_file.changes == []
    assert money_file.summary[1] == "Payments: 0 new, 0 changed, 0 the same; 2 not in the file and left as they are."


def test_two_references_may_trade_places(programme, stage, commissioner):
    one, two = (PaymentFactory(stage=stage, what=name, reference=name) for name in ("A", "B"))
    rows = [
        [str(entry.key), 1, "Staff", entry.what, 250, "2024-05-31", reference]
        for entry, reference in ((one, "B"), (two, "A"))
    ]
    imported(programme, workbook(*rows), commissioner)
    assert dict(Payment.objects.values_list("what", "reference")) == {"A": "B", "B": "A"}


def test_entry_that_changed_since_the_check_stops_the_import(programme, stage, commissioner):
    payment = PaymentFactory(stage=stage)
    row = [str(payment.key), 1, "Staff", "Salaries", 300, "2024-05-31", None]
    money_file = checked(programme, workbook(row), commissioner)
    Payment.objects.filter(pk=payment.pk).update(amount=Decimal(260))
    with pytest.raises(OtherThanShown, match="Nothing was imported"):
        apply_money_file(money_file=money_file, by=commissioner)
    payment.refresh_from_db()
    assert payment.amount == 260


def test_cancelled_file_can_no_longer_be_imported(programme, stage, commissioner):
    money_file = checked(programme, workbook(PAYMENT), commissioner)
    cancel_money_file(money_file=money_file, by=commissioner)
    money_file.pk = MoneyFile.history.latest().id
    with pytest.raises(MoneyFileRefused, match="was cancelled meanwhile"):
        apply_money_file(money_file=money_file, by=commissioner)
    assert not Payment.objects.exists()


def test_bytes_of_an_imported_file_are_not_kept(programme, stage, commissioner):
    assert bytes(imported(programme, workbook(PAYMENT), commissioner).content) == b""


def test_coordinator_may_bring_back_the_budget_only_as_it_came_out(full, coordinator):
    assert checked(full, book(full), coordinator).faults == []
    content = table_files.workbook_of(
        BUDGET_HEADINGS, [None, 1, "Staff", "More salaries", 5], title="Budget", more=[("Payments", [PAYMENT_HEADINGS])]
    )
    money_file = checked(full, content, coordinator)
    assert [(f[0], f[1], f[4]) for f in money_file.faults] == [
        ("Budget", 2, "Only the commissioner changes this sheet. Put the row back as it came out.")
    ]
    with pytest.raises(MoneyFileRefused, match="has a fault, so nothing was imported"):
        apply_money_file(money_file=money_file, by=coordinator)


def queries(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_number_of_queries_does_not_depend_on_the_number_of_rows(programme, stage, commissioner):
    def of(rows):
        content = workbook(*[[None, 1, "Staff", f"{uuid4()}", 5, "2024-05-31", None] for _ in range(rows)])
        return queries(lambda: imported(programme, content, commissioner))

    of(2)  # the first import of all also asks who may
    assert of(2) == of(40)
    few = queries(lambda: book(programme))
    ContributionFactory(stage=stage)
    assert queries(lambda: book(programme)) == few


def test_documentation_names_every_sheet_and_column():
    told = (Path(settings.BASE_DIR) / "docs/data-formats/money.md").read_text()
    for sheet in SHEETS:
        part = told.partition(f"**{sheet.name}**")[2].partition("**")[0]
        for column in sheet.columns:
            assert f"`{column.heading}`" in part
            assert column.needed is (f"*`{column.heading}`*" not in part)
