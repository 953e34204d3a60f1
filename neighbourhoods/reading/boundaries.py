"""Ward boundaries as GeoJSON: one feature per neighbourhood, in longitude and latitude."""

import json
import re
from typing import NamedTuple

from neighbourhoods.reading import geometry as shapes
from neighbourhoods.reading.codes import USABLE, is_official, namesakes
from neighbourhoods.reading.faults import Reading
from neighbourhoods.reading.text import decode

CODE = re.compile(r"area_code|code|(?:wd|ward|lsoa|msoa|lad)([0-9]{2})cd", re.IGNORECASE)
NAME = re.compile(r"area_name|name|(?:wd|ward|lsoa|msoa|lad)[0-9]{2}nm", re.IGNORECASE)
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
    text, faults = decode(content)
    reading = Reading(faults=faults)
    collection = None if faults else _parsed(text, reading)
    if collection is None:
        return reading
    _check_crs(collection.get("crs"), reading)
    _check_vintage(vintage, places, reading)
    seen = {}
    features = collection["features"]
    for number, (line, feature) in enumerate(zip(_lines_of(text, features), features, strict=True), start=1):
        boundary = _boundary(feature, number, line, vintage, reading)
        if boundary and _is_new(boundary, number, seen, reading):
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


def _check_vintage(vintage, places, reading):
    if places.vintage and vintage != places.vintage:
        reason = (
            f"These boundaries are said to be of {vintage}, but the programme's neighbourhoods are of {places.vintage}. "
            "Figures of one year's wards say nothing about another's, so a programme keeps to one year."
        )
        reading.fault(None, "vintage", vintage, reason)


def _boundary(feature, number, line, vintage, reading):
    """The `Boundary` of one feature, or None with a fault for each thing wrong with it."""
    label, found = f"feature {number}", len(reading.faults)
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
    code = _property(properties, CODE, f"{label}, area_code", line, reading)
    name = _property(properties, NAME, f"{label}, area_name", line, reading)
    _check_code(code, properties, vintage, (line, f"{label}, area_code"), reading)
    if len(name) > LONGEST_NAME:
        reading.fault(line, f"{label}, area_name", name, f"The name is longer than {LONGEST_NAME} characters.")
    geometry = feature.get("geometry")
    for reason in shapes.faults_of(geometry):
        reading.fault(line, f"{label}, geometry", code, reason)
    if len(reading.faults) == found and (reason := _misplaced(code, geometry)):
        reading.fault(line, f"{label}, geometry", code, reason)
    return Boundary(line, code, name, shapes.rounded(geometry)) if len(reading.faults) == found else None


def _property(properties, pattern, column, line, reading):
    """The text of the property that fits `pattern`, area_… first; "" with a fault where there is none."""
    fitting = sorted((key for key in properties if pattern.fullmatch(key)), key=lambda key: (len(key) != 9, key))
    text = str(properties[fitting[0]]).strip() if fitting and properties[fitting[0]] is not None else ""
    if not text:
        wanted = "area_code or, as the Office for National Statistics names it, WD17CD" if pattern is CODE else "area_name"
        reading.fault(line, column, "", f"The property is missing. It is called {wanted}.")
    return text


def _check_code(code, properties, vintage, place, reading):
    if code and not USABLE.fullmatch(code):
        reading.fault(*place, code, "A code has at most 20 letters, digits, hyphens and underscores.")
    years = {match[1] for key in properties if (match := CODE.fullmatch(key)) and match[1]}
    if years and vintage[-2:] not in years:
        found = next(key for key in properties if (match := CODE.fullmatch(key)) and match[1])
        reading.fault(*place, found, f"The property is of 20{min(years)}, but the boundaries are said to be of {vintage}.")


def _misplaced(code, geometry):
    """Why a shape with an official UK code cannot be where it says it is, or ""."""
    if not is_official(code):
        return ""
    across, up = next(shapes.points(geometry))
    if UK_WEST <= across <= UK_EAST and UK_SOUTH <= up <= UK_NORTH:
        return ""
    swapped = UK_WEST <= up <= UK_EAST and UK_SOUTH <= across <= UK_NORTH
    meant = " Latitude and longitude seem to be exchanged: longitude comes first." if swapped else ""
    return f"The code is of the United Kingdom, but the shape is at longitude {across:g}, latitude {up:g}.{meant}"


def _is_new(boundary, number, seen, reading):
    if boundary.code in seen:
        reason = f"The area is there twice; it was feature {seen[boundary.code]} already."
        reading.fault(boundary.line, f"feature {number}, area_code", boundary.code, reason)
        return False
    seen[boundary.code] = number
    return True


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
    decoder, between, place, line, lines = json.JSONDecoder(), re.compile(r"[\s,]*"), start.end(), 1, []
    counted = 0
    while text[place := between.match(text, place).end()] != "]":
        line, counted = line + text.count("\n", counted, place), place
        lines.append(line)
        place = decoder.raw_decode(text, place)[1]
    return lines if len(lines) == len(features) else [None] * len(features)
