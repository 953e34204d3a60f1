"""The example files of the documentation, as it tells them."""

from datetime import date

import pytest
import time_machine
from django.conf import settings

from neighbourhoods.models import CommunityGroup, Grant
from neighbourhoods.register_files.group_columns import HEADINGS
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_files.files import Kind, faults_of, imported

DOCS = settings.BASE_DIR / "docs"
PLACES = {"E05099901": "Quay North", "E05099902": "Quay South", "E05099903": "Mill Lane"}

pytestmark = pytest.mark.django_db


def test_example_groups_and_grants_come_in_as_documented(programme):
    for code, name in PLACES.items():
        NeighbourhoodFactory(programme=programme, code=code, name=name)
    groups = (DOCS / "examples" / "quayside-groups.csv").read_bytes()
    grants = (DOCS / "examples" / "quayside-grants.json").read_bytes()
    with time_machine.travel(date(2026, 5, 1), tick=False):
        done = imported(programme, Kind.GROUPS, groups)
        imported(programme, Kind.GRANTS, grants)
    assert faults_of(done) == [(5, "members", "about ten")]
    assert CommunityGroup.objects.count() == 3
    assert [grant.group.name for grant in Grant.objects.order_by("identifier")] == [
        "Quay Singers",
        "Mill Lane Allotments",
    ]


def test_every_column_is_documented():
    text = (DOCS / "data-formats" / "groups.md").read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"`{heading}`" not in text] == []
