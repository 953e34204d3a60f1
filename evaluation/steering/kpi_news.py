"""KPIs whose status is another one than it was, read twice from the evidence: as it stood then, and as it stands now.

Both readings are by the target that is agreed today, so a status never moves because a target did.
"""

from django.urls import reverse

from commissioning.models import Kpi
from evaluation.kpi_readings import readings_of
from evaluation.kpi_status import KpiStatus
from evaluation.steering.news import DONE, LATE, NOTE, News, topic
from evaluation.steering.then import made_since


def kpis(programme, since, today, ground):
    """KPIs of stages that are open, whose status changed; those that were agreed since are told as new."""
    stages = {stage.pk: stage for stage in programme.contract_stages() if stage.begins_on and stage.is_open_on(today)}
    rows = list(Kpi.objects.filter(stage__in=stages).select_related("cohort"))
    for kpi in rows:
        kpi.stage = stages[kpi.stage_id]
    new = {kpi.pk for kpi in made_since(Kpi, rows, since)}
    standing = [kpi for kpi in rows if kpi.pk not in new]
    now = readings_of(programme, standing, today, ground)
    then = readings_of(programme, standing, since.before, ground)
    news = [_changed(*pair) for pair in zip(now, then, strict=True) if pair[0].status is not pair[1].status]
    news += [News(f"New: {kpi.title}", kpi.get_absolute_url(), icon=NOTE) for kpi in rows if kpi.pk in new]
    return topic(
        "KPIs",
        news,
        nothing="No KPI of the stages that run has another status than before." if stages else "No stage runs.",
        url=reverse("evaluation:contract", args=[programme.slug]),
        note="Both times by the target agreed today, on what was locked, counted and judged by each day.",
    )


def _changed(now, then):
    words = f"{now.status.words}, before {then.status.words.lower()}: {now.kpi.title}"
    icon = DONE if now.status.is_met else LATE if then.status.is_met or now.status is KpiStatus.WRONG_WAY else NOTE
    return News(words, now.kpi.get_absolute_url(), None, now.reason, icon)
