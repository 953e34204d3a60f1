"""Whatever is done to a register stands on the next page that is looked at: no figure is an old one.

Every page is looked at before the act, so that its figures are kept, and again after it.
"""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from commissioning.actions.entries import remove_entry, save_entry
from commissioning.actions.programmes import edit_programme
from commissioning.models import Programme
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.indicator_selection import IndicatorSelection
from evaluation.tests.test_pages import signed_in
from neighbourhoods.actions.areas import apply_area_file, check_area_file, choose_cohort
from neighbourhoods.actions.groups import PlaceSpan, record_group, record_profile, save_group, strike_out_profile
from neighbourhoods.actions.links import confirm_link, end_link
from neighbourhoods.actions.merging import merge_groups, undo_merge
from neighbourhoods.actions.rules import set_register_rules
from neighbourhoods.models import (
    AgencyReply,
    Asset,
    CommunityGroup,
    Deployment,
    Grant,
    GroupMerge,
    GroupProfile,
    RegisterConfirmation,
    RegisterRules,
)
from neighbourhoods.tests.area_file_texts import census
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GrantSchemeFactory,
    GroupLinkFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
TODAY, SEEN = date(2025, 9, 20), date(2025, 9, 1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def page(name, code):
    return reverse(f"evaluation:{name}", args=["vale", code])


class Ward:
    """Ropewalk, of 6,496 people, with two groups that count and are linked, and Harbour, of which nothing is known."""

    def __init__(self):
        self.programme = ProgrammeFactory(slug="vale", name="Vale", starts_on=date(2025, 4, 1))
        self.place = NeighbourhoodFactory(programme=self.programme, name="Ropewalk", code="E05000001", residents=812)
        self.harbour = NeighbourhoodFactory(programme=self.programme, name="Harbour", code="E05000002", residents=812)
        self.cohort = CohortFactory(programme=self.programme, number=1, starts_in_month=1)
        self.place.cohort = self.cohort
        self.place.save()
        self.one, self.other = (self._group(name, income) for name, income in (("Choir", 10_000), ("Allotments", 500)))
        self.link = GroupLinkFactory(group=self.one, other=self.other, confirmed=[SEEN])
        self.space = AssetFactory(neighbourhood=self.place)
        self.scheme = GrantSchemeFactory(programme=self.programme, opens_on=SEEN)
        self.scheme.places.set([self.place])
        self.issue = CommunityIssueFactory(neighbourhood=self.place, raised_on=date(2025, 6, 1))
        self.confirmation = RegisterConfirmationFactory(neighbourhood=self.place, register="input", as_at=SEEN)

    def _group(self, name, income):
        return CommunityGroupFactory(
            programme=self.programme,
            name=name,
            eligible_in=[self.place],
            eligible_in__as_of=SEEN,
            eligible_in__income=Decimal(income),
        )

    def save(self, entry, **belonging):
        return save_entry(programme=self.programme, entry=entry, by=None, belonging=belonging)

    def remove(self, entry):
        remove_entry(programme=self.programme, entry=entry, by=None)


def profile(ward):
    told = GroupProfile(as_of=TODAY, state="closed")
    record_profile(programme=ward.programme, group=ward.one, profile=told, by=None)


def strike_out(ward):
    strike_out_profile(programme=ward.programme, profile=ward.one.profiles.get(), reason="Another group", by=None)


def new_group(ward):
    told = GroupProfile(as_of=TODAY, named=True, has_contact=True, open_to_join=True)
    group = CommunityGroup(name="Bowls", sector="community")
    record_group(programme=ward.programme, group=group, places=[ward.place], profile=told, by=None)


def sector(ward):
    ward.one.sector = "professional"
    ward.save(ward.one)


def leaves(ward):
    group = CommunityGroup.objects.get(pk=ward.one.pk)
    spans = [PlaceSpan(ward.place.pk, None, SEEN)]
    save_group(programme=ward.programme, group=group, spans=spans, within=[ward.place.pk], by=None)


def merge(ward):
    merge_groups(programme=ward.programme, kept=ward.one, absorbed=ward.other, reason="One choir", by=None)


def undo(ward):
    undo_merge(programme=ward.programme, merge=GroupMerge.objects.get(), by=None)


def end(ward):
    end_link(programme=ward.programme, link=ward.link, on=TODAY, by=None)


def confirm(ward):
    confirm_link(programme=ward.programme, link=ward.link, on=TODAY, by=None)


def not_seen_for_long(ward):
    ward.link.confirmations.update(confirmed_on=date(2024, 9, 1))


def asset(ward):
    ward.save(Asset(neighbourhood=ward.place, name="Hall", cost="low"))


def asset_gone(ward):
    ward.space.until = SEEN
    ward.save(ward.space)


def asset_removed(ward):
    ward.remove(ward.space)


def grant(ward):
    given = {"amount": Decimal(720), "awarded_on": TODAY, "title": "Hall hire", "funder_name": "The council"}
    ward.save(Grant(programme=ward.programme, group=ward.one, **given))


def scheme_moves(ward):
    ward.save(ward.scheme, places=[ward.harbour])


def deployment(ward):
    who = AppointmentFactory(post__programme=ward.programme, starts_on=SEEN)
    ward.save(Deployment(appointment=who, neighbourhood=ward.place, starts_on=TODAY, fte=Decimal("0.5")))


def reply(ward):
    ward.save(AgencyReply(issue=ward.issue, replied_on=date(2025, 6, 21), words="It is planned."))


def outcome(ward):
    ward.issue.outcome, ward.issue.outcome_on, ward.issue.outcome_words = "changed", TODAY, "A crossing"
    ward.save(ward.issue)


def shorter_wait(ward):
    set_register_rules(programme=ward.programme, rules=RegisterRules(programme=ward.programme, reply_days=15), by=None)


def lower_income(ward):
    rules = RegisterRules(programme=ward.programme, income_threshold=Decimal(5000))
    set_register_rules(programme=ward.programme, rules=rules, by=None)


def confirmed(ward):
    ward.save(RegisterConfirmation(neighbourhood=ward.harbour, as_at=TODAY, note="Walked through"))


def confirmation_removed(ward):
    ward.remove(ward.confirmation)


def population(ward):
    given = {"filename": "census.csv", "content": census(["E05000001"]).encode(), "vintage": "2023"}
    waiting = check_area_file(programme=ward.programme, kind="population", by=None, **given)
    apply_area_file(area_file=waiting, by=None)


def cohort(ward):
    choose_cohort(neighbourhoods=[ward.harbour], cohort=ward.cohort, reason="Nearby", by=None)
    confirmed(ward)


ACTS = [
    (None, profile, "B2", "2", "1"),
    (None, strike_out, "B2", "2", "1"),
    (None, new_group, "B2", "2", "3"),
    (None, sector, "B2", "2", "1"),
    (None, leaves, "B2", "2", "1"),
    (None, merge, "B2", "2", "1"),
    (merge, undo, "B2", "1", "2"),
    (None, end, "B4", "1.0", "0.0"),
    (not_seen_for_long, confirm, "B4", "0.0", "1.0"),
    (None, asset, "E4", "1", "2"),
    (None, asset_gone, "E4", "1", "0"),
    (None, asset_removed, "E4", "1", "Nothing is on record yet"),
    (None, grant, "E5", "no grant awarded in the 12 months before", "£720 awarded in 1 grant in the 12 months before"),
    (None, scheme_moves, "E5", "1", "Nothing is on record yet"),
    (None, deployment, "E8", "0.0 FTE", "0.5 FTE"),
    (None, confirmation_removed, "E8", "0.0 FTE", "Nothing is on record yet"),
    (None, reply, "F7", "0%", "100%"),
    (reply, shorter_wait, "F7", "100%", "0%"),
    (None, reply, "F9", "Fewer than half are answered yet", "20 days"),
    (None, outcome, "F8", "No issue is closed yet", "100%"),
    (None, lower_income, "B11", "100%", "50%"),
]


@pytest.mark.parametrize(("before", "act", "code", "was", "now"), ACTS)
def test_act_is_in_the_figure_of_the_indicators_page_at_once(before, act, code, was, now):
    ward = Ward()
    if before:
        before(ward)
    assert was in figure_shown(ward, code)
    act(ward)
    assert now in figure_shown(ward, code)


def figure_shown(ward, code):
    """What stands large on an indicator's page, and beside it; the page itself draws charts as well."""
    figure = IndicatorSelection(QueryDict(f"area={ward.place.code}"), Programme.objects.get(slug="vale"), code).figure
    return {figure.value_words, figure.note}


@pytest.mark.parametrize(
    ("act", "now"),
    [
        (profile, "0.2 per 1,000"),
        (strike_out, "0.2 per 1,000"),
        (new_group, "0.5 per 1,000"),
        (leaves, "0.2 per 1,000"),
        (merge, "0.2 per 1,000"),
        (population, "1.0 per 1,000"),
        (cohort, "0.2 per 1,000"),
    ],
)
def test_act_is_on_the_overview_at_once(client, act, now):
    ward = Ward()
    signed_in(client, ward.programme)

    def shown():
        response = client.get(ward.programme.get_absolute_url(), {"area": "cohort-1"})
        return next(tile.figure.value_words for tile in response.context["tiles"] if tile.number == 2)

    assert shown() == "0.3 per 1,000"
    act(ward)
    assert shown() == now


def test_confirmed_register_turns_unknown_into_none_at_once(client):
    ward = Ward()
    signed_in(client, ward.programme)

    def shown():
        response = client.get(page("indicator-detail", "B2"), {"area": ward.harbour.code})
        return response.context["page"].figure.value_words

    assert shown() == "Nothing is on record yet"
    confirmed(ward)
    assert shown() == "0"


def test_programme_renamed_has_its_new_name_on_every_figure_at_once(client):
    ward = Ward()
    signed_in(client, ward.programme)
    assert ",vale,Vale (" in client.get(page("indicator-csv", "B2")).content.decode()
    ward.programme = Programme.objects.get(slug="vale")
    edit_programme(programme=ward.programme, by=None, facts={"name": "Long Vale"}, cohorts={1: 1})
    told = client.get(page("indicator-csv", "B2")).content.decode()
    assert ",vale,Long Vale (" in told
    assert ",vale,Vale (" not in told
