"""KPIs that rest on evidence: saved only where the evidence can ever speak, explained, and judged."""

from django.db import transaction
from django.utils import timezone

from commissioning.actions.entries import EntrySentBefore, hold, refuse_stale, save_entry, sent_before_words
from commissioning.models import Kpi
from evaluation.catalogue import Catalogue
from evaluation.kpi_readings import target_words
from evaluation.models import Estimate
from neighbourhoods.models import KpiPlace, Neighbourhood
from surveys.models import Sample


class KpiRefused(Exception):
    """The KPI cannot be agreed as asked; `field` names what is wrong on the form."""

    def __init__(self, message, field):
        super().__init__(message)
        self.field = field


@transaction.atomic
def save_kpi(*, programme, kpi, places, by, seen=None, because=""):
    """Write a new or changed KPI with the neighbourhoods it covers.

    Once its stage has begun, another target or place needs the reason `because`; the terms agreed at first are kept in
    words, and the gate shows both. Once the stage is decided they stay. Raises KpiRefused, also where its evidence
    could never be had: an unknown or context indicator, an impossible level, organisations counted below the whole
    programme, or an improvement on a baseline that is locked and did not ask for it.
    """
    hold(programme)
    places = list(places) if kpi.covers == Kpi.Covers.PLACES else []
    if kpi._state.adding and (standing := Kpi.objects.of(programme).filter(key=kpi.key).first()):
        return _sent_before(standing, kpi, places, by)
    _refuse(programme, kpi, places)
    if kpi._state.adding and kpi.stage.decided:
        raise KpiRefused(f"{kpi.stage} is decided. Agree the KPI in a stage that is not.", "stage")
    if not kpi._state.adding:
        _keep_terms(programme, kpi, places, because)
    kpi = save_entry(programme=programme, entry=kpi, by=by, seen=seen)
    standing = {row.neighbourhood_id: row for row in kpi.places.all()}
    wanted = {place.pk for place in places}
    for pk, row in standing.items():
        if pk not in wanted:
            row._history_user = by
            row.delete()
    for pk in wanted - standing.keys():
        row = KpiPlace(kpi=kpi, neighbourhood_id=pk)
        row._history_user = by
        row.save()
    return kpi


def _sent_before(standing, kpi, places, by):
    """The KPI that stands, if the form that was sent again says the same, its places included."""
    if set(standing.places.values_list("neighbourhood_id", flat=True)) != {place.pk for place in places}:
        raise EntrySentBefore(sent_before_words(standing, by))
    return save_entry(programme=standing.programme, entry=kpi, by=by)


@transaction.atomic
def explain_kpi(*, programme, kpi, explanation, by, seen=None):
    """Say why a KPI stands as it does, or with nothing take the explanation away.

    `seen` is the latest change that the form knew of; raises EntryChanged where there was a later one.
    """
    hold(programme)
    kpi = Kpi.objects.get(pk=kpi.pk)
    refuse_stale(programme, kpi, by, seen)
    kpi.explanation = explanation.strip()
    kpi._history_user = by
    kpi.save(update_fields=["explanation"])
    return kpi


def _keep_terms(programme, kpi, places, because):
    """Where the terms change after the stage has begun: keep the first ones in words, with the reason."""
    stored = Kpi.objects.select_related("stage", "cohort").get(pk=kpi.pk)
    before = set(stored.places.values_list("neighbourhood_id", flat=True))
    same = all(getattr(stored, name) == getattr(kpi, name) for name in stored.terms)
    if (same and before == {place.pk for place in places}) or not stored.stage.has_begun_on(timezone.localdate()):
        return
    if stored.stage.decided:
        raise KpiRefused(f"{stored.stage.gate_name} was decided on these terms; they stay as they are.", "kind")
    if not because.strip():
        raise KpiRefused(
            f"{stored.stage} has begun: say why the target changes. The gate shows it beside what was agreed at first.",
            "because",
        )
    kpi.first_agreed = kpi.first_agreed or terms_words(stored, Catalogue(programme))
    kpi.changed_because = because.strip()


def terms_words(kpi, catalogue):
    """What a KPI asks for and where, in words: "F1 at least +8 points, whole programme"."""
    indicator = catalogue.indicators.get(kpi.indicator)
    places = ", ".join(kpi.places.values_list("neighbourhood__name", flat=True))
    where = {Kpi.Covers.COHORT: str(kpi.cohort), Kpi.Covers.PROGRAMME: "whole programme"}.get(kpi.covers, places)
    what = f"“{kpi.title}”, " if kpi.is_judged else f"{kpi.indicator} "
    return f"{what}{target_words(kpi, indicator)}, {where}"


def _refuse(programme, kpi, places):
    if kpi.covers == Kpi.Covers.PLACES and not places:
        raise KpiRefused("Tick at least one neighbourhood.", "places")
    if kpi.is_judged:
        return
    catalogue = Catalogue(programme)
    if kpi.indicator not in catalogue:
        raise KpiRefused("Choose the indicator; only a judgement has none.", "indicator")
    indicator = catalogue[kpi.indicator]
    if indicator.direction == "context":
        raise KpiRefused(
            f"{indicator.code} is a context indicator: neither way is better. Choose another.", "indicator"
        )
    if indicator.unjudged:
        raise KpiRefused(f"{indicator.code} misleads when it is judged on its own. Choose another.", "indicator")
    _refuse_impossible(kpi, indicator)
    if indicator.audience == "organisations" and kpi.covers != Kpi.Covers.PROGRAMME:
        raise KpiRefused(
            f"{indicator.code} asks organisations, who are too few in one place. Choose the whole programme.", "covers"
        )
    if kpi.kind != Kpi.Kind.REACH and indicator.from_survey:
        _refuse_without_baseline(programme, kpi, indicator, places)


def _refuse_impossible(kpi, indicator):
    """A share lies between 0 and 100, and no other level is below 0."""
    if kpi.target is None:
        return
    most = 100 if indicator.unit == "%" else None
    if kpi.kind in (Kpi.Kind.POINTS, Kpi.Kind.REACH) and most and kpi.target > most:
        raise KpiRefused(f"{indicator.code} is a percentage: {kpi.target:g} can never be reached.", "target")
    if kpi.kind == Kpi.Kind.REACH and kpi.target < 0:
        raise KpiRefused("A level is 0 or more.", "target")


def _refuse_without_baseline(programme, kpi, indicator, places):
    """An improvement needs a baseline: one that is locked and did not ask can never be made up for."""
    covered = _covered(programme, kpi, places)
    samples = Sample.objects.of_locked_baselines(programme, indicator.audience).filter(neighbourhood__in=covered)
    measured = Estimate.objects.filter(
        wave__in=samples.values("wave"), indicator=indicator.code, breakdown="all", neighbourhood__in=covered, n__gt=0
    )
    waves = sorted(set(samples.values_list("wave__name", flat=True)))
    if waves and not measured.exists():
        raise KpiRefused(
            f"{indicator.code} has no baseline here: {', '.join(waves)} is locked and did not ask for it, so no "
            "improvement can ever be shown. Choose another indicator, or “Reach a level”.",
            "indicator",
        )


def _covered(programme, kpi, places):
    if kpi.covers == Kpi.Covers.PLACES:
        return [place.pk for place in places]
    found = Neighbourhood.objects.filter(programme=programme)
    if kpi.covers == Kpi.Covers.COHORT:
        found = found.filter(cohort=kpi.cohort)
    return list(found.values_list("pk", flat=True))
