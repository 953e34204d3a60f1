"""The statistics of the product: weighted estimates with honest uncertainty, in pure numpy and scipy.

The usual way through: `sums_from_answers` for each sample, `stack`, then `shares` or `means` twice, with the
finite population correction for levels and without for `change_between`; `too_few` and `suppress_complement`;
`benjamini_hochberg` over what is left; `verdicts`. Figures leave by `published`, which turns NaN into None.
Weights are made by `surveys.weights.weighting` and offered here too.
"""

from surveys.weights.weighting import (
    DidNotConverge,
    Weighting,
    WeightingError,
    cap_and_rerake,
    collapse_cells,
    kish_deff,
    poststratify,
    rake,
    weigh,
)

from .change import Change, benjamini_hochberg, change_between
from .clusters import clustered_share
from .did import Difference, GroupTime, Strength, difference_in_differences, group_time
from .estimates import Estimates, means, pooled_means, pooled_shares, shares
from .intervals import effective_n, mover, share_interval, t_p_value, t_quantile, wilson
from .power import (
    detectable_change,
    pooled_power,
    power_to_detect,
    respondents_needed,
    sample_size,
    trend_power,
)
from .restored import restored_estimates
from .sums import Sums, no_answers, stack, sums_from_answers, sums_from_counts
from .suppression import (
    count_in_words,
    hides_people,
    needs_caution,
    published,
    suppress_complement,
    too_few,
)
from .trend import Trend, trend
from .verdicts import Verdict, is_improvement, verdicts

__all__ = [
    "Change",
    "DidNotConverge",
    "Difference",
    "Estimates",
    "GroupTime",
    "Strength",
    "Sums",
    "Trend",
    "Verdict",
    "Weighting",
    "WeightingError",
    "benjamini_hochberg",
    "cap_and_rerake",
    "change_between",
    "clustered_share",
    "collapse_cells",
    "count_in_words",
    "detectable_change",
    "difference_in_differences",
    "effective_n",
    "group_time",
    "hides_people",
    "is_improvement",
    "kish_deff",
    "means",
    "mover",
    "needs_caution",
    "no_answers",
    "pooled_means",
    "pooled_power",
    "pooled_shares",
    "poststratify",
    "power_to_detect",
    "published",
    "rake",
    "respondents_needed",
    "restored_estimates",
    "sample_size",
    "share_interval",
    "shares",
    "stack",
    "sums_from_answers",
    "sums_from_counts",
    "suppress_complement",
    "t_p_value",
    "t_quantile",
    "too_few",
    "trend",
    "trend_power",
    "verdicts",
    "weigh",
    "wilson",
]
