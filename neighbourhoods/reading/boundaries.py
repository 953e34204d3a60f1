"""Ward boundaries as GeoJSON: one feature per neighbourhood, in longitude and latitude."""

import json
import re
from typing import NamedTuple

from neighbourhoods.reading.codes import USABLE, is_official, namesakes, why_reserved
from neighbourhoods.reading.faults import Reading
from neighbourhoods.reading.geometry import faults_of, points, rounded
from neighbourhoods.reading.text import GEOJSON, decode

# Names of properties, the ones to prefer first. Official files carry the year in them: WD17CD, WD17NM.
CODES = ("area_code", "wd([0-9]{2})cd", "lsoa([0-9]{2})cd", "msoa([0-9]{2})cd", "lad([0-9]{2})cd", "code")
NAMES = ("area_name", "wd[0-9]{2}nm", "lsoa[0-9]{2}nm", "msoa[0-9]{2}nm", "lad[0-9]{2}nm", "name")
DEGREES = re.compile(r"(crs84|epsg:{1,2}4326)$", re.IGNORECASE)
LONGEST_NAME = 120
# Longitudes and latitudes between which the United Kingdom lies.
UK_WEST, UK_EAST, UK_SOUTH, UK_NORTH = -9.0, 2.2, 49.0, 61.5


class Boundary(NamedTuple):
    """A neighbourhood of the file: `geometry` is GeoJSON, longitude and latitude, rounded to about 10 cm."""

    line: int | None
    code: str
    name: str
    geometry: dict


def read_boundaries(content, places, vintage):
    """Read GeoJSON boundaries of the year `vintage`: a Reading whose rows are `Boundary`."""
    text, faults = decode(content, GEOJSON)
    reading = Reading(faults=faults)
    collection = None if faults else _parsed(text, reading)
    if collection is None:
        return reading
    _check_crs(collection.get("crs"), reading)
    seen = {}
    features = collection["features"]
    for number, (line, feature) in enumerate(zip(_lines_of(text, features), features, strict=True), start=1):
        boundary = _boundary(feature, number, line, vintage, reading)
        if boundary and _is_new(boundary, number, seen, reading):
            _check_reserved(boundary, number, places, reading)
            _check_namesake(boundary, number, places, reading)
            reading.rows.append(boundary)
    return reading


def _parsed(text, reading):
    """The feature collection in `text`, or None with a fault."""
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        reading.fault(error.lineno, "", "", f"This is not GeoJSON: {error.msg} at character {error.colno}.")
        return None
    except (ValueError, RecursionError):
        reading.fault(None, "", "", "This is not GeoJSON: its numbers or brackets cannot be read.")
        return None
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        reading.fault(None, "type", "", "This is not a GeoJSON FeatureCollection.")
        return None
    if not isinstance(collection.get("features"), list) or not collection["features"]:
        reading.fault(None, "features", "", "The file has no features.")
        return None
    return collection


def _check_crs(crs, reading):
    """Refuse coordinates that are not said to be longitude and latitude. No `crs` means that they are."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not DEGREES.search(name):
        grid = " (British National Grid)" if name.endswith("27700") else ""
        reason = f"The coordinates are in another system{grid}. Convert the file to WGS 84 (EPSG:4326)."
        reading.fault(None, "crs", name, reason)


def _boundary(feature, number, line, vintage, reading):
    """The `Boundary` of one feature, or None with a fault for each thing wrong with it."""
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
    geometry = feature.get("geometry")
    code_key, code = _property(properties, CODES)
    name = _property(properties, NAMES)[1]
    wrong = [
        *(("area_code", reason) for reason in _code_faults(code_key, code, vintage)),
        *(("area_name", reason) for reason in _name_faults(name)),
        *(("geometry", reason) for reason in faults_of(geometry)),
    ]
    if not wrong and (reason := _misplaced(code, geometry)):
        wrong = [("geometry", reason)]
    for part, reason in wrong:
        reading.fault(line, f"feature {number}, {part}", name if part == "area_name" else code, reason)
    return None if wrong else Boundary(line, code, name, rounded(geometry))


def _property(properties, patterns):
    """The first property whose name fits one of `patterns`, and its text; ("", "") where there is none."""
    for pattern in patterns:
        for key, value in properties.items():
            if re.fullmatch(pattern, key, re.IGNORECASE) and value is not None:
                return key, str(value).strip()
    return "", ""


def _code_faults(key, code, vintage):
    if not code:
        yield "The code is missing. The property is called area_code or, in official files, WD17CD."
    elif not USABLE.fullmatch(code):
        yield "A code has at most 20 letters, digits, hyphens and underscores."
    if (year := re.search("[0-9]{2}", key)) and not vintage.endswith(year[0]):
        yield f"The property {key} is of 20{year[0]}, but the boundaries are said to be of {vintage}."


def _name_faults(name):
    if not name:
        yield "The name is missing. The property is called area_name or, in official files, WD17NM."
    elif len(name) > LONGEST_NAME:
        yield f"The name is longer than {LONGEST_NAME} characters."


def _misplaced(code, geometry):
    """Why a shape with an official UK code cannot be where it says it is, or ""."""
    if not is_official(code):
        return ""
    across, up = next(points(geometry))
    if UK_WEST <= across <= UK_EAST and UK_SOUTH <= up <= UK_NORTH:
        return ""
    swapped = UK_WEST <= up <= UK_EAST and UK_SOUTH <= across <= UK_NORTH
    meant = " Latitude and longitude seem to be exchanged: longitude comes first." if swapped else ""
    return f"The code is a British one, but the shape is at longitude {across:g}, latitude {up:g}.{meant}"


def _is_new(boundary, number, seen, reading):
    if boundary.code in seen:
        reason = f"The area is there twice; it was feature {seen[boundary.code]} already."
        reading.fault(boundary.line, f"feature {number}, area_code", boundary.code, reason)
        return False
    seen[boundary.code] = number
    return True


def _check_reserved(boundary, number, places, reading):
    """A code that figures use for a cohort or the whole programme would be mistaken for it."""
    if reason := why_reserved(boundary.code, places.programme):
        reading.fault(boundary.line, f"feature {number}, area_code", boundary.code, reason)


def _check_namesake(boundary, number, places, reading):
    """A new code for a known name is another year's ward, whatever the file is said to be."""
    same = namesakes(boundary.name, places)
    if same and boundary.code not in places.names:
        reason = (
            f"In {places.wards}, {places.names[same[0]]} is {same[0]}; "
            "another code for the same name is a ward of another year."
        )
        reading.fault(boundary.line, f"feature {number}, area_code", boundary.code, reason)


def _lines_of(text, features):
    """The line on which each feature starts; None for all where the text does not show them one by one."""
    start = re.search(r'"features"\s*:\s*\[', text)
    lines = list(_item_lines(text, start.end())) if start else []
    return lines if len(lines) == len(features) else [None] * len(features)


def _item_lines(text, place):
    """Yield the line on which each item of the JSON list starts whose first item is at or after `place`."""
    decoder, gap, line, counted = json.JSONDecoder(), re.compile(r"[\s,]*"), 1, 0
    while text[place := gap.match(text, place).end()] != "]":
        line, counted = line + text.count("\n", counted, place), place
        yield line
        place = decoder.raw_decode(text, place)[1]
