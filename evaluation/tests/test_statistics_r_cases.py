"""Every reference case that R's survey package computed, against our functions.

Each kind of case has its own check; a kind without one fails. `r_cases` finds the folder.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from evaluation import statistics as st

from . import r_cases
from .r_cases import ASKED_FOR, FILES, FOLDER, agree, column, listed, same, sample, sums_by_ward

WEIGHT_TOLERANCE = 1e-6


@pytest.mark.realdata
def test_r_cases_are_there():
    if not ASKED_FOR and not FILES:
        pytest.skip(f"no reference cases: {FOLDER} is missing; R_SURVEY_CASES may name another folder")
    assert FILES, f"R_SURVEY_CASES names {FOLDER}, which holds no case"


@pytest.mark.realdata
@pytest.mark.parametrize("path", FILES or [None], ids=lambda path: path.stem if path else "none")
def test_r_case_agrees(path):
    if path is None:
        pytest.skip("the reference cases are not there; see test_r_cases_are_there")
    case = json.loads(path.read_text())
    assert case["kind"] in CHECKS, f"no check for cases of kind {case['kind']}"
    CHECKS[case["kind"]](case)


def check_published(estimates, expected):
    """The `app_*` fields of a share."""
    suppressed = st.too_few(estimates)
    if "app_ci" not in expected:  # nobody answered: R gives the flag alone
        agree(expected, app_suppressed=suppressed)
        assert st.published(estimates.low) is st.published(estimates.high) is None
        return
    agree(
        expected,
        app_neff=estimates.n_eff,
        app_kish_neff=estimates.n_kish,
        app_ci=[estimates.low, estimates.high],
        app_df=estimates.df,
        app_suppressed=suppressed,
        app_caution=st.needs_caution(estimates, suppressed),
    )


def check_estimate(estimates, expected, wald=None):
    """A block of micro-data: plain fields and `app_*`. `wald` is the same answers taken as a mean."""
    agree(expected, n=estimates.n, estimate=estimates.estimate, se=estimates.se)
    check_published(estimates, expected)
    if expected["n"]:
        agree(expected, n_resp=estimates.n_resp, df=estimates.df, deff_replace=estimates.deff)
        if wald is not None:
            agree(expected, ci_wald=[wald.low, wald.high])


def check_answers(ward, weights, population, y, expected):
    """A stratified share by the additive sums, and by the plainer route from the answers."""
    sums = sums_by_ward(ward, weights, population, y)
    fpc = population is not None
    assert expected.get("n_yes", 0) == sums.x.sum()
    ours = st.shares(sums, strata=0, fpc=fpc)[0]
    check_estimate(ours, expected, wald=st.means(sums, strata=0, fpc=fpc)[0])
    check_estimate(st.clustered_share(y, weights, strata=ward, population=population), expected)
    return ours


# One check for each kind


def check_proportion_counts(case):
    params, expected = case["params"], case["expected"]
    population = np.nan if params.get("N") is None else params["N"]
    estimates = st.shares(st.sums_from_counts(params["x"], params["n"], population))
    agree(expected, estimate=estimates.estimate, se=estimates.se)
    agree(expected, ci_wilson_z=list(st.wilson(params["x"] / params["n"], params["n"])))
    check_published(estimates, expected)


def check_estimate_micro(case):
    params, expected = case["params"], case["expected"]
    ward, weights, population, y = sample(case)
    if params.get("psu") is None and (params["strata"] or len(np.unique(ward)) == 1):
        check_answers(ward, weights, population, y, expected)
        return
    strata = ward if params["strata"] else None
    clusters = column(case, params["psu"], kind=str) if params.get("psu") else None
    estimates = st.clustered_share(y, weights, strata=strata, clusters=clusters, population=population)
    if strata is None and population is not None:
        estimates = over_all_wards(estimates, ward, population, clusters)
    check_estimate(estimates, expected)


def over_all_wards(estimates, ward, population, clusters):
    """In R an unstratified case has the fpc of a single ward but the sampling fraction of all."""
    drawn = len(ward) if clusters is None else len(set(zip(ward, clusters, strict=True)))
    fraction = drawn / sum(population[ward == each][0] for each in np.unique(ward))
    n_eff, low, high = st.share_interval(
        estimates.estimate, estimates.variance, estimates.n_kish, estimates.df, fraction
    )
    return replace(estimates, n_eff=n_eff, low=low, high=high, fraction=fraction)


def check_change_counts(case):
    params, expected = case["params"], case["expected"]
    waves = [(params["x1"], params["n1"]), (params["x2"], params["n2"])]
    change = st.change_between(*(st.shares(st.sums_from_counts(x, n), fpc=False) for x, n in waves))
    _, low, high = st.mover(*((x / n, *st.wilson(x / n, n)) for x, n in waves))
    agree(expected, diff=change.change, ci_newcombe_z=[low, high])
    check_change(change, expected)


def check_change(change, expected):
    ends = [change.low, change.high]
    agree(expected, app_diff=change.change, app_diff_ci=ends, app_t=change.t, app_p=change.p)


def check_change_micro(case):
    expected, wave = case["expected"], column(case, "wave")
    before = check_answers(*sample(case, wave == 0), expected["baseline"])
    after = check_answers(*sample(case, wave == 1), expected["current"])
    change = st.change_between(before, after)
    check_change(change, expected)
    agree(expected, diff=change.change, se_diff=change.se)
    agree(expected, svyglm_linear_coef=change.change, svyglm_linear_se=change.se)
    if change.se > 0:  # without variance R divides by zero here; app_p holds the rule
        agree(expected, p_wald_t=change.p)


def check_weighting(case):
    expected, method = case["expected"], case["params"]["method"]
    _, weights, _, y = sample(case)
    labels = [column(case, name, kind=str) for name in ("sex", "age")]
    residents = column(case, "pop", "targets")
    wanted = [column(case, name, "targets", str) for name in ("sex", "age")]
    codes = [np.unique(known, return_inverse=True) for known in wanted]
    ours = [np.searchsorted(names, found) for (names, _), found in zip(codes, labels, strict=True)]
    table = np.zeros([len(names) for names, _ in codes])
    np.add.at(table, tuple(code for _, code in codes), residents)
    if method == "poststratify":
        made = st.poststratify(weights, np.ravel_multi_index(ours, table.shape), table.ravel())
    else:
        made = st.rake(weights, ours, [table.sum(axis=1), table.sum(axis=0)])
    same(made, expected["weights"], WEIGHT_TOLERANCE, "weights")
    same(made.sum(), expected["sum_weights"], WEIGHT_TOLERANCE, "sum_weights")
    same(st.kish_deff(made), expected["deff_kish"], WEIGHT_TOLERANCE, "deff_kish")
    one_ward = np.ones(len(y))
    # R stops raking earlier than we do: its estimate is compared with its own weights to full precision.
    given = listed(expected["weights"])
    estimates = check_answers(one_ward, given, None, y, expected["fixed_weights"])
    same(estimates.estimate, expected["estimate"], label="estimate")
    from_ours = st.shares(sums_by_ward(one_ward, made, None, y), strata=0)[0]
    same(from_ours.estimate, expected["estimate"], WEIGHT_TOLERANCE, "estimate from our weights")


def check_pooled(case):
    ward, weights, population, y = sample(case)
    check_answers(ward, weights, population, y, case["expected"])
    sums = sums_by_ward(ward, weights, population, y)
    alone = st.shares(sums, fpc=population is not None)
    wards = np.unique(ward).tolist()
    for expected in case["expected"]["by_ward"]:
        own = alone[wards.index(str(expected["ward"])), 0]
        agree(expected, estimate=own.estimate, se=own.se)


def check_pooled_lonely(case):
    expected = case["expected"]
    ward, weights, population, y = sample(case)
    estimates = st.shares(sums_by_ward(ward, weights, population, y), strata=0, fpc=population is not None)
    dropped = np.unique(ward)[estimates.left_out[:, 0]]
    assert dropped.tolist() == [str(each) for each in np.atleast_1d(expected["dropped_wards"])]
    check_estimate(estimates[0], expected)
    rest = sample(case, ~np.isin(ward, dropped))
    check_answers(*rest, expected)


def check_bh(case):
    adjusted = st.benjamini_hochberg(listed(case["params"]["p"]))
    same(adjusted, np.atleast_1d(case["expected"]["p_bh"]).tolist(), label="p_bh")
    assert np.count_nonzero(adjusted <= 0.05) == case["expected"]["n_reject_05"]


def check_trend(case):
    params = {name: listed(value) for name, value in case["params"].items()}
    found = st.trend(params["p"], params["se"] ** 2, params["kish"], params["df"], params["t"], least_waves=2)
    agree(
        case["expected"],
        slope_per_wave=found.slope,
        slope_se=found.se,
        slope_ci=[found.low, found.high],
        app_t=found.t,
        app_p=found.p,
        df=found.df,
    )


def check_power(case):
    params, expected = case["params"], case["expected"]
    p1, p2, n, deff = (params[name] for name in ("p1", "p2", "n_per_wave", "deff"))
    assert params["alpha"] == 0.05
    same(st.power_to_detect(p1, p2, n, deff), expected["power"], label="power")
    # R finds the number by trial, to case["tol"] only.
    same(st.sample_size(p1, p2, deff=deff), expected["n80_exact"], case["tol"], "n80_exact")
    same(st.respondents_needed(p1, p2, deff=deff), expected["n_for_80"], label="n_for_80")
    same(st.respondents_needed(p1, p2, 0.9, deff), expected["n_for_90"], label="n_for_90")
    same(st.detectable_change(p1, n, deff=deff), expected["mdc_80"], label="mdc_80")


def check_did(case):
    group = column(case, "group", kind=str)
    figures = (column(case, name) for name in ("p0", "p1", "v0", "v1"))
    found = st.difference_in_differences(*figures, group == "T", group == "C")
    agree(
        case["expected"],
        did=found.estimate,
        se_welch=found.se,
        df_welch=found.df,
        ci_welch=[found.low, found.high],
        p_welch=found.p,
        se_sampling=found.survey_se,
        ci_sampling=[found.survey_low, found.survey_high],
        p_sampling=found.survey_p,
    )


def check_mean(case):
    expected, scale = case["expected"], case["params"]["scale"]
    ward, weights, population, y = sample(case)
    sums = sums_by_ward(ward, weights, population, y)
    estimates = st.means(sums, strata=0, fpc=population is not None)[0]
    agree(expected, n=estimates.n, mean=estimates.estimate, se=estimates.se)
    agree(expected, ci_t=[estimates.low, estimates.high])
    scaled = estimates.times(scale)
    agree(expected, per_thousand=scaled.estimate, per_thousand_ci=[scaled.low, scaled.high])


def check_domain(case):
    ward, weights, population, y = sample(case)
    valid = ~np.isnan(y) & (column(case, case["params"]["domain"]) == 1)
    sums = sums_by_ward(ward, weights, population, y, valid)
    estimates = st.shares(sums, strata=0, fpc=population is not None)[0]
    agree(case["expected"], n=estimates.n, estimate=estimates.estimate, se=estimates.se, df=estimates.df)
    plain = st.clustered_share(np.where(valid, y, np.nan), weights, strata=ward, population=population)
    agree(case["expected"], n=plain.n, estimate=plain.estimate, se=plain.se, df=plain.df)


CHECKS = {
    "proportion_counts": check_proportion_counts,
    "estimate_micro": check_estimate_micro,
    "change_counts": check_change_counts,
    "change_micro": check_change_micro,
    "weighting": check_weighting,
    "pooled": check_pooled,
    "pooled_lonely": check_pooled_lonely,
    "bh": check_bh,
    "trend": check_trend,
    "power": check_power,
    "did": check_did,
    "mean": check_mean,
    "domain": check_domain,
}


# The checks themselves, on cases of our own


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A folder for cases of our own: 8 people of two wards, hours given, and whether they are carers."""
    rows = ["ward,w,N,y,carer"]
    rows += ["1,1,100,0,1", "1,2,100,1,0", "1,1,100,1,1", "1,1,100,,1"]
    rows += ["2,1,200,1,1", "2,1,200,0,1", "2,3,200,1,0", "2,1,200,0,1"]
    (tmp_path / "own.csv").write_text("\n".join(rows))
    monkeypatch.setattr(r_cases, "FOLDER", tmp_path)


def case_of(kind, params, expected):
    return {"kind": kind, "data": "own.csv", "params": params, "expected": expected}


def plain_mean(y, weights, ward, population):
    """Estimate and standard error, written out row by row; `y` of None is not valid."""
    total = sum(w for w, value in zip(weights, y, strict=True) if value is not None)
    mean = sum(w * value for w, value in zip(weights, y, strict=True) if value is not None) / total
    variance = 0
    for each in set(ward):
        z = [0 if y[i] is None else weights[i] * (y[i] - mean) / total for i in range(len(y)) if ward[i] == each]
        m, centre = len(z), sum(z) / len(z)
        variance += (1 - m / population[each]) * m / (m - 1) * sum((value - centre) ** 2 for value in z)
    return mean, variance**0.5


WEIGHTS, WARD, SIZES = [1, 2, 1, 1, 1, 1, 3, 1], [1] * 4 + [2] * 4, {1: 100, 2: 200}


@pytest.mark.usefixtures("own_folder")
def test_r_check_of_means_compares_every_figure():
    mean, se = plain_mean([0, 1, 1, None, 1, 0, 1, 0], WEIGHTS, WARD, SIZES)
    half = 2.5705818366147395 * se  # Student's quantile on 7 - 2 = 5 degrees of freedom
    expected = {"n": 7, "mean": mean, "se": se, "ci_t": [mean - half, mean + half]}
    expected |= {"per_thousand": 1000 * mean, "per_thousand_ci": [1000 * (mean - half), 1000 * (mean + half)]}
    check_mean(case_of("mean", {"fpc": True, "scale": 1000}, expected))
    for name, figure in expected.items():
        wrong = expected | {name: [0, 0] if isinstance(figure, list) else figure + 1e-6}
        with pytest.raises(AssertionError):
            check_mean(case_of("mean", {"fpc": True, "scale": 1000}, wrong))


@pytest.mark.usefixtures("own_folder")
def test_r_check_of_domains_keeps_the_others_in_the_sample():
    share, se = plain_mean([0, None, 1, None, 1, 0, None, 0], WEIGHTS, WARD, SIZES)
    expected = {"n": 5, "estimate": share, "se": se, "df": 3}
    check_domain(case_of("domain", {"domain": "carer", "fpc": True}, expected))
    with pytest.raises(AssertionError):
        check_domain(case_of("domain", {"domain": "carer", "fpc": False}, expected))


def test_r_case_of_unknown_kind_fails(tmp_path):
    (tmp_path / "x.json").write_text('{"kind": "astrology"}')
    with pytest.raises(AssertionError, match="astrology"):
        test_r_case_agrees(tmp_path / "x.json")
