"""The map: every neighbourhood where it belongs, in the class its printed figure says, and none left out."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.maps import Area, KeyItem, area_map, class_breaks, verdict_fill, verdict_key


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


SQUARE = {"type": "Polygon", "coordinates": [box(-1.5, 53.7, -1.4, 53.76)]}
EASTERN = {"type": "Polygon", "coordinates": [box(-1.4, 53.7, -1.3, 53.76)]}
WITH_HOLE = {"type": "Polygon", "coordinates": [box(-1.5, 53.7, -1.3, 53.8), box(-1.46, 53.71, -1.34, 53.79)]}
TWO_PARTS = {
    "type": "MultiPolygon",
    "coordinates": [[box(-1.5, 53.7, -1.48, 53.71)], [box(-1.4, 53.7, -1.3, 53.76)]],
}
HORSESHOE = {
    "type": "Polygon",
    "coordinates": [
        [
            [0, 52],
            [0.3, 52],
            [0.3, 52.2],
            [0.2, 52.2],
            [0.2, 52.05],
            [0.1, 52.05],
            [0.1, 52.2],
            [0, 52.2],
            [0, 52],
        ]
    ],
}


def drawn(*areas, **options):
    return area_map(areas, title="Active", description="By ward", **options)


def ward(geometry=SQUARE, name="Ropewalk", **options):
    return Area(code="E05000001", name=name, geometry=geometry, **options)


def corners(path):
    """The rings of a path, as lists of (x, y)."""
    rings = [[float(number) for number in re.findall(r"-?[\d.]+", part)] for part in path.split("M")[1:]]
    return [list(zip(ring[::2], ring[1::2], strict=True)) for ring in rings]


def is_inside(x, y, rings):
    """Even-odd rule, corner by corner: a second, plainer route than the map's own."""
    crossings = 0
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                crossings += 1
    return crossings % 2 == 1


def rendered(area_map):
    return render_to_string("neighbourhoods/_map.html", {"map": area_map})


def test_north_is_up_and_east_is_right():
    north = ward({"type": "Polygon", "coordinates": [box(-1.5, 53.8, -1.4, 53.9)]}, "North")
    shapes = drawn(north, ward(), ward(EASTERN)).shapes
    (northern,), (square,), (eastern,) = (corners(shape.path) for shape in shapes)
    assert max(y for _, y in northern) < min(y for _, y in square)
    assert max(x for x, _ in square) == min(x for x, _ in eastern)


def test_shape_is_true_to_scale_at_its_latitude():
    tall = ward({"type": "Polygon", "coordinates": [box(0, 59.95, 0.2, 60.05)]})
    (ring,) = corners(drawn(tall).shapes[0].path)
    wide, high = (max(axis) - min(axis) for axis in zip(*ring, strict=True))
    assert wide / high == pytest.approx(1, abs=0.01)


def test_map_stays_within_its_box():
    points = [point for shape in drawn(ward(), ward(EASTERN)).shapes for ring in corners(shape.path) for point in ring]
    assert all(0 <= x <= 620 and 0 <= y <= 480 for x, y in points)


def test_hole_stays_open_and_the_label_keeps_out_of_it():
    shape = drawn(ward(WITH_HOLE, name="Ring")).shapes[0]
    rings = corners(shape.path)
    assert len(rings) == 2
    assert is_inside(shape.label.x, shape.label.lines[0][1] - 4, rings)


def test_all_parts_of_a_multipolygon_are_drawn_and_the_larger_is_labelled():
    shape = drawn(ward(TWO_PARTS)).shapes[0]
    rings = corners(shape.path)
    assert len(rings) == 2
    assert is_inside(shape.label.x, shape.label.lines[0][1] - 4, rings[1:])


def test_label_of_a_horseshoe_is_inside_it():
    shape = drawn(ward(HORSESHOE, name="Bay")).shapes[0]
    assert is_inside(shape.label.x, shape.label.lines[0][1] - 4, corners(shape.path))


def test_small_neighbourhood_has_no_label_but_its_name_stays():
    tiny = ward({"type": "Polygon", "coordinates": [box(-1.4, 53.7, -1.399, 53.701)]}, "Holm Bridge", words="18%")
    page = drawn(ward(), tiny)
    assert page.shapes[1].label is None
    assert "<title>Holm Bridge: 18%</title>" in rendered(page)


def test_long_name_takes_two_lines():
    slim = ward({"type": "Polygon", "coordinates": [box(-1.4, 53.7, -1.388, 53.76)]}, "Quayside West")
    label = drawn(ward(), slim).shapes[1].label
    assert [line for line, _ in label.lines] == ["Quayside", "West"]


def test_missing_figure_is_hatched_named_and_in_the_key():
    page = rendered(drawn(ward(fill="few", words="Too few answers")))
    assert 'class="fh-map__ward fh-map__few" fill="url(#map-hatch)" fill-rule' in page
    assert "<title>Ropewalk: Too few answers</title>" in page
    assert "Too few answers</li>" in page


def test_neighbourhood_links_with_its_name_and_figure():
    page = rendered(drawn(ward(href="/n/ropewalk/", words="18% (14 to 23)", fill="step-3")))
    assert '<a href="/n/ropewalk/" aria-label="Ropewalk: 18% (14 to 23)">' in page
    assert 'class="fh-map__ward fh-step-3"' in page


def test_supported_neighbourhood_is_outlined_on_top_and_named_in_the_key():
    page = drawn(ward(supported=True, fill="step-1"), ward(EASTERN, "Dockray", fill="step-1"))
    assert [shape.area.name for shape in page.outlines] == ["Ropewalk"]
    assert page.key[-1].words == "In intensive support: Ropewalk"


def test_map_holds_nothing_a_strict_policy_forbids():
    page = rendered(drawn(ward(href="/", name='<b onclick="x">'), key=[KeyItem("step-1", "Under 14%")]))
    assert not re.search(r"\sstyle=|<style|<script|<b ", page)


def test_neighbourhood_without_a_boundary_is_left_out():
    assert len(drawn(ward(), ward(None), ward({})).shapes) == 1


def test_map_of_no_boundaries_is_empty():
    assert drawn(ward(None)).shapes == []


def test_note_stands_where_the_water_is():
    page = drawn(ward(), notes=[(-1.45, 53.73, "The Harbour")])
    x, y, words = page.notes[0]
    assert words == "The Harbour"
    assert is_inside(x, y, corners(page.shapes[0].path))


def test_five_classes_of_equal_words():
    classes = class_breaks([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 26, 29])
    assert [item.words for item in classes.key] == [
        "Under 14%",
        "14 to 16%",
        "17 to 19%",
        "20 to 23%",
        "24% and over",
    ]
    assert [item.fill for item in classes.key] == [f"step-{step}" for step in range(1, 6)]


def test_figure_is_classed_as_it_is_printed():
    classes = class_breaks([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 26, 29])
    assert classes.fill(13.4) == "step-1"
    assert classes.fill(13.5) == "step-2"
    assert classes.fill(16.49) == "step-2"
    assert classes.fill(24) == "step-5"


def test_zero_has_a_class_and_unknown_has_none():
    classes = class_breaks([0, 5, 10, 15, 20, 25, 30])
    assert classes.fill(0) == "step-1"
    assert classes.fill(None) == "few"


def test_rates_per_thousand_keep_a_decimal():
    classes = class_breaks([0.6, 0.9, 1.2, 1.5, 1.9, 2.3, 2.8], unit="per 1,000")
    assert classes.key[-1].words.endswith("and over")
    assert re.fullmatch(r"Under \d\.\d", classes.key[0].words)


def test_hours_are_cut_at_round_numbers():
    classes = class_breaks([9_870, 12_340, 15_010, 18_888, 21_234, 24_683], unit="hours")
    assert all(start % 1000 == 0 for start in classes.starts)
    assert classes.key[0].words == "Under 12,000"


def test_few_different_values_make_as_many_classes():
    assert [item.words for item in class_breaks([12, 12, 12]).key] == ["12%"]
    assert [item.fill for item in class_breaks([12, 20]).key] == ["step-2", "step-4"]
    assert class_breaks([None, float("nan")]).key == []


def test_key_says_when_lower_is_better():
    assert class_breaks([5, 9, 12], "down").key[-1].words == "Lower is better"
    assert class_breaks([5, 9, 12], "up").key[-1].words != "Lower is better"


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_higher_value_is_never_paler(values):
    classes = class_breaks(values)
    fills = [classes.fill(value) for value in sorted(values)]
    assert fills == sorted(fills)
    assert set(fills) <= {item.fill for item in classes.key}


@pytest.mark.parametrize(
    ("verdict", "tone", "fill", "icon"),
    [
        ("clear_rise", "better", "better", "rise"),
        ("clear_fall", "better", "better", "fall"),
        ("clear_fall", "worse", "worse", "fall"),
        ("clear_rise", "neutral", "moved", "rise"),
        ("no_clear_change", "neutral", "same", ""),
        ("no_baseline", "neutral", "none", ""),
        ("baseline", "neutral", "first", ""),
        ("too_few", "neutral", "few", ""),
        (None, "neutral", "few", ""),
    ],
)
def test_verdict_has_its_fill_and_an_icon_where_it_moved(verdict, tone, fill, icon):
    assert verdict_fill(verdict, tone) == (fill, icon)


def test_verdict_map_shows_icons_and_a_key_of_what_is_on_it():
    fill, icon = verdict_fill("clear_rise", "better")
    areas = [ward(fill=fill, icon=icon), ward(EASTERN, "Dockray", fill="few")]
    page = drawn(*areas, key=verdict_key(areas))
    assert [item.words for item in page.key] == ["Clear change for the better", "Too few answers"]
    assert 'href="#i-rise"' in rendered(page)
