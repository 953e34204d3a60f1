"""The KPIs that a report shows, among the figures that its evidence holds, and those of all stages together."""

from evaluation.kpi_readings import Ground, readings_of


def note_kpis(material, kpis):
    """Note the figures of KPIs, as gate evidence holds them, among those that the report shows."""
    codes = area_codes(material)
    for kpi in kpis:
        for figure in kpi["figures"]:
            material.note(kpi["indicator"], codes.get(figure["place"], ""), figure["place"], figure["wave"])


def note_readings(material, readings):
    """The same of KpiReadings."""
    codes = area_codes(material)
    for reading in readings:
        for name, figure in reading.figures:
            material.note(figure.code, codes.get(name, ""), name, figure.wave_label)


def area_codes(material):
    """What an area is called in readings -> its code."""
    found = {place.name: place.code for place in material.neighbourhoods}
    found |= {str(cohort): cohort.area_code for cohort in material.cohorts}
    return found | {material.programme.name: material.programme.slug}


def readings_of_stages(material, kpis):
    """The readings of the KPIs of all stages on the day of the report."""
    return readings_of(material.programme, kpis, material.on, Ground(material.catalogue, material.places))
