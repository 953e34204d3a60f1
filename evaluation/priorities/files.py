"""The ranking as CSV: one row for each neighbourhood and criterion, under columns that stay."""

from commissioning.downloads import csv_download

COLUMNS = (
    *("rank", "area_code", "area_name", "cohort", "score", "in_top", "top"),
    *("stays_in_top_near", "stays_in_top_any", "weight_known", "notes"),
    *("criterion", "criterion_name", "source", "more_need", "weight", "value", "unit", "as_of", "need", "points"),
    "in_top_without",
)


def ranking_csv(ranking):
    """A response with the ranking as the address asked for it. An empty cell is unknown; 0 is a value."""
    return csv_download(f"{ranking.programme.slug}-priorities.csv", COLUMNS, _rows(ranking))


def _rows(ranking):
    for row in ranking.rows:
        for weighted, part in zip(ranking.weighted, row.parts, strict=True):
            yield [*_of_place(row, ranking.top), *_of_criterion(weighted, part)]


def _of_place(row, top):
    cohort = row.place.cohort.number if row.place.cohort else ""
    stays = ["" if share != share else round(share, 3) for share in (row.near, row.anywhere)]
    known = round(row.coverage, 3)
    yield from (row.rank or "", row.place.code, row.place.name, cohort, _blank(row.score), int(row.in_top), top)
    yield from (*stays, known, len(row.notes))


def _of_criterion(weighted, part):
    criterion, known = weighted.criterion, part.known
    yield from (criterion.key, criterion.name, criterion.source, weighted.need_end, weighted.weight)
    value = "" if known.number is None else round(known.number, 6)
    need = "" if part.need is None else round(part.need, 3)
    yield from (value, criterion.unit, known.as_of or "", need, _blank(part.points))
    yield "" if part.in_top_without is None else int(part.in_top_without)


def _blank(number):
    return "" if number is None else number
