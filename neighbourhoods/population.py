"""How many people live in a neighbourhood, as weights, quotas and rates need them."""

import numpy as np
from django.db.models import Sum

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from neighbourhoods.models import PopulationGroup


def survey_population(neighbourhood_ids):
    """Residents of survey age by sex and age band.

    Returns a dict from neighbourhood id to an int array of people, shape (2, 4): rows in the order of SEXES,
    columns in the order of AGE_BANDS. A neighbourhood whose population is unknown is not in the dict.
    """
    counted = PopulationGroup.objects.filter(neighbourhood__in=neighbourhood_ids).exclude(age_band=UNKNOWN)
    tables = {}
    for area, sex, band, residents in counted.order_by().values_list(
        "neighbourhood_id", "sex", "age_band", "residents"
    ):
        table = tables.setdefault(area, np.zeros((len(SEXES), len(AGE_BANDS)), dtype=np.int64))
        table[sex - 1, band - 1] = residents
    return tables


def residents_total(neighbourhood_ids):
    """Residents of every age: a dict from neighbourhood id to people; those not yet counted are not in it."""
    counted = PopulationGroup.objects.filter(neighbourhood__in=neighbourhood_ids)
    return dict(
        counted.order_by()
        .values("neighbourhood_id")
        .annotate(total=Sum("residents"))
        .values_list("neighbourhood_id", "total")
    )
