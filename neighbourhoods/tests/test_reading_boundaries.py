"""Boundary files: what is read, and each way in which one can be wrong."""

import json

import pytest

from neighbourhoods.reading import Places
from neighbourhoods.reading.boundaries import read_boundaries
from neighbourhoods.tests.area_file_texts import NORTH, PLACES, boundaries, feature, geojson, square

ANYWHERE = Places()


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def only_fault(*features, places=ANYWHERE, vintage="2017", **members):
    reading = read_boundaries(geojson(*features, **members), places, vintage)
    [fault] = reading.faults
    return fault


def test_boundaries_as_polygon_and_multipolygon_are_read():
    reading = read_boundaries(boundaries(), ANYWHERE, "2017")
    assert reading.faults == []
    assert [(row.line, row.code, row.name, row.geometry["type"]) for row in reading.rows] == [
        (4, "E05000001", "Quay North", "Polygon"),
        (5, "E05000002", "Quay South", "MultiPolygon"),
    ]
    assert reading.rows[0].geometry["coordinates"] == [[[round(x, 6), round(y, 6)] for x, y in square(-2.3)]]


def test_boundaries_lose_heights_and_needless_decimals():
    ring = [[-2.31234567, 53.4, 12], [-2.2, 53.4, 12], [-2.2, 53.5, 12], [-2.31234567, 53.4, 12]]
    reading = read_boundaries(geojson(feature(NORTH, "Quay North", polygon(ring))), ANYWHERE, "2017")
    assert reading.rows[0].geometry["coordinates"][0][0] == [-2.312346, 53.4]


def test_boundaries_with_official_property_names_are_read():
    ward = feature("", "")
    ward["properties"] = {"LAD17CD": "E07000001", "LAD17NM": "Quay", "WD17CD": NORTH, "WD17NM": "Quay North"}
    reading = read_boundaries(geojson(ward), ANYWHERE, "2017")
    assert [(row.code, row.name) for row in reading.rows] == [(NORTH, "Quay North")]


def test_boundaries_of_a_district_abroad_keep_its_own_code():
    place = feature("TN-GT", "Grand Tunis", polygon(square(10.1, 36.7)))
    assert read_boundaries(geojson(place), ANYWHERE, "2014").rows[0].code == "TN-GT"


@pytest.mark.parametrize("crs", [None, "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_crs_of_longitude_and_latitude_is_accepted(crs):
    crs = crs and {"type": "name", "properties": {"name": crs}}
    assert read_boundaries(geojson(feature(NORTH, "Quay North"), crs=crs), ANYWHERE, "2017").faults == []


def test_crs_of_the_national_grid_is_refused_by_name():
    grid = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    fault = only_fault(feature(NORTH, "Quay North"), crs=grid)
    assert (fault.column, fault.value) == ("crs", "urn:ogc:def:crs:EPSG::27700")
    assert "British National Grid" in fault.reason


@pytest.mark.parametrize("crs", ["EPSG:4326", {"type": "link"}, {"properties": {"name": None}}])
def test_crs_that_names_nothing_is_refused(crs):
    assert only_fault(feature(NORTH, "Quay North"), crs=crs).column == "crs"


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Point", "coordinates": [-2, 53]}, "a Point"),
        ({"type": "Polygon", "coordinates": []}, "no coordinates"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "no coordinates"),
        ({"type": "MultiPolygon"}, "no coordinates"),
        (polygon(square(-2.3)[:3]), "3 points"),
        (polygon(square(-2.3)[:4]), "not closed"),
        (polygon(square(-2.3), square(-2.28, 53.42, 0.01)[:4]), "Ring 2 is not closed"),
        (polygon([["west", 53.4]] * 4), "not a pair of numbers"),
        (polygon([[float("nan"), 53.4]] * 4), "not a pair of numbers"),
        (polygon(square(376_000, 388_000, 500)), "British National Grid"),
        (polygon(square(200)), "not a longitude and latitude"),
        (polygon(square(53.4, -2.3)), "exchanged"),
        (polygon(square(10.1, 36.7)), "a British one"),
    ],
)
def test_shape_that_cannot_be_drawn_is_a_fault_of_its_feature(geometry, words):
    sound = feature("E05000002", "Quay South")
    fault = only_fault(sound, feature(NORTH, "Quay North", geometry))
    assert (fault.line, fault.column, fault.value) == (5, "feature 2, geometry", NORTH)
    assert words in fault.reason


def test_feature_without_shape_code_and_name_has_a_fault_for_each():
    reading = read_boundaries(geojson({"type": "Feature", "properties": None}, "?"), ANYWHERE, "2017")
    assert [fault.column for fault in reading.faults[:3]] == [
        "feature 1, area_code",
        "feature 1, area_name",
        "feature 1, geometry",
    ]
    assert len(reading.faults) == 6


def test_area_that_is_there_twice_is_a_fault():
    fault = only_fault(feature(NORTH, "Quay North"), feature(NORTH, "Quay Again"))
    assert (fault.line, fault.value) == (5, NORTH)
    assert "feature 1" in fault.reason


@pytest.mark.parametrize("code", ["E05 1", "x" * 21, "../E05"])
def test_code_that_fits_no_address_is_a_fault(code):
    assert only_fault(feature(code, "Quay North")).column == "feature 1, area_code"


def test_property_of_another_year_than_the_boundaries_is_a_fault():
    ward = feature("", "")
    ward["properties"] = {"WD23CD": NORTH, "WD23NM": "Quay North"}
    assert "WD23CD is of 2023" in only_fault(ward, vintage="2017").reason


def test_new_code_for_a_known_name_is_a_ward_of_another_year():
    fault = only_fault(feature("E05015001", "QUAY NORTH"), places=PLACES)
    assert fault.value == "E05015001"
    assert "Quay North is E05000001" in fault.reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"type": "FeatureCollection",\n"features": [}', "not GeoJSON"),
        (b"[" * 100_000, "not GeoJSON"),
        (b'{"features": ' + b"9" * 5_000 + b"}", "not GeoJSON"),
        (b"[1, 2]", "FeatureCollection"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (b"area_code,area_name\n", "not GeoJSON"),
    ],
)
def test_content_that_is_no_feature_collection_is_one_fault(content, words):
    [fault] = read_boundaries(content, ANYWHERE, "2017").faults
    assert words in fault.reason


def test_line_of_broken_json_is_given():
    [fault] = read_boundaries(b'{"type": 1,\n"features": [}', ANYWHERE, "2017").faults
    assert fault.line == 2


def test_boundaries_in_one_line_or_with_odd_keys_are_read_without_lines():
    plain = json.loads(boundaries())
    odd = json.dumps({"meta": {"features": [1]}, **plain}).encode()
    assert [row.line for row in read_boundaries(json.dumps(plain).encode(), ANYWHERE, "2017").rows] == [1, 1]
    assert [row.line for row in read_boundaries(odd, ANYWHERE, "2017").rows] == [None, None]


@pytest.mark.parametrize(("code", "whose"), [("cohort-1", "a cohort"), ("quay", "the whole programme")])
def test_code_that_figures_use_themselves_is_a_fault(code, whose):
    shape = feature(code, "Quay North", polygon(square(10.1, 36.7)))
    fault = only_fault(shape, places=Places(programme="quay"))
    assert (fault.column, fault.value) == ("feature 1, area_code", code)
    assert fault.reason.startswith(f"This code stands for {whose}")


@pytest.mark.parametrize("code", ["QUAY NORTH", "Q" * 21, "Quai-Ñ"])
def test_code_with_other_signs_or_too_long_is_a_fault(code):
    fault = only_fault(feature(code, "Quay North"))
    assert fault.reason == "A code has at most 20 letters, digits, hyphens and underscores."
