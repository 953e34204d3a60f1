"""How entries stood at a moment that is past, from the record of changes that each keeps."""


def stood(model, ids, moment, *fields):
    """Entry's id -> its `fields` as they stood just before `moment`; one query. What was made later is not in it."""
    records = model.history.filter(id__in=list(ids), history_date__lt=moment).exclude(history_type="-")
    rows = records.order_by("history_date", "history_id").values_list("id", *fields)
    return {pk: values for pk, *values in rows}


def newly(model, rows, since, field):
    """Those of `rows` whose day in `field` is new: it lies in the time since, or was written down in it."""
    rows = list(rows)
    before = stood(model, [row.pk for row in rows], since.moment, field)
    return [row for row in rows if _is_new(row, before, since, field)]


def _is_new(row, before, since, field):
    day = getattr(row, field)
    if day >= since.day:
        return True
    return row.pk in before and before[row.pk][0] is None


def made_since(model, rows, since):
    """Those of `rows` that were entered in the time since; what nobody recorded the making of is not among them."""
    rows = list(rows)
    made = model.history.filter(id__in=[row.pk for row in rows], history_type="+", history_date__gte=since.moment)
    ids = set(made.values_list("id", flat=True))
    return [row for row in rows if row.pk in ids]
