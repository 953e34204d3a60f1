"""What grants add up to: by scheme, by year, by neighbourhood. Every sum with how many grants are in it."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear

from neighbourhoods.models.assets import POUNDS

NOTHING = Decimal(0)
WITHOUT_SCHEME, WITHOUT_PLACE = "No scheme named", "Where is not known"
WAYS = (("year", "Year"), ("scheme", "Scheme"), ("place", "Neighbourhood"))


class GrantSum(NamedTuple):
    """A line of sums: what it is of, what the list is asked for to show its grants, how many, and pounds in all."""

    label: str
    value: str
    number: int
    pounds: Decimal


class Total(NamedTuple):
    """Grants in pounds added up, and how many in another currency stand beside, in no sum."""

    number: int
    pounds: Decimal
    others: int


def total_of(grants):
    """The Total of a queryset of grants. One query."""
    counted = grants.order_by().values_list("currency").annotate(Count("pk"), Sum("amount"))
    by_currency = {currency: (number, pounds) for currency, number, pounds in counted}
    number, pounds = by_currency.pop(POUNDS, (0, NOTHING))
    return Total(number, pounds, sum(number for number, _ in by_currency.values()))


def sums_by(way, grants, places):
    """The GrantSums of a queryset of grants by "year", "scheme" or "place". One query.

    A grant that names no neighbourhood is in the line of each in which its group was at work when it was awarded, so
    lines of neighbourhoods may add up to more than the whole.
    """
    grants = grants.in_pounds().order_by()
    if way == "scheme":
        return _by_scheme(grants)
    return _by_place(grants, places) if way == "place" else _by_year(grants)


def _by_year(grants):
    found = grants.annotate(year=ExtractYear("awarded_on")).values_list("year").annotate(Count("pk"), Sum("amount"))
    return [GrantSum(str(year), str(year), number, pounds) for year, number, pounds in found.order_by("-year")]


def _by_scheme(grants):
    found = grants.values_list("scheme__name", "scheme").annotate(Count("pk"), Sum("amount"))
    lines = [
        GrantSum(name or WITHOUT_SCHEME, "none" if scheme is None else str(scheme), number, pounds)
        for name, scheme, number, pounds in found
    ]
    return sorted(lines, key=lambda line: (line.value == "none", -line.pounds, line.label))


def _by_place(grants, places):
    at_work = ("group__places__neighbourhood", "group__places__since", "group__places__until")
    used, amounts = defaultdict(set), {}
    for pk, amount, awarded_on, named, serves, since, until in grants.values_list(
        "pk", "amount", "awarded_on", "neighbourhood", *at_work
    ):
        amounts[pk] = amount
        then = (since is None or since <= awarded_on) and (until is None or awarded_on <= until)
        place = named or (serves if then else None)
        if place is not None:
            used[place].add(pk)
    lines = [_line(place.name, place.code, used[place.pk], amounts) for place in places if used[place.pk]]
    nowhere = amounts.keys() - set().union(*used.values())
    return [*lines, _line(WITHOUT_PLACE, "", nowhere, amounts)] if nowhere else lines


def _line(label, value, numbers, amounts):
    return GrantSum(label, value, len(numbers), sum((amounts[pk] for pk in numbers), NOTHING))
