"""Whether a GeoJSON geometry is a shape on the map, and why not."""

import math

DECIMALS = 6  # about 10 cm
LEAST_POINTS = 4
KINDS = ("Polygon", "MultiPolygon")


def faults_of(geometry):
    """Yield why `geometry` cannot be drawn: its kind, its rings, its coordinates."""
    if not isinstance(geometry, dict):
        yield "The shape is missing."
    elif geometry.get("type") not in KINDS:
        yield f"The shape is a {geometry.get('type')}; a neighbourhood is a Polygon or a MultiPolygon."
    elif not _is_list_of_lists(polygons := _polygons(geometry)):
        yield "The shape has no coordinates."
    else:
        for number, ring in enumerate((ring for polygon in polygons for ring in polygon), start=1):
            yield from _ring_faults(ring, f"Ring {number}")


def points(geometry):
    """Yield each (longitude, latitude) of a sound geometry."""
    for polygon in _polygons(geometry):
        for ring in polygon:
            yield from ((point[0], point[1]) for point in ring)


def rounded(geometry):
    """`geometry` in longitude and latitude to 6 decimals, without heights."""

    def ring_of(ring):
        return [[round(point[0], DECIMALS), round(point[1], DECIMALS)] for point in ring]

    polygons = [[ring_of(ring) for ring in polygon] for polygon in _polygons(geometry)]
    return {
        "type": geometry["type"],
        "coordinates": polygons[0] if geometry["type"] == "Polygon" else polygons,
    }


def _polygons(geometry):
    coordinates = geometry.get("coordinates")
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _is_list_of_lists(polygons):
    """Whether there is a polygon and none is without rings."""
    return isinstance(polygons, list) and bool(polygons) and all(isinstance(p, list) and p for p in polygons)


def _ring_faults(ring, label):
    if not isinstance(ring, list) or not all(map(_is_point, ring)):
        yield f"{label} holds something that is not a pair of numbers."
        return
    if len(ring) < LEAST_POINTS:
        yield f"{label} has {len(ring)} points; it needs {LEAST_POINTS}, the last the same as the first."
    elif ring[0][:2] != ring[-1][:2]:
        yield f"{label} is not closed: its last point {_words(ring[-1])} is not its first, {_words(ring[0])}."
    if beyond := [point for point in ring if not _on_earth(point)]:
        yield f"{label}: {_words(beyond[0])} is not a longitude and latitude in degrees.{_grid(beyond[0])}"


def _is_point(point):
    return isinstance(point, list) and len(point) >= 2 and all(map(_is_finite, point[:2]))


def _is_finite(number):
    return isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number)


def _on_earth(point):
    return abs(point[0]) <= 180 and abs(point[1]) <= 90


def _grid(point):
    """A guess at what coordinates are that are no degrees."""
    on_grid = 0 <= point[0] <= 700_000 and 0 <= point[1] <= 1_300_000
    meant = " They look like British National Grid metres;" if on_grid else ""
    return f"{meant} convert the file to WGS 84 (EPSG:4326)." if meant else " Convert the file to WGS 84 (EPSG:4326)."


def _words(point):
    return f"{point[0]:.12g}, {point[1]:.12g}"
