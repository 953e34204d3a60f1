"""Forms for the budget, payments, partners and what they put in, and for a spreadsheet of all that."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.forms import wording
from commissioning.forms.entries import EntryForm
from commissioning.ledger.reading import MOST_BYTES
from commissioning.models import BudgetLine, Contribution, Partner, Payment
from commissioning.money_words import pounds_words

MOST_MEGABYTES = MOST_BYTES // 1024**2


class BudgetLineForm(EntryForm):
    """Money set aside for one thing in one stage."""

    FIELD_OF = {"budget_line_once": "what"}

    class Meta:
        model = BudgetLine
        fields = ["stage", "kind", "what", "amount"]


class MeantForm(EntryForm):
    """A form for a new entry of which two may be alike: the second has to be said to be another one.

    With Back and Save the page is fetched anew and so is its key. `ALIKE` names what two entries have in common then.
    """

    ALIKE = ()

    def _post_clean(self):
        super()._post_clean()
        if self.instance._state.adding and not self.errors and (standing := self._standing()):
            self.fields["another"] = forms.BooleanField(label="It is another one", required=False)
            self.order_fields(["another"])
            if not self.data.get(self.add_prefix("another")):
                self.add_error("another", self._here_already(standing))

    def _standing(self):
        """The latest entry like this one, or None; the same page sent twice is no other one."""
        alike = self._meta.model.objects.of(self.programme).filter(
            **{name: self.cleaned_data[name] for name in self.ALIKE}
        )
        return alike.exclude(key=self.cleaned_data["key"]).order_by("pk").last()

    def _here_already(self, standing):
        made = standing.history.order_by("history_id").first()
        who = self.naming(made.history_user_id, "the system") if self.naming else "somebody"
        day = date_format(timezone.localdate(made.history_date))
        amount = pounds_words(standing.amount)
        return f"This is here already: {standing}, {amount}, added by {who} on {day}. If it is the same, press Cancel."


class PaymentForm(MeantForm):
    """Money that was spent on a day."""

    ALIKE = ("stage", "kind", "what", "amount", "paid_on", "reference")
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


class ContributionForm(MeantForm):
    """What a partner puts in for one stage."""

    ALIKE = ("partner", "stage", "kind", "what", "amount")
    needed_sometimes = ("valuation",)

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
