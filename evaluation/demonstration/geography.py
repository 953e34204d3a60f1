"""Boundaries of Harbourside's wards: a Voronoi diagram whose borders are each drawn once, so that neighbours
tile.

Sites of the sea and of the country around hold the outer wards in, and one of them cuts the harbour into the
borough. The whole lies in the North Sea, some way off the English coast, where nobody can take it for a real
place.
"""

import numpy as np
from scipy.spatial import Voronoi

from evaluation.demonstration.borough import SEED, WARDS

CENTRE_LON, CENTRE_LAT = 0.55, 53.45
KM_PER_DEGREE = 111.2
DECIMALS = 5  # of a degree, about a metre
SPACING_KM = (2.6, 2.75)
# How many wards lie in each row, north to south, and where the row begins, in spacings east of the centre.
ROWS = ((-2.0, 5), (-2.5, 6), (-3.0, 7), (-2.6, 7), (-3.2, 7))
HARBOUR = {(3, 3), (4, 3)}  # row and slot that are water
SHORE_ROUGHNESS, BORDER_ROUGHNESS = 0.16, 0.10
LONGEST_STRAIGHT_KM = 0.3


def ward_boundaries():
    """Each ward's boundary by its code: a GeoJSON Polygon in WGS 84, closed and counter-clockwise."""
    sites, ward_count = _sites(np.random.default_rng(SEED))
    rings = _rings(_relaxed(sites, ward_count), ward_count)
    return {
        ward.code: {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}
        for ward, ring in zip(WARDS, rings, strict=True)
    }


def _sites(rng):
    """Points in km, shape (sites, 2): the wards' in the order of WARDS, then those around; and how many are
    wards'.
    """
    wards, around = [], []
    for row, (begins, slots) in enumerate(ROWS):
        for slot in range(-3, slots + 3):
            inside = 0 <= slot < slots and (row, slot) not in HARBOUR
            (wards if inside else around).append((begins + slot, 2 - row))
    around += [(slot + 0.5 * (row % 2), row) for row in (-5, -4, -3, 3, 4, 5) for slot in range(-6, 7)]
    sites = np.array(wards + around) * SPACING_KM
    sites += rng.normal(0, 0.32, sites.shape).clip(-0.6, 0.6)
    return sites, len(wards)


def _relaxed(sites, ward_count):
    """The sites after Lloyd's step, half-way, done twice: wards become rounder and more even in size."""
    sites = sites.copy()
    for _ in range(2):
        diagram = Voronoi(sites)
        for site in range(ward_count):
            corners = diagram.vertices[diagram.regions[diagram.point_region[site]]]
            sites[site] = (sites[site] + corners.mean(axis=0)) / 2
    return sites


def _rings(sites, ward_count):
    """Closed counter-clockwise rings of (longitude, latitude), one for each ward."""
    diagram = Voronoi(sites)
    borders = [[] for _ in range(ward_count)]
    for pair, ends in zip(diagram.ridge_points.tolist(), diagram.ridge_vertices, strict=True):
        bordering = [site for site in pair if site < ward_count]
        if bordering:
            line = _drawn(diagram.vertices[ends], sorted(pair), is_shore=len(bordering) == 1)
            for site in bordering:
                borders[site].append(line)
    return [_counter_clockwise(_chained(lines)) for lines in borders]


def _drawn(ends, pair, *, is_shore):
    """A border from end to end as (longitude, latitude) points, wiggled; the same whichever ward asks."""
    start, end = sorted(ends.tolist())
    rng = np.random.default_rng([SEED, *pair])
    line = np.array([start, end])
    roughness = SHORE_ROUGHNESS if is_shore else BORDER_ROUGHNESS
    while np.hypot(*(line[1] - line[0])) > LONGEST_STRAIGHT_KM:
        line = _with_midpoints(line, roughness, rng)
    return _to_degrees(line)


def _with_midpoints(line, roughness, rng):
    """The line with a point more in each stretch, moved sideways by about `roughness` of the stretch's
    length.
    """
    stretches = np.diff(line, axis=0)
    sideways = stretches[:, ::-1] * (-1, 1)
    moved = rng.normal(0, roughness, len(stretches)).clip(-0.22, 0.22)
    finer = np.empty((2 * len(line) - 1, 2))
    finer[::2] = line
    finer[1::2] = line[:-1] + stretches / 2 + sideways * moved[:, None]
    return finer


def _to_degrees(line):
    """Kilometres east and north of the centre as rounded (longitude, latitude)."""
    lon = CENTRE_LON + line[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(CENTRE_LAT)))
    lat = CENTRE_LAT + line[:, 1] / KM_PER_DEGREE
    return list(zip(lon.round(DECIMALS).tolist(), lat.round(DECIMALS).tolist(), strict=True))


def _chained(lines):
    """One closed ring from the borders of a ward, in whatever order and direction they come."""
    lines = list(lines)
    ring = lines.pop()
    while lines:
        following = next(line for line in lines if ring[-1] in (line[0], line[-1]))
        lines.remove(following)
        ring = ring + (following if following[0] == ring[-1] else following[::-1])[1:]
    return ring


def _counter_clockwise(ring):
    return ring if signed_area(ring) > 0 else ring[::-1]


def signed_area(ring):
    """The area of a closed ring in square degrees; above 0 when it runs counter-clockwise."""
    # Measured from the first point, so that nearly equal large products do not eat the decimals.
    x, y = (np.asarray(ring) - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)
