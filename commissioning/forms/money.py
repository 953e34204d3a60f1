"""Forms for the budget, payments, partners and what they put in, and for a spreadsheet of all that."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from commissioning.forms.entries import EntryForm
from commissioning.ledger.reading import MOST_BYTES
from commissioning.models import BudgetLine, Contribution, Partner, Payment

MOST_MEGABYTES = MOST_BYTES // 1024**2


class BudgetLineForm(EntryForm):
    """Money set aside for one thing in one stage."""

    FIELD_OF = {"budget_line_once": "what"}

    class Meta:
        model = BudgetLine
        fields = ["stage", "kind", "what", "amount"]


class PaymentForm(EntryForm):
    """Money that was spent on a day."""

    FIELD_OF = {"payment_reference_once": "reference"}

    class Meta:
        model = Payment
        fields = ["stage", "kind", "what", "amount", "paid_on", "reference"]

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount == 0:
            raise forms.ValidationError("Amount: a payment is not 0. A refund is below 0.")
        return amount


class PartnerForm(EntryForm):
    """An organisation that puts something in."""

    FIELD_OF = {"partner_once": "name"}

    class Meta:
        model = Partner
        fields = ["name", "kind"]


class ContributionForm(EntryForm):
    """What a partner puts in for one stage."""

    class Meta:
        model = Contribution
        fields = ["partner", "stage", "kind", "what", "amount", "received", "valuation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received"].help_text = "Leave it empty while nobody knows; 0 says that nothing came."

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") not in (None, Contribution.Kind.CASH) and cleaned.get("valuation") == "":
            self.add_error("valuation", "How it was valued: say it, as what is not cash has no price of its own.")
        return cleaned


class MoneyFileForm(forms.Form):
    """A spreadsheet of the programme's money."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text=f"The workbook (.xlsx) as it was downloaded here, or one sheet as CSV. At most {MOST_MEGABYTES} MB.",
        error_messages=wording.file("Spreadsheet", required="Choose the file.", empty="The file is empty."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            size = file.size / 1024 / 1024
            raise forms.ValidationError(
                f"The file is {size:.1f} MB; at most {MOST_MEGABYTES} MB can be read. Split it by sheet or by stage."
            )
        return file
