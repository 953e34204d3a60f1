"""One indicator's comparisons as a file: every row is one figure beside another, docs/data-formats/comparison.md."""

from evaluation.statistics import is_improvement

COLUMNS = (
    *("indicator", "area_code", "area_name", "comparison", "wave", "wave_date", "against", "against_date"),
    *("estimate", "n", "against_estimate", "against_low", "against_high", "against_n"),
    *("difference", "low", "high", "se", "survey_se", "p_value", "p_adjusted", "verdict", "better_or_worse"),
    *("places", "against_places", "strength", "before_start", "mode", "link", "note"),
)
SINCE_BASELINE, SINCE_LAST, TREND = "since_baseline", "since_last_wave", "trend"
REST, WAITING, NATIONAL = "rest_of_area", "not_yet_started", "published_figure"
DECIMALS = 6


def comparison_rows(page):
    """Rows of COLUMNS of a `Comparison`: since when, beside the rest, beside those waiting, published figures."""
    return [[_cell(row.get(name)) for name in COLUMNS] for row in _rows(page)]


def _cell(value):
    """What is unknown is empty; numbers in full, but for the dust of arithmetic."""
    if value is None or value != value:
        return ""
    return round(value, DECIMALS) if isinstance(value, float) else value


def _rows(page):
    if page.row is not None:
        yield from _since(page)
        yield from (_rest(page, label, beside) for label, beside in page.others)
    for cohort in page.staggered:
        yield from (_step(page, cohort, step) for step in cohort.steps)
    for measure in page.national:
        yield from (_published(page, measure, figure) for figure in measure.figures)


def _since(page):
    if page.figure.change is not None:
        yield _changed(page, page.figure, SINCE_BASELINE, page.baseline_label)
    if page.last and page.last.change is not None:
        yield _changed(page, page.last, SINCE_LAST, page.last.against)
    if page.trend is not None:
        found = page.trend
        yield _area(page, TREND) | {
            "difference": float(found.slope),
            "low": float(found.low),
            "high": float(found.high),
            "se": float(found.se),
            "p_value": float(found.p),
            "note": f"a year, over {int(found.waves)} waves",
        }


def _area(page, comparison):
    return {
        "indicator": page.indicator.code,
        "area_code": page.area,
        "area_name": page.label,
        "comparison": comparison,
        "wave": page.wave,
        "wave_date": page.waves.get(page.wave),
        "places": page.row.places if page.row is not None else None,
    }


def _changed(page, figure, comparison, against):
    return _area(page, comparison) | {
        "against": against,
        "against_date": page.waves.get(against),
        "against_estimate": figure.baseline,
        "verdict": figure.verdict,
        "better_or_worse": is_improvement(figure.verdict, page.indicator.direction) if figure.verdict else "",
        **_numbers(figure),
    }


def _numbers(figure):
    return {
        "estimate": figure.estimate,
        "n": figure.n,
        "difference": figure.change,
        "low": figure.change_low,
        "high": figure.change_high,
        "p_value": figure.p_value,
        "p_adjusted": figure.p_adjusted,
        "note": figure.caution_words,
    }


def _rest(page, label, beside):
    return _area(page, REST) | {
        "against": f"the rest of {label}",
        "against_date": page.waves.get(page.wave),
        "against_estimate": beside.rest.estimate,
        "against_low": beside.rest.low,
        "against_high": beside.rest.high,
        "against_n": beside.rest.n,
        "against_places": beside.places,
        **_numbers(beside.figure),
    }


def _step(page, cohort, step):
    return {
        "indicator": page.indicator.code,
        "area_code": cohort.code,
        "area_name": cohort.label,
        "comparison": WAITING,
        "wave": step.wave,
        "wave_date": step.on,
        "against": f"neighbourhoods still waiting, since {cohort.base}",
        "against_date": cohort.base_on,
        "se": step.se,
        "survey_se": step.survey_se,
        "places": step.started,
        "against_places": step.waiting,
        "strength": step.strength,
        "before_start": "yes" if step.is_before else "no",
        **_numbers(step.figure),
        "estimate": step.started_now - step.started_then,
        "against_estimate": step.waiting_now - step.waiting_then,
        "note": "; ".join(filter(None, (step.strength_words, step.figure.caution_words))),
    }


def _published(page, measure, figure):
    plain = figure.percent is not None
    return _area(page, NATIONAL) | {
        "wave": figure.years,
        "wave_date": None,
        "places": None,
        "area_code": None,
        "area_name": figure.geography,
        "against": f"{figure.survey} ({measure.likeness_words})",
        "against_estimate": figure.percent,
        "against_low": None if plain else figure.low,
        "against_high": None if plain else figure.high,
        "against_n": figure.n,
        "mode": figure.mode,
        "link": figure.link,
        "note": " ".join(filter(None, (measure.how, figure.note))),
    }
