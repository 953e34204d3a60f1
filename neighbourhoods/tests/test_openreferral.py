"""Listed groups as Open Referral UK 3.0: required fields, stable numbers, nothing empty, the shape of real feeds."""

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.directory import openreferral
from neighbourhoods.directory.openreferral import ListedGroup, at_location_of, page_of, service_of, summary_of

CHOIR = ListedGroup(
    key=UUID("00000000-0000-4000-8000-000000000001"),
    name="Choir",
    kind="association",
    kind_words="Association or club",
    about="Singing for everybody.",
    themes=(("arts", "Arts, music and culture"), ("company", "Friendship and befriending")),
    areas=(("E05000001", "Ropewalk"), ("north", "North end")),
    meets="both",
    meets_where="St Mary’s hall, Tuesdays at 10",
    website="https://choir.example",
    open_to_join=True,
    checked_on=date(2026, 5, 1),
    identifiers=("GB-CHC-1146179", "360G-council-choir"),
)
BARE = ListedGroup(CHOIR.key, "Walkers", "", "", "", (), (), "", "", "", None, date(2026, 5, 1))


def test_service_of_a_group_of_which_all_is_known():
    service = service_of(CHOIR)

    assert {name: value for name, value in service.items() if isinstance(value, str) and name != "organization_id"} == {
        "id": "00000000-0000-4000-8000-000000000001",
        "name": "Choir",
        "description": "Singing for everybody. Open to everybody.",
        "url": "https://choir.example",
        "status": "active",
        "assured_date": "2026-05-01",
    }
    assert service["organization_id"] == service["organization"]["id"]
    assert [(area["name"], area.get("uri")) for area in service["service_areas"]] == [
        ("Ropewalk", "http://statistics.data.gov.uk/id/statistical-geography/E05000001"),
        ("North end", None),
    ]
    assert [each["taxonomy_term"]["name"] for each in service["attributes"]] == [
        "Arts, music and culture",
        "Friendship and befriending",
        "Association or club",
    ]
    assert [each["location"] for each in service["service_at_locations"]][0]["name"] == "St Mary’s hall, Tuesdays at 10"
    assert service["schedules"][0]["description"] == "St Mary’s hall, Tuesdays at 10"


def test_only_numbers_of_public_registers_are_told():
    identifiers = service_of(CHOIR)["organization"]["organization_identifiers"]

    assert [(each["identifier_scheme"], each["identifier"]) for each in identifiers] == [("GB-CHC", "1146179")]


def test_service_of_a_group_of_which_nothing_is_known_has_what_the_standard_requires():
    service = service_of(BARE)

    assert set(service) == {"id", "organization_id", "name", "status", "assured_date", "organization"}
    assert set(service["organization"]) == {"id", "name", "description"}


def test_group_without_words_for_where_may_still_be_online():
    assert openreferral.ways_of("online", "") == ["virtual"]
    assert openreferral.ways_of("", "The hall") == ["physical"]
    assert openreferral.ways_of("", "") == []


words, names = st.text(max_size=12), st.text(min_size=1, max_size=12)
pairs = st.lists(st.tuples(st.sampled_from(["arts", "food", "E05000001"]), names), max_size=3, unique_by=lambda p: p[0])
groups = st.builds(
    ListedGroup,
    key=st.uuids(),
    name=names,
    kind=st.sampled_from(["", "hub"]),
    kind_words=names,
    about=words,
    themes=pairs.map(tuple),
    areas=pairs.map(tuple),
    meets=st.sampled_from(["", "place", "online", "both"]),
    meets_where=words,
    website=words,
    open_to_join=st.sampled_from([True, False, None]),
    checked_on=st.dates(),
    identifiers=st.lists(st.sampled_from(["GB-CHC-1", "GB-COH-2", "x"]), unique=True).map(tuple),
)


@given(group=groups)
def test_nothing_empty_is_said_of_any_group(group):
    ways = [at_location_of(group, way) for way in openreferral.ways_of(group.meets, group.meets_where)]

    assert not [value for value in values_of([service_of(group), summary_of(group), ways or "none"]) if is_empty(value)]


@given(group=groups)
def test_numbers_are_stable_and_each_thing_of_a_group_has_its_own(group):
    service = service_of(group)
    ids = [value["id"] for value in values_of(service) if isinstance(value, dict) and "taxonomy" not in value]

    assert service == service_of(group)
    assert len(ids) == len(set(ids))
    assert all(UUID(each) for each in ids)


@given(total=st.integers(0, 40), size=st.integers(1, 12))
def test_pages_hold_everything_once(total, size):
    things = list(range(total))
    first = page_of(things[:size], total, 1, size)
    numbers = range(1, first["total_pages"] + 1)
    pages = [page_of(things[(n - 1) * size : n * size], total, n, size) for n in numbers]

    assert [thing for page in pages for thing in page["contents"]] == things
    assert [page["last_page"] for page in pages] == [n == len(pages) for n in numbers]
    assert sum(page["size"] for page in pages) == total


@pytest.mark.realdata
def test_services_have_the_shape_of_the_published_examples(shared_data):
    folder = shared_data / "openreferral"
    example = json.loads((folder / "oruk_v3_service_full_mock.json").read_text(encoding="utf-8"))
    listing = json.loads((folder / "oruk_v3_service_list_mock.json").read_text(encoding="utf-8"))
    summary = summary_of(CHOIR)

    assert paths_of(service_of(CHOIR)) - paths_of(example) <= OF_THE_STANDARD
    assert set(page_of([summary], 1, 1, 50)) == set(listing)
    assert paths_of([summary]) <= paths_of(listing["contents"])
    assert all(type(page_of([summary], 1, 1, 50)[name]) is type(listing[name]) for name in listing)


# In the published schema of the profile, though not in its example.
OF_THE_STANDARD = {"organization_id", "attributes.taxonomy_term.taxonomy_id", "service_at_locations.location.url"}


def paths_of(found, start=""):
    """The names of everything in a JSON structure, with dots between; lists are looked into."""
    if isinstance(found, list):
        return {path for each in found for path in paths_of(each, start)}
    if not isinstance(found, dict):
        return set()
    return {f"{start}{name}" for name in found} | {
        path for name, value in found.items() for path in paths_of(value, f"{start}{name}.")
    }


def values_of(found):
    """Every value in a JSON structure, itself included."""
    yield found
    for each in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from values_of(each)


def is_empty(value):
    return value is None or value in ("", [], {})
