"""The three sheets of the ledger: their columns, and how a value stands in a cell and is read from one."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import models

from commissioning.models import BudgetLine, Contribution, Payment

KEY, STAGE, PARTNER = "key", "stage", "partner"
# What an XML file cannot hold; a form lets it through, so it may be stored.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Column(NamedTuple):
    """A column: its heading, the field it holds, and whether the file must have it."""

    heading: str
    field: str
    needed: bool = True


class Refusal(NamedTuple):
    """A value that an entry may not have: in which field, when, and why."""

    field: str
    holds: object
    reason: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the entries in its rows, and the permission to change them.

    `once` are fields whose values together no two entries share, unless the text `once_if` among them is blank.
    """

    name: str
    words: str
    model: type[models.Model]
    act: str
    columns: tuple[Column, ...]
    once: tuple[str, ...] = ()
    once_if: str = ""
    once_reason: str = ""
    refusals: tuple[Refusal, ...] = ()

    @property
    def fields(self):
        """The fields that its columns hold, without the key."""
        return [column.field for column in self.columns if column.field != KEY]

    @property
    def marks(self):
        """Headings by which a file without a sheet's name is told to be this one."""
        return {column.heading for column in self.columns if column.needed}

    def heading_of(self, field):
        return next((column.heading for column in self.columns if column.field == field), "")

    def entries(self, programme):
        """The stored entries of a programme in the order in which they are written out."""
        related = ["stage", PARTNER] if PARTNER in self.fields else ["stage"]
        order = ["stage__number", *(["paid_on"] if "paid_on" in self.fields else []), "pk"]
        return self.model.objects.of(programme).select_related(*related).order_by(*order)


def _reason(model, constraint):
    """What the model's constraint of this name says when it is broken."""
    return next(each.violation_error_message for each in model._meta.constraints if each.name == constraint)


BUDGET = Sheet(
    name="Budget",
    words="budget line",
    model=BudgetLine,
    act="commissioning.set_budget",
    columns=(
        Column("key", KEY, needed=False),
        Column("stage", STAGE),
        Column("kind", "kind"),
        Column("what it is for", "what"),
        Column("amount", "amount"),
    ),
    once=("stage", "kind", "what"),
    once_if="what",
    once_reason=_reason(BudgetLine, "budget_line_once"),
)
PAYMENTS = Sheet(
    name="Payments",
    words="payment",
    model=Payment,
    act="commissioning.keep_accounts",
    columns=(
        Column("key", KEY, needed=False),
        Column("stage", STAGE),
        Column("kind", "kind"),
        Column("what it was for", "what"),
        Column("amount", "amount"),
        Column("paid on", "paid_on"),
        Column("reference", "reference", needed=False),
    ),
    once=("stage", "reference"),
    once_if="reference",
    once_reason=_reason(Payment, "payment_reference_once"),
    refusals=(Refusal("amount", lambda values: values["amount"] == 0, _reason(Payment, "payment_is_an_amount")),),
)
CONTRIBUTIONS = Sheet(
    name="Contributions",
    words="contribution",
    model=Contribution,
    act="commissioning.set_budget",
    columns=(
        Column("key", KEY, needed=False),
        Column("stage", STAGE),
        Column("partner", PARTNER),
        Column("kind", "kind"),
        Column("what it is", "what"),
        Column("worth as agreed", "amount"),
        Column("received so far", "received", needed=False),
        Column("how it was valued", "valuation", needed=False),
    ),
    refusals=(
        Refusal(
            "valuation",
            lambda values: values["kind"] != Contribution.Kind.CASH and not values["valuation"],
            _reason(Contribution, "contribution_valued"),
        ),
    ),
)
SHEETS = (BUDGET, PAYMENTS, CONTRIBUTIONS)


def plain_text(text):
    """A text as a spreadsheet can hold it: no control characters, lines ending in one way, no outer spaces."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cell_of(entry, field):
    """What stands in the cell of an entry's field: a number, a day, a text, or None where nothing is known."""
    if field == STAGE:
        return entry.stage.number
    if field == PARTNER:
        return plain_text(entry.partner.name)
    stored = getattr(entry, field)
    if isinstance(stored, UUID):
        return str(stored)
    if entry._meta.get_field(field).choices:
        return dict(entry._meta.get_field(field).flatchoices)[stored]
    return plain_text(stored) if isinstance(stored, str) else stored


def values_of(entry, sheet):
    """Field -> value of a stored entry, as reading its own cells gives it back."""
    return {field: _kept(entry, field) for field in sheet.fields}


def _kept(entry, field):
    stored = getattr(entry, entry._meta.get_field(field).attname)
    if isinstance(stored, str):
        return plain_text(stored)
    return stored.quantize(Decimal("0.01")) if isinstance(stored, Decimal) else stored
