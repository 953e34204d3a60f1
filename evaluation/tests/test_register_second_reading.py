"""Every register figure of a small world full of traps, in every area on many days, against a plain second computation.

The figures that pages read come from the frame; `plain_registers` adds the same rows up by hand.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.frames import estimates_frame
from evaluation.registers.freezing import freeze_baseline
from evaluation.registers.rows import days_of
from evaluation.tests.plain_registers import Plain, Rows
from neighbourhoods.actions.merging import merge_groups
from neighbourhoods.directory.gaps import THEME, Gaps
from neighbourhoods.models import GroupPlace, RegisterRules
from neighbourhoods.networks.page import PlaceNetwork
from neighbourhoods.place_life import place_life
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GrantFactory,
    GrantSchemeFactory,
    GroupLinkFactory,
    GroupProfileFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
STARTS, BASE, LEAP, TODAY = date(2023, 10, 1), date(2024, 5, 10), date(2024, 2, 29), date(2026, 1, 20)
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
ODD_DAYS = [on + days for on in (LEAP, LEAP + A_YEAR, BASE + A_YEAR) for days in (0 * A_DAY, A_DAY)]
ODD_DAYS += [date(2025, 6, 10), TODAY - A_DAY]
TOLERANCE = 1e-9


class World:
    """Four neighbourhoods: two of cohort 1, frozen; one whose residents nobody counted; one with nothing on record."""

    def __init__(self):
        self.programme = ProgrammeFactory(slug="vale", starts_on=STARTS)
        self.places = [
            NeighbourhoodFactory(programme=self.programme, name=name, residents=residents)
            for name, residents in (("Ropewalk", 812), ("Tanyard", 400), ("Dockray", 0), ("Unvisited", 650))
        ]
        self.ropewalk, self.tanyard, self.dockray, _ = self.places
        cohort = CohortFactory(programme=self.programme, number=1)
        for place in self.places[:2]:
            place.cohort = cohort
            place.save()
        self._groups()
        self._links()
        self._means()
        self._issues()
        for place in self.places[:2]:
            freeze_baseline(neighbourhood=place, reference_on=BASE, by=None, though_incomplete=True)
        self._later()
        self.programme.refresh_from_db()

    def group(self, *places, told=(), span=(None, None), **facts):
        """A group at work in `places`, with a profile that counts on each of the days `told`, changed as said there."""
        group = CommunityGroupFactory(programme=self.programme, **facts)
        for place in places:
            GroupPlace.objects.create(group=group, neighbourhood=place, since=span[0], until=span[1])
        for on, changed in told:
            GroupProfileFactory(group=group, as_of=on, **{"counting": True} | changed)
        return group

    def _groups(self):
        early, again = date(2023, 11, 6), date(2024, 9, 2)
        small = {"themes": ("food",), "volunteers": 4, "income": Decimal(10_000), "paid_staff": 0}
        large = {"themes": ("sport", "faith"), "volunteers": 0, "income_band": "to-100k"}
        self.both = self.group(self.ropewalk, self.tanyard, told=[(early, small), (again, small), (BASE, small)])
        self.leap = self.group(self.ropewalk, told=[(LEAP, large)])
        self.steady = self.group(self.ropewalk, told=[(early, {}), (date(2024, 9, 3), {}), (date(2025, 3, 1), small)])
        self.dormant = self.group(self.ropewalk, told=[(early, small), (date(2024, 4, 1), {"state": "dormant"})])
        self.closed = self.group(self.tanyard, told=[(early, large), (BASE, large), (again, {"state": "closed"})])
        self.merged = self.group(self.tanyard, told=[(BASE, large)])
        GroupProfileFactory(group=self.merged, as_of=again, counting=True, state="merged", merged_into=self.both)
        self.left = self.group(self.ropewalk, told=[(early, large)], span=(early, BASE))
        self.overlap = self.group(self.ropewalk, told=[(BASE, {})], sector="overlap", kind="hub")
        self.group(self.ropewalk, told=[(BASE, {})], sector="professional")
        self.group(self.ropewalk, told=[(BASE, {})], kind="connector")
        self.group(self.ropewalk, told=[(BASE, {"open_to_join": None})])
        self.group(self.ropewalk, told=[(BASE, {"open_to_join": False})])
        self.group(told=[(BASE, small)], name="At work nowhere")
        self.dock = self.group(self.dockray, told=[(BASE, {"income_band": "to-10k"})])
        double = self.group(self.tanyard, self.dockray, told=[(BASE, {"volunteers": 9, "themes": ("art",)})])
        merge_groups(programme=self.programme, kept=self.closed, absorbed=double, reason="One and the same.", by=None)
        struck = GroupProfileFactory(group=self.leap, as_of=date(2024, 3, 3), counting=True, state="closed")
        struck.struck_out_at, struck.struck_out_because = "2024-04-01T12:00Z", "Another group"
        struck.save(update_fields=["struck_out_at", "struck_out_because"])

    def _links(self):
        def link(one, other, *confirmed, **more):
            GroupLinkFactory(group=one, other=other, confirmed=confirmed, **{"started_on": date(2023, 11, 1)} | more)

        link(self.both, self.leap, date(2023, 12, 1), BASE)
        link(self.leap, self.both, BASE, kind="money")  # the same pair in another way
        link(self.both, self.closed, BASE)
        link(self.both, self.dock, BASE)  # across a border
        link(self.leap, self.dormant, LEAP)
        link(self.leap, self.overlap, BASE)  # it never counts
        link(self.steady, self.both, BASE)  # a year later it is not known any more
        link(self.steady, self.leap, BASE, ended_on=date(2024, 9, 30))  # ends on a day that is counted
        GroupLinkFactory(group=self.leap, agency=AgencyFactory(programme=self.programme), confirmed=[BASE])

    def _means(self):
        AssetFactory(neighbourhood=self.ropewalk, cost="free", since=BASE, until=date(2025, 6, 10))
        AssetFactory(neighbourhood=self.ropewalk, cost="low")
        AssetFactory(neighbourhood=self.ropewalk, cost="full")
        AssetFactory(neighbourhood=self.tanyard, cost="", since=BASE)
        AssetFactory(neighbourhood=self.tanyard, kind="hub", since=BASE + A_DAY)
        AssetFactory(neighbourhood=self.tanyard, kind="input", fte=Decimal("0.20"), since=BASE)
        AssetFactory(neighbourhood=self.dockray, kind="input", fte=None)
        named = GrantSchemeFactory(programme=self.programme, opens_on=date(2023, 1, 1), closes_on=BASE)
        named.places.set([self.ropewalk, self.tanyard])
        GrantSchemeFactory(programme=self.programme, opens_on=date(2025, 6, 10))
        for amount, on, more in (
            (300, BASE, {}),
            ("50.50", BASE - A_YEAR, {}),
            (70, LEAP, {"neighbourhood": self.dockray}),
            (9000, BASE, {"currency": "EUR"}),
        ):
            GrantFactory(group=self.both, amount=Decimal(amount), awarded_on=on, **more)
        GrantFactory(group=self.left, amount=Decimal(40), awarded_on=BASE + A_DAY)  # it was at work nowhere any more
        who = AppointmentFactory(post__programme=self.programme)
        for share, starts_on, ends_on in (("0.40", BASE, date(2025, 6, 10)), ("0.60", date(2025, 6, 11), None)):
            DeploymentFactory(
                appointment=who, neighbourhood=self.ropewalk, fte=Decimal(share), starts_on=starts_on, ends_on=ends_on
            )

    def _issues(self):
        def issue(place, raised_on, *replies, outcome="", after=None, words=""):
            on = None if after is None else raised_on + timedelta(days=after)
            raised = CommunityIssueFactory(
                neighbourhood=place, raised_on=raised_on, outcome=outcome, outcome_on=on, outcome_words=words
            )
            for days, answers in replies:
                AgencyReplyFactory(issue=raised, replied_on=raised_on + timedelta(days=days), is_substantive=answers)

        early = BASE - timedelta(days=90)
        issue(self.ropewalk, early, (90, True))  # on the last day in time, which is the baseline's
        issue(self.ropewalk, early, (91, True), (120, True))
        issue(self.ropewalk, early, (2, False), outcome="changed", after=30, words="A crossing")
        issue(self.tanyard, LEAP, (10, True), outcome="withdrawn", after=40)
        issue(self.tanyard, LEAP, outcome="withdrawn", after=100)
        issue(self.tanyard, LEAP, (5, False))
        issue(self.tanyard, TODAY - timedelta(days=90))
        issue(self.dockray, TODAY - timedelta(days=3), (0, True), outcome="declined", after=1, words="No money")

    def _later(self):
        """What was told once the baselines were frozen."""
        late = date(2025, 12, 1)
        for group, volunteers in ((self.both, 6), (self.leap, None), (self.dormant, 3)):
            GroupProfileFactory(group=group, as_of=late, counting=True, volunteers=volunteers, themes=("food", "art"))
        GroupLinkFactory(group=self.dormant, other=self.leap, started_on=late, confirmed=[late])
        RegisterConfirmationFactory(neighbourhood=self.dockray, register="groups", as_at=late)
        self.group(self.ropewalk, told=[(date(2024, 2, 1), {"themes": ("homes",)})])  # found out about late


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def world():
    return World()


def areas_of(world):
    """Area code -> ids of its neighbourhoods."""
    found = {place.code: [place.pk] for place in world.places}
    return found | {"cohort-1": [place.pk for place in world.places[:2]], "vale": [place.pk for place in world.places]}


def told(world, **asked):
    """(code, area, day) -> its row in the frame; two rows of one key would be one too many."""
    world.programme.refresh_from_db()
    frame = estimates_frame(world.programme, **asked)
    found = {(row.indicator, row.area_code, row.wave_date): row for row in frame.itertuples()}
    assert len(found) == len(frame)
    return found


def is_same(number, other):
    number = None if number is None or number != number else float(number)
    return number is other is None or None not in (number, other) and abs(number - float(other)) < TOLERANCE


def disagreements(world, rows, days):
    """(code, area, day, frame, second computation) of every figure that differs, but for those that were frozen."""
    table, found = Rows(world.programme), []
    for on in days:
        plain = Plain(table, on)
        for area, places in areas_of(world).items():
            figures = plain.figures(places)
            codes = {code for code, at, day in rows if (at, day) == (area, on)} | figures.keys()
            for code in sorted(codes):
                row = rows.get((code, area, on))
                numbers = None if row is None else (row.estimate, row.x, row.n)
                if numbers is None or code not in figures or not all(map(is_same, numbers, figures[code])):
                    found.append((code, area, on, numbers, figures.get(code)))
    return found


@pytest.mark.parametrize("rules", [None, {"income_threshold": Decimal(5000), "reply_days": 30}])
def test_every_figure_of_every_area_and_day_agrees_with_the_second_computation(world, rules):
    if rules:
        RegisterRules.objects.create(programme=world.programme, **rules)
    days = days_of(world.programme, TODAY)
    assert disagreements(world, told(world), days) == []


@pytest.mark.parametrize("on", ODD_DAYS)
def test_every_figure_of_any_other_day_agrees_with_the_second_computation(world, on):
    rows = told(world, also_on=on)
    assert disagreements(world, rows, [on]) == []
    assert_pounds(world, rows, [on])


def test_baseline_was_counted_as_the_registers_stood_and_stays(world):
    rows, areas = told(world), areas_of(world)
    recorded_late = {"B1", "B2", "B3", "B4", "B5", "B6", "B11"}
    for area in (world.ropewalk.code, world.tanyard.code, "cohort-1"):
        figures = Plain(Rows(world.programme), BASE).figures(areas[area])
        for code, figure in figures.items():
            frozen = rows[code, area, BASE]
            assert is_same(frozen.estimate, figure[0]) or code in recorded_late
            now = rows[code, area, TODAY]
            if now.baseline_estimate == now.baseline_estimate:
                assert now.baseline_estimate == frozen.estimate
                assert now.change == pytest.approx(now.estimate - frozen.estimate)
    assert rows["B2", world.ropewalk.code, BASE].estimate == 4
    assert Plain(Rows(world.programme), BASE).figures([world.ropewalk.pk])["B2"][0] == 5


def test_verdicts_of_counts_follow_from_the_numbers_alone(world):
    for (code, area, _), row in told(world).items():
        change = None if row.change != row.change else row.change
        if code in ("B5", "B11", "E8") or row.estimate != row.estimate:
            assert row.verdict == ""
        elif row.wave_date == BASE and area != "vale":
            assert row.verdict == "baseline"
        elif change is None:
            assert row.verdict == "no_baseline"
        elif code != "B10":
            assert row.verdict == ("clear_rise" if change > 0 else "clear_fall" if change < 0 else "no_clear_change")


@pytest.mark.parametrize("on", [LEAP, BASE, TODAY])
def test_pages_of_the_registers_count_as_the_second_computation_does(world, on):
    plain = Plain(Rows(world.programme), on)
    gaps = Gaps(world.programme, on, THEME, world.places)
    for place, column in zip(world.places, gaps.columns, strict=True):
        groups = plain.counting_in([place.pk])
        assert column.number == (len(groups) if plain.knows(place.pk, "groups") else None)
        life, network = place_life(place, on), PlaceNetwork(place, on).network
        assert life.groups.counting == network.groups == life.network.groups == len(groups)
        assert network.links == life.network.links == len(plain.links(groups))
        assert network.connected == life.network.connected == plain._b6([place.pk])[1]
        assert life.assets.cheap == plain._e4([place.pk])[0]
    assert gaps.total == len(plain.counting_in([place.pk for place in world.places]))


def test_pounds_awarded_are_told_once_for_an_area_and_in_each_of_its_neighbourhoods(world):
    assert_pounds(world, told(world), days_of(world.programme, TODAY))


def assert_pounds(world, rows, days):
    """The pounds beside E5 are those of the second computation, on each of the days."""
    areas, table = areas_of(world), Rows(world.programme)
    for (code, area, on), row in rows.items():
        if code == "E5" and on in days:
            pounds = Plain(table, on).pounds(areas[area])
            assert f"£{pounds:,.0f} awarded" in row.note or not pounds and "no grant awarded" in row.note
