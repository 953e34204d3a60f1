"""Spreadsheets of money on the pages: checked, looked at, imported, cancelled, and by whom."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import MoneyFile, Payment, Role
from commissioning.tests.entry_factories import (
    PaymentFactory,
    StageFactory,
)
from commissioning.tests.factories import MembershipFactory
from commissioning.tests.ledger.files import (
    PAYMENT,
    checked,
    workbook,
)

pytestmark = pytest.mark.django_db


# The pages


@pytest.fixture
def at_files(client, commissioner):
    client.force_login(commissioner)
    return reverse("commissioning:money-files", args=["vale"])


def upload(client, address, content, name="money.xlsx"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_file_is_checked_looked_at_and_imported(programme, stage, at_files, client):
    page = upload(client, at_files, workbook(PAYMENT))
    shown = page.content.decode()
    assert "Payments: 1 new, 0 changed, 0 the same." in shown
    assert "Staff · £250 · 31 May 2024 · F-1" in shown
    assert not Payment.objects.exists()
    apply = reverse("commissioning:money-file-apply", args=["vale", page.context["money_file"].pk])
    done = client.post(apply, follow=True).content.decode()
    assert "money.xlsx is imported." in done
    assert "What it did" in done
    assert "Payments: 1 new, 0 changed, 0 the same." in done
    again = client.post(apply, follow=True).content.decode()
    assert "was imported on 15 January 2025 already" in again
    assert Payment.objects.count() == 1


def test_file_that_was_imported_already_says_when(programme, stage, at_files, client):
    file = workbook(PAYMENT)  # one that is written a second later has other bytes
    page = upload(client, at_files, file)
    client.post(reverse("commissioning:money-file-apply", args=["vale", page.context["money_file"].pk]))
    again = upload(client, at_files, file)
    assert again.context["money_file"] == page.context["money_file"]
    assert "This file was imported already, on 15 January 2025." in again.content.decode()


def test_faults_are_on_the_page_and_in_the_csv_and_there_is_no_import(programme, stage, at_files, client):
    bad = PAYMENT[:4] + ["@SUM(1)<b>", "2024-05-31", None]
    page = upload(client, at_files, workbook(bad))
    shown = page.content.decode()
    assert "Payments, row 2" in shown
    assert "&lt;b&gt;" in shown
    assert "Nothing is imported from a file with faults" in shown
    assert "money-file-apply" not in shown
    assert reverse("commissioning:money-file-apply", args=["vale", page.context["money_file"].pk]) not in shown
    faults = client.get(reverse("commissioning:money-file-faults", args=["vale", page.context["money_file"].pk]))
    assert "Payments,2,amount,'@SUM(1)<b>," in faults.content.decode()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose the file."),
        ({"file": SimpleUploadedFile("a.xlsx", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("a.xlsx", b"x" * (5 * 1024 * 1024 + 1))}, "at most 5 MB can be read"),
    ],
    ids=["none", "empty", "large"],
)
def test_upload_that_is_no_file_says_so_at_the_field(programme, at_files, client, sent, message):
    response = client.post(at_files, sent)
    assert message in " ".join(response.context["form"].errors["file"])
    assert not MoneyFile.objects.exists()


def test_entry_changed_meanwhile_is_shown_anew_before_it_is_imported(programme, stage, at_files, client):
    payment = PaymentFactory(stage=stage)
    page = upload(client, at_files, workbook([str(payment.key), 1, "Staff", "Salaries", 300, "2024-05-31", None]))
    Payment.objects.filter(pk=payment.pk).update(amount=Decimal(260))
    address = reverse("commissioning:money-file-apply", args=["vale", page.context["money_file"].pk])
    shown = client.post(address, follow=True).content.decode()
    assert "Entries have changed since this file was checked" in shown
    assert "£300 (was £260)" in shown
    client.post(address)
    payment.refresh_from_db()
    assert payment.amount == 300


def test_file_with_faults_sent_to_be_imported_all_the_same_is_refused(programme, stage, at_files, client):
    page = upload(client, at_files, workbook([None, 9, *PAYMENT[2:]]))
    address = reverse("commissioning:money-file-apply", args=["vale", page.context["money_file"].pk])
    assert "has a fault, so nothing was imported" in client.post(address, follow=True).content.decode()
    assert not Payment.objects.exists()


def test_file_cancelled_twice_is_gone_the_second_time(programme, stage, at_files, client):
    page = upload(client, at_files, workbook(PAYMENT))
    address = reverse("commissioning:money-file-cancel", args=["vale", page.context["money_file"].pk])
    assert "is cancelled. Nothing was imported from it." in client.post(address, follow=True).content.decode()
    assert client.post(address).status_code == 404
    assert not MoneyFile.objects.exists()


def test_file_of_another_programme_is_not_found(programme, stage, commissioner, at_files, client):
    other = StageFactory().programme
    elsewhere = checked(other, workbook(PAYMENT), commissioner)
    for verb in ("detail", "faults"):
        assert client.get(reverse(f"commissioning:money-file-{verb}", args=["vale", elsewhere.pk])).status_code == 404
    for verb in ("apply", "check", "cancel"):
        assert client.post(reverse(f"commissioning:money-file-{verb}", args=["vale", elsewhere.pk])).status_code == 404


def test_everybody_may_take_the_money_away_and_only_managers_bring_it_in(full, client):
    client.force_login(MembershipFactory(programme=full, role=Role.STEERING).user)
    names = ["money-workbook", "budget-csv", "payments-csv", "contributions-csv"]
    assert {client.get(reverse(f"commissioning:{name}", args=["vale"])).status_code for name in names} == {200}
    address = reverse("commissioning:money-files", args=["vale"])
    assert upload(client, address, workbook(PAYMENT)).status_code == 403


def test_download_page_and_database_agree_to_the_penny(full, commissioner, client):
    client.force_login(commissioner)
    content = client.get(reverse("commissioning:money-workbook", args=["vale"])).content
    amounts = [
        Decimal(str(row[4])) for row in load_workbook(io.BytesIO(content))["Budget"].values if row[4] != "amount"
    ]
    assert sum(amounts) == client.get(reverse("commissioning:budget-line-list", args=["vale"])).context["total"]


def test_same_file_with_a_row_that_was_corrected_since_is_warned_of(programme, stage, at_files, client):
    content = workbook(PAYMENT)
    upload(client, at_files, content)
    client.post(reverse("commissioning:money-file-apply", args=["vale", MoneyFile.objects.get().pk]))
    Payment.objects.update(what="Wages")
    page = upload(client, at_files, content).content.decode()
    assert "The same file was imported on" in page
    assert "rows called new below would be added once more" in page
