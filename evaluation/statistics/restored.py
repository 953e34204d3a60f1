"""Estimates put together again from what is published of them, to be compared with one another."""

import numpy as np

from .estimates import Estimates
from .intervals import share_interval, t_quantile


def restored_estimates(estimate, se, n_kish, df, *, is_share):
    """Estimates without the finite population correction, as they were when they were published.

    Parameters
    ----------
    estimate, se, n_kish, df : array_like, of one shape
        As in `Estimates` made with ``fpc=False``; NaN where hidden.
    is_share : bool
        Shares, in [0, 1], get Wilson's interval, means Student's.

    Returns
    -------
    Estimates
        With all that `change_between` reads. Numbers of respondents and design effects, which are not needed for
        that, are NaN.
    """
    estimate, se, n_kish, df = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (estimate, se, n_kish, df)))
    variance, unknown = se**2, np.full(estimate.shape, np.nan)
    n_eff, low, high = (
        share_interval(estimate, variance, n_kish, df) if is_share else _of_mean(estimate, se, n_kish, df)
    )
    return Estimates(
        estimate=estimate,
        variance=variance,
        se=se,
        df=df,
        n=unknown,
        n_resp=unknown,
        n_kish=n_kish,
        n_eff=n_eff,
        deff=unknown,
        low=low,
        high=high,
        fraction=np.zeros(estimate.shape),
        fpc=False,
    )


def _of_mean(estimate, se, n_kish, df):
    half = t_quantile(df) * se
    return n_kish, estimate - half, estimate + half
