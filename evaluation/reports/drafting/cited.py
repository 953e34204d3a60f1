"""Every figure that a report shows, as read and as numbers, with what it rests on: frozen with the report."""

import hashlib

from django.utils import timezone

from evaluation.gate_evidence import figure_facts
from evaluation.indicators import definition_files
from evaluation.models import LocalIndicator
from surveys.models import Sample, Wave

FORMAT = 1  # of the structure, so that what is frozen today can still be told apart when it has changed


class Cited:
    """The figures that a report shows, each once, in the order in which they were shown first."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.waves, self._figures = set(), {}

    def add(self, code, name, figure, row=None):
        """Note that a figure of the area `code` is shown; `row` is that of the frame, which knows its waves."""
        key = (figure.code, code, figure.wave_words)
        if key not in self._figures:
            self._figures[key] = self._facts(code, name, figure)
        if row is not None:
            self.waves |= {int(wave) for wave in (row.wave_id, row.baseline_wave_id) if wave == wave and wave}

    @property
    def figures(self):
        """One dict a figure: numbers and words, indicator, area and wave."""
        return list(self._figures.values())

    def _facts(self, code, name, figure):
        return {
            "indicator": figure.code,
            "indicator_name": figure.name,
            "unit": figure.unit,
            "area_code": code,
            "area_name": name,
            **figure_facts(name, figure),
            "count": figure.n if figure.shown else None,
            "note": figure.note if figure.shown else "",
            "coverage": figure.coverage,
            "wave_date": figure.wave_on.isoformat() if figure.wave_on else None,
        }


def evidence_of(material, waves, more):
    """What a report rests on, as a structure that JSON can hold.

    Returns
    -------
    dict
        as_at; figures : one dict a figure shown; waves : name, days, and the SHA-256 of each neighbourhood's sealed
        answers; evidence_version and register_version : what was read; definitions : SHA-256 of the definitions of the
        indicators; and what `more` holds.
    """
    programme = material.programme
    return {
        "format": FORMAT,
        "as_at": material.on.isoformat(),
        "figures": material.cited.figures,
        "waves": [_wave_facts(wave) for wave in waves],
        "evidence_version": programme.evidence_version,
        "register_version": programme.register_version,
        "definitions": definitions_fingerprint(programme),
        **more,
    }


def waves_of(cited):
    """The waves that the figures shown come from or are compared with, the earliest first, each with its `seals`."""
    found = Wave.objects.filter(pk__in=cited.waves).select_related("questionnaire")
    waves = list(found.order_by("starts_on", "pk"))
    for wave in waves:
        wave.seals = {}
    seals = {wave.pk: wave.seals for wave in waves}
    samples = Sample.objects.filter(wave__in=waves).order_by("neighbourhood__code")
    for wave, code, fingerprint in samples.values_list("wave_id", "neighbourhood__code", "fingerprint"):
        seals[wave][code] = fingerprint
    return waves


def _wave_facts(wave):
    return {
        "name": wave.name,
        "audience": wave.questionnaire.audience,
        "design": wave.design,
        "starts_on": wave.starts_on.isoformat(),
        "ends_on": wave.ends_on.isoformat(),
        "locked_on": timezone.localdate(wave.locked_at).isoformat(),
        "fingerprints": wave.seals,
    }


def seal_of(wave):
    """One fingerprint for all samples of a wave: the SHA-256 of their area codes and fingerprints, a line each."""
    lines = "".join(f"{code} {fingerprint}\n" for code, fingerprint in sorted(wave.seals.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def definitions_fingerprint(programme):
    """The SHA-256 of the definitions of all indicators, the product's own and then the programme's."""
    local = LocalIndicator.objects.filter(programme=programme).order_by("position", "pk")
    texts = [path.read_text(encoding="utf-8") for path in definition_files()]
    return hashlib.sha256("".join([*texts, *local.values_list("definition", flat=True)]).encode()).hexdigest()
