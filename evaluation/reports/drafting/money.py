"""Money in a report: what was set aside and spent, what partners put in, and what it cost for what changed."""

from commissioning.models import Contribution
from commissioning.money_words import pounds_words
from commissioning.spending import contributions_of, money_on, pool_on, spent_until
from evaluation.money_page import ACTIVE, ActiveCosts, costs_per_resident
from evaluation.reports.document import Cell, Column, Paragraph, Section, Table
from evaluation.reports.drafting.tables import figures_table

NO_BUDGET = "Nothing was set aside and nothing was spent."
SUMS = ("Budget", "Expected by now", "Spent", "Spent against expected")
CAUTION = (
    "A rise does not say that the programme was its cause, and the cost counts nothing else that changed. The range is "
    "what the uncertainty of the survey makes of the cost; payments and population are taken as exact."
)


def stage_money(material, stage):
    """Sections on the money of one stage by kind, and what partners put in."""
    money = money_on(material.programme, material.on, [stage])
    contributions = [each for each in contributions_of(material.programme) if each.stage_id == stage.pk]
    rows = [(kind.label, kind.total) for kind in money.kinds]
    spent = _spending("stage-money", "Budget and spending", "by kind", "Kind", rows, money.total)
    return spent, _partners(contributions)


def programme_money(material):
    """Sections on the money of all stages, by stage and by kind, and what partners put in."""
    money = money_on(material.programme, material.on, material.programme.contract_stages())
    by_stage = [(f"Stage {each.stage.number} ({each.passed.words})", each.total) for each in money.stages]
    by_kind = [(kind.label, kind.total) for kind in money.kinds]
    return (
        _spending("money-by-stage", "By stage", "by stage", "Stage", by_stage, money.total),
        _spending("money-by-kind", "By kind", "by kind", "Kind", by_kind, money.total) if by_kind else None,
        _partners(contributions_of(material.programme)),
    )


def _spending(slug, title, caption, heading, rows, total):
    if total.is_empty:
        return Section(slug, title, (Paragraph(NO_BUDGET),))
    lead = f"{pounds_words(total.spent)} of {pounds_words(total.budget)} was spent: {total.sentence}."
    if total.overspent_words:
        lead += f" That is {total.overspent_words}."
    columns = (Column(heading), *(Column(words, is_number=True) for words in SUMS))
    cells = tuple(_sums(label, balance) for label, balance in rows if not balance.is_empty)
    whole = (_sums("Together", total, is_strong=True),) if len(cells) > 1 else ()
    table = Table(f"Budget and spending {caption}", columns, cells + whole)
    return Section(slug, title, (Paragraph(lead), table))


def _sums(label, balance, is_strong=False):
    told = (pounds_words(balance.budget), pounds_words(balance.expected), pounds_words(balance.spent), balance.words)
    return tuple(Cell(words, is_strong=is_strong) for words in (label, *told))


def _partners(contributions):
    if not contributions:
        return Section("partners", "From partners", (Paragraph("No contributions of partners are recorded."),))
    pool, kinds = pool_on(contributions), dict(Contribution.Kind.choices)
    names = {each.partner_id: each.partner.name for each in contributions}
    rows = [
        (Cell(names[partner]), Cell(kinds[kind]), Cell(sums.agreed_words), Cell(sums.received_words))
        for partner, by_kind in pool.partners.items()
        for kind, sums in by_kind.items()
    ]
    rows.append(tuple(Cell(words, is_strong=True) for words in ("Together", "", *_pooled(pool.total))))
    columns = (Column("Partner"), Column("Kind"), *(Column(words, is_number=True) for words in ("Agreed", "Received")))
    return Section("partners", "From partners", (Table("What partners put in", columns, tuple(rows)),))


def _pooled(total):
    return total.agreed_words, total.received_words


def costs_section(material):
    """A Section on what support cost for each resident, and for each additional active resident."""
    programme, places, on = material.programme, material.neighbourhoods, material.on
    residents = costs_per_resident(programme, places, spent_until(programme, on), on)
    active = ActiveCosts(programme, places, material.evidence, material.catalogue[ACTIVE])
    blocks = [_residents_table(residents)]
    if active.until:
        blocks += _active_blocks(material, active)
    else:
        blocks.append(Paragraph("How many residents are active has not been measured in a locked survey yet."))
    return Section("costs", "What it cost", tuple(blocks))


def _residents_table(costs):
    columns = (Column("Where"), Column("Cost", is_number=True), Column("A year", is_number=True), Column("Rests on"))
    rows = tuple(
        (Cell(cost.name), Cell(cost.words or "–"), Cell(cost.yearly_words or "–"), Cell(cost.reason or _rests_on(cost)))
        for cost in costs
    )
    return Table("Spending for each resident", columns, rows)


def _rests_on(cost):
    return f"{pounds_words(cost.spent)} for {cost.residents:,} people of every age, in {cost.months} months"


def _active_blocks(material, active):
    costs = active.rows(material.on)
    codes = {str(cohort): cohort.area_code for cohort in material.cohorts}
    shown = [material.noted(codes.get(cost.name, material.programme.slug), cost.name, cost.figure) for cost in costs]
    table = figures_table(material, "Active in the community, in the survey that the costs rest on", shown)
    columns = (Column("Where"), Column("Spent by then", is_number=True), Column("Additional active residents"))
    rows = tuple(
        (
            Cell(cost.name),
            Cell(cost.spent_words or "–"),
            Cell(cost.additional_words or "–"),
            Cell(cost.words or cost.reason, note=cost.note),
        )
        for cost in costs
    )
    return [
        table,
        Table("Spending for each additional active resident", (*columns, Column("Cost")), rows),
        Paragraph(CAUTION, "note"),
    ]
