"""The arithmetic of money: budget, what should be spent by now, what was spent, and what partners put in.

Pure: rows come in as tuples. Amounts are Decimals in pounds; None is not known, 0 is an amount.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from commissioning.money_words import PENNY, UNKNOWN, pounds_words

NOTHING = Decimal("0.00")


class Passed(NamedTuple):
    """How many of a stage's months have passed, and whether it has begun."""

    months: int
    of: int
    has_begun: bool = True

    @property
    def share(self):
        return Decimal(self.months) / self.of

    @property
    def words(self):
        if not self.months:
            return "in its first month" if self.has_begun else "not begun"
        return "all its months have passed" if self.months >= self.of else f"{self.months} of {self.of} months passed"


def passed_of(stage, on):
    """How much of a stage has passed by the date `on`, in whole months from the one it began in.

    A stage that has ended has passed whole; one that did not begin has not passed at all, whatever its months.
    """
    if stage.begins_on is None or stage.begins_on > on:
        return Passed(0, stage.last_month - stage.first_month + 1, has_begun=False)
    first = stage.programme.month_on(stage.begins_on)
    length = max(stage.last_month - first + 1, 1)
    if stage.ends_on is not None and stage.ends_on < on:
        return Passed(length, length)
    return Passed(min(max(stage.programme.month_on(on) - first, 0), length), length)


@dataclass(frozen=True)
class Balance:
    """What was set aside, how much of it should have been spent by now, and what was spent."""

    budget: Decimal = NOTHING
    expected: Decimal = NOTHING
    spent: Decimal = NOTHING

    def __add__(self, other):
        return Balance(self.budget + other.budget, self.expected + other.expected, self.spent + other.spent)

    @property
    def difference(self):
        """Spent less expected: below 0 is less than expected."""
        return self.spent - self.expected

    @property
    def is_empty(self):
        return not (self.budget or self.spent)

    @property
    def is_overspent(self):
        """Whether more was spent than was ever set aside."""
        return self.spent > self.budget

    @property
    def way(self):
        """under, over, or nothing where what was spent is what was expected."""
        return "over" if self.difference > 0 else "under" if self.difference < 0 else ""

    @property
    def percent_words(self):
        """13% under; nothing where nothing was expected, as there is nothing to be a percentage of."""
        if not self.expected or not self.way:
            return ""
        return f"{self._percent} {self.way}"

    @property
    def _percent(self):
        percent = abs(100 * self.difference / self.expected).quantize(Decimal(1), ROUND_HALF_UP)
        return f"{percent:,}%" if percent else "less than 1%"

    @property
    def words(self):
        """How what was spent stands against what was expected: £12,300 under, 13% under."""
        if self.is_empty:
            return "nothing set aside"
        if not self.way:
            return "as expected" if self.expected else "nothing expected yet"
        return ", ".join(filter(None, (f"{pounds_words(abs(self.difference))} {self.way}", self.percent_words)))

    @property
    def sentence(self):
        """The same within a sentence: £12,300 (13%) less than was expected by now."""
        if not self.way:
            return self.words
        share = f" ({self._percent})" if self.expected else ""
        more = "more" if self.way == "over" else "less"
        return f"{pounds_words(abs(self.difference))}{share} {more} than was expected by now"

    @property
    def overspent_words(self):
        """That more was spent than the whole budget, or nothing."""
        if not self.is_overspent:
            return ""
        return f"{pounds_words(self.spent - self.budget)} more than the budget" if self.budget else "no budget for it"


class StageMoney(NamedTuple):
    """One stage: how much of it has passed, its sums, and its sums by kind."""

    stage: object
    passed: Passed
    total: Balance
    by_kind: dict


class KindMoney(NamedTuple):
    """One kind of spending: its name, pairs of each stage and its sums there, and its sums altogether."""

    kind: str
    label: str
    by_stage: list
    total: Balance


@dataclass(frozen=True)
class Money:
    """The budget of a programme beside what was spent, by stage and by kind."""

    stages: list
    kinds: list
    total: Balance

    @property
    def is_empty(self):
        return self.total.is_empty and not self.kinds


def money_of(stages, kinds, budget, spent, on):
    """The Money of a programme on the date `on`.

    `kinds` are pairs of value and label, `budget` and `spent` rows of stage id, kind and amount. What is expected by
    now is the budget of a stage times the share of its months that have passed.
    """
    set_aside, paid = _sums(budget), _sums(spent)
    by_stage = [_stage_money(stage, passed_of(stage, on), kinds, set_aside, paid) for stage in stages]
    by_kind = [
        KindMoney(
            kind,
            label,
            [(each.stage, each.by_kind[kind]) for each in by_stage],
            _total(each.by_kind[kind] for each in by_stage),
        )
        for kind, label in kinds
    ]
    used = [each for each in by_kind if not all(balance.is_empty for _, balance in each.by_stage)]
    return Money(by_stage, used, _total(each.total for each in by_stage))


def _stage_money(stage, passed, kinds, set_aside, paid):
    by_kind = {}
    for kind, _ in kinds:
        budget = set_aside[stage.pk, kind]
        expected = (budget * passed.share).quantize(PENNY, ROUND_HALF_UP)
        by_kind[kind] = Balance(budget, expected, paid[stage.pk, kind])
    return StageMoney(stage, passed, _total(by_kind.values()), by_kind)


def _sums(rows):
    sums = defaultdict(lambda: NOTHING)
    for stage, kind, amount in rows:
        sums[stage, kind] += amount
    return sums


def _total(balances):
    return sum(balances, Balance())


class Pledge(NamedTuple):
    """What a partner puts in: of which kind, what it is worth as agreed, and what has come in."""

    partner: object
    kind: str
    agreed: Decimal
    received: Decimal | None


@dataclass(frozen=True)
class Pooled:
    """Contributions together. `unknown` is the agreed worth of those of which nobody knows what has come in."""

    agreed: Decimal = NOTHING
    received: Decimal = NOTHING
    unknown: Decimal = NOTHING
    count: int = 0
    count_unknown: int = 0

    def with_pledge(self, pledge):
        is_unknown = pledge.received is None
        return Pooled(
            self.agreed + pledge.agreed,
            self.received + (pledge.received or NOTHING),
            self.unknown + (pledge.agreed if is_unknown else NOTHING),
            self.count + 1,
            self.count_unknown + is_unknown,
        )

    @property
    def agreed_words(self):
        return pounds_words(self.agreed) if self.count else "none"

    @property
    def received_words(self):
        """What has come in; of what it is not known is said beside it, never counted as nothing."""
        if not self.count:
            return "none"
        if self.count == self.count_unknown:
            return UNKNOWN
        known = pounds_words(self.received)
        return f"{known}, {UNKNOWN} for {pounds_words(self.unknown)}" if self.count_unknown else known

    def received_per_pound(self, spent):
        """What has come in for each pound spent: 17p, "at least 17p" where part is not known, or nothing."""
        if not self.received and (self.count_unknown or not self.count):
            return ""
        words = per_pound(self.received, spent)
        return f"at least {words}" if words and self.count_unknown else words


@dataclass(frozen=True)
class Pool:
    """All contributions: by partner and kind, by kind, and together."""

    partners: dict
    kinds: dict
    total: Pooled


def pool_of(pledges):
    """The Pool of Pledges: partner -> kind -> Pooled, kind -> Pooled, and the whole."""
    partners, kinds, total = defaultdict(lambda: defaultdict(Pooled)), defaultdict(Pooled), Pooled()
    for pledge in pledges:
        partners[pledge.partner][pledge.kind] = partners[pledge.partner][pledge.kind].with_pledge(pledge)
        kinds[pledge.kind] = kinds[pledge.kind].with_pledge(pledge)
        total = total.with_pledge(pledge)
    return Pool({partner: dict(sums) for partner, sums in partners.items()}, dict(kinds), total)


def per_pound(part, whole):
    """How much `part` is for each pound of `whole`: 17p, £1.20; nothing where `whole` is not above 0."""
    if whole <= 0:
        return ""
    if 0 < 200 * part < whole:
        return "less than 1p"
    pence = (100 * part / whole).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{pence}p" if pence < 100 else f"£{pence / 100:,.2f}"
