"""The last sheet of the workbook: the sums that the money page shows, as numbers."""

from commissioning.ledger.sheets import plain_text
from commissioning.models import Contribution
from commissioning.spending import contributions_of, money_on, pool_on

SPENDING = ["kind", "budget", "expected by now", "spent", "spent less expected"]


def summary_rows(programme, on):
    """Rows of cells: budget and spending by stage and kind, then contributions by partner and kind."""
    money = money_on(programme, on)
    rows = [[f"{plain_text(programme.name)}, payments up to {on.isoformat()}"], [], ["stage", *SPENDING]]
    for each in money.stages:
        for kind in money.kinds:
            rows.append([each.stage.number, kind.label, *_cells(each.by_kind[kind.kind])])
        rows.append([each.stage.number, "all kinds", *_cells(each.total)])
    return [*rows, ["all stages", "all kinds", *_cells(money.total)], [], *_pooled(programme)]


def _cells(balance):
    return [balance.budget, balance.expected, balance.spent, balance.difference]


def _pooled(programme):
    """Contributions; what has come in is left empty where nobody knows it of any of them."""
    contributions = contributions_of(programme)
    names = {each.partner_id: each.partner.name for each in contributions}
    rows = [["partner", "kind", "agreed", "received", "agreed, receipt not known"]]
    for partner, sums in pool_on(contributions).partners.items():
        for kind, pooled in sums.items():
            received = None if pooled.count == pooled.count_unknown else pooled.received
            label = Contribution.Kind(kind).label
            rows.append([plain_text(names[partner]), label, pooled.agreed, received, pooled.unknown])
    return rows
