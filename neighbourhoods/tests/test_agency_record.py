"""The agencies' record: what was put to each, what came of it, and in which order agencies stand."""

from datetime import date, timedelta

import pytest

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.issues.agency_record import SORTS, in_order, records_of
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyFactory, AgencyReplyFactory, CommunityIssueFactory

pytestmark = pytest.mark.django_db
TODAY = date(2025, 1, 15)


@pytest.fixture
def ropewalk():
    return NeighbourhoodFactory(programme=ProgrammeFactory(), name="Ropewalk")


@pytest.fixture
def highways(ropewalk):
    return AgencyFactory(programme=ropewalk.programme, name="Highways")


def asked(agency, place, raised, sent, acknowledged=None, answered=None, **outcome):
    issue = CommunityIssueFactory(
        neighbourhood=place, agency=agency, raised_on=raised, sent_on=sent, acknowledged_on=acknowledged, **outcome
    )
    if answered:
        AgencyReplyFactory(issue=issue, replied_on=answered)
    return issue


def test_record_counts_what_was_put_to_an_agency(ropewalk, highways):
    day = date(2024, 6, 1)

    def after(days):
        return day + timedelta(days=days)

    changed = {"outcome": "changed", "outcome_on": after(40), "outcome_words": "Built."}
    asked(highways, ropewalk, day, after(10), after(12), after(30), **changed)
    asked(highways, ropewalk, day, after(10), None, after(110))
    declined = {"outcome": "declined", "outcome_on": after(60), "outcome_words": "Too narrow."}
    asked(highways, ropewalk, day, after(10), after(20), after(60), **declined)
    asked(highways, ropewalk, date(2024, 12, 16), date(2024, 12, 17))
    [record] = records_of(ropewalk.programme, TODAY, 90)
    assert (record.put, record.acknowledged, record.answered) == (4, 3, 3)
    assert (record.in_time, record.due, record.changed, record.declined) == (2, 3, 1, 1)
    # From being put to it: acknowledged after 2, 10 and (with the answer) 100 days, one open at 29.
    assert record.acknowledged_days == 10
    # Answered after 20, 50 and 100 days, one open at 29: 3/4 wait after 20 days, half of that after 50.
    assert record.answer_days == 50
    assert (record.waiting, record.longest, record.is_few) == (1, 30, True)


def test_answered_waiting_and_withdrawn_add_up_to_what_was_put_to_it(ropewalk, highways):
    day, closed = date(2024, 6, 1), {"outcome": "withdrawn", "outcome_on": date(2024, 8, 1)}
    asked(highways, ropewalk, day, day, answered=date(2024, 7, 1))
    asked(highways, ropewalk, day, day, answered=date(2024, 7, 1), **closed)
    asked(highways, ropewalk, day, day, **closed)
    asked(highways, ropewalk, day, day)
    [record] = records_of(ropewalk.programme, TODAY, 90)
    assert (record.put, record.answered, record.waiting, record.withdrawn) == (4, 2, 1, 1)


def test_record_of_an_agency_that_was_not_asked_is_empty_and_not_zero_days(ropewalk, highways):
    CommunityIssueFactory(neighbourhood=ropewalk)
    [record] = records_of(ropewalk.programme, TODAY, 90)
    assert (record.put, record.due, record.answer_days, record.longest) == (0, 0, None, None)


def test_one_of_one_does_not_come_before_eight_of_ten(ropewalk, highways):
    tiny = AgencyFactory(programme=ropewalk.programme, name="Tiny")
    asked(tiny, ropewalk, date(2024, 6, 1), date(2024, 6, 1), answered=date(2024, 6, 2))
    for number in range(10):
        answered = date(2024, 7, 1) if number < 8 else None
        asked(highways, ropewalk, date(2024, 6, 1), date(2024, 6, 1), answered=answered)
    idle = AgencyFactory(programme=ropewalk.programme, name="Idle")
    records = records_of(ropewalk.programme, TODAY, 90)
    for is_descending in (False, True):
        names = [record.agency for record in in_order(records, "in_time", is_descending)]
        assert names[0] == highways
        assert set(names[1:]) == {tiny, idle}


def test_every_order_keeps_every_agency(ropewalk, highways):
    AgencyFactory(programme=ropewalk.programme)
    asked(highways, ropewalk, date(2024, 6, 1), date(2024, 6, 1))
    records = records_of(ropewalk.programme, TODAY, 90)
    for sort in SORTS:
        assert len(in_order(records, sort, True)) == 2


def test_record_of_many_takes_as_many_queries_as_of_one(ropewalk, django_assert_num_queries):
    for _ in range(4):
        agency = AgencyFactory(programme=ropewalk.programme)
        asked(agency, ropewalk, date(2024, 6, 1), date(2024, 6, 1), answered=date(2024, 6, 2))
    with django_assert_num_queries(2):
        records_of(ropewalk.programme, TODAY, 90)
