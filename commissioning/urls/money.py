"""Addresses of the money's registers, lists and spreadsheets. The money page itself stands in the evaluation room."""

from django.urls import path

from commissioning.ledger.sheets import SHEETS
from commissioning.registers import paths_of
from commissioning.views import entries, money, money_files

urlpatterns = [
    path("budget/", money.budget_line_list, name="budget-line-list"),
    *paths_of(money.BUDGET_LINE, "budget/", entries),
    path("payments/", money.payment_list, name="payment-list"),
    *paths_of(money.PAYMENT, "payments/", entries),
    *paths_of(money.PARTNER, "partners/", entries),
    *paths_of(money.CONTRIBUTION, "contributions/", entries),
    path("money.xlsx", money_files.money_workbook, name="money-workbook"),
    *(
        path(f"{sheet.name.lower()}.csv", money_files.money_csv, {"sheet": sheet}, name=f"{sheet.name.lower()}-csv")
        for sheet in SHEETS
    ),
    path("files/", money_files.money_files, name="money-files"),
    path("files/<int:pk>/", money_files.money_file_detail, name="money-file-detail"),
    path("files/<int:pk>/apply/", money_files.money_file_apply, name="money-file-apply"),
    path("files/<int:pk>/check/", money_files.money_file_check, name="money-file-check"),
    path("files/<int:pk>/cancel/", money_files.money_file_cancel, name="money-file-cancel"),
    path("files/<int:pk>/faults.csv", money_files.money_file_faults, name="money-file-faults"),
]
