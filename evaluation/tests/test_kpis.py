"""KPIs of the contract: agreed where the evidence can speak, read from the frame, judged and explained by people."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.actions.contract import ContractRefused, extend
from commissioning.models import Judgement, Kpi, Role
from commissioning.tests.entry_factories import DecisionFactory, KpiFactory, StageFactory
from commissioning.tests.factories import CohortFactory, MembershipFactory
from evaluation.engine import recompute
from evaluation.gate_evidence import evidence_of, line_of
from evaluation.kpi_actions import KpiRefused, explain_kpi, save_kpi
from evaluation.kpi_readings import readings_of
from evaluation.kpi_status import KpiStatus
from evaluation.tests.factories import answer, answers_with, surveyed
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 22), tick=False):
        yield


@pytest.fixture
def commissioner(client):
    membership = MembershipFactory(role=Role.COMMISSIONER)
    client.force_login(membership.user)
    return membership.user


@pytest.fixture
def programme(commissioner):
    """Ropewalk as the handbook's ward, 7% to 12%, in cohort 1; Dockray, which stayed where it was, in none."""
    places = {"Ropewalk": [(21, 300), (36, 300)], "Dockray": [(30, 300), (30, 300)]}
    programme, _ = surveyed(places, programme=commissioner.memberships.get().programme)
    return programme


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=programme.starts_on)


def place(programme, name):
    return programme.neighbourhoods.get(name=name)


def read(kpi):
    (reading,) = readings_of(kpi.stage.programme, [Kpi.objects.select_related("stage", "cohort").get(pk=kpi.pk)])
    return reading


def agreed(programme, stage, places=(), **given):
    kpi = Kpi(**{"stage": stage, "title": "Active", "kind": "any_increase", "indicator": "A1", "due_month": 6} | given)
    return save_kpi(programme=programme, kpi=kpi, places=places, by=None)


def test_kpi_over_chosen_neighbourhoods_reads_each_of_them(programme, stage):
    both = [place(programme, "Ropewalk"), place(programme, "Dockray")]
    one = agreed(programme, stage, covers="places", places=both[:1])
    assert read(one).status is KpiStatus.MET
    assert "up 5 points (0.3 to 9.8), beyond chance" in read(one).reason
    two = agreed(programme, stage, covers="places", places=both, title="In both")
    assert read(two).status is KpiStatus.NO_CHANGE
    assert read(two).reason == "Met in 1 of 2 neighbourhoods; no change in Dockray"
    assert read(two).covers_words == "Dockray, Ropewalk"


def test_kpi_over_the_programme_reads_the_pooled_figure(programme, stage):
    reading = read(agreed(programme, stage))
    assert reading.covers_words == "Whole programme"
    assert reading.figure.n == 600


def in_cohort(programme, *names):
    cohort = CohortFactory(programme=programme)
    for name in names:
        one = programme.neighbourhoods.filter(name=name).first() or NeighbourhoodFactory(programme=programme, name=name)
        one.cohort = cohort
        one.save()
    recompute(programme)
    return cohort


def test_survey_of_a_part_never_stands_for_the_whole_cohort(programme, stage):
    cohort = in_cohort(programme, "Ropewalk", "Netherfold", "Tanyard")
    kpi = KpiFactory(stage=stage, covers="cohort", cohort=cohort)
    reading = read(kpi)
    assert reading.status is KpiStatus.NOT_MEASURED
    assert "has answers from only 1 of 3 neighbourhoods" in reading.reason
    assert reading.figure.estimate is None


def test_later_survey_of_a_part_is_named_and_does_not_count(programme, stage):
    cohort = in_cohort(programme, "Ropewalk", "Dockray")
    kpi = KpiFactory(stage=stage, covers="cohort", cohort=cohort)
    before = read(kpi)
    wave = WaveFactory(
        programme=programme,
        questionnaire=programme.questionnaires.get(),
        name="Street survey",
        purpose="follow-up",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 31),
    )
    sample = SampleFactory(wave=wave, neighbourhood=place(programme, "Dockray"), population=6496)
    answer(sample, answers_with("R2", 3, 300))
    weigh_wave(wave=wave, method="equal")
    lock_wave(wave=wave, by=None)
    after = read(kpi)
    assert (after.status, after.figure.wave_label) == (before.status, before.figure.wave_label)
    note = "“Street survey”, held later, has answers from only 1 of 2 neighbourhoods and does not count here"
    assert after.reason == f"{before.reason}. {note}"


def test_cohort_without_neighbourhoods_is_not_measured(programme, stage):
    assert read(KpiFactory(stage=stage, covers="cohort", cohort=CohortFactory(programme=programme))).status is (
        KpiStatus.NOT_MEASURED
    )


def test_kpi_by_a_date_counts_only_what_was_locked_by_then(programme, stage):
    kpi = agreed(programme, stage)
    first = programme.waves.order_by("starts_on").first()
    (then,) = readings_of(programme, [kpi], on=first.locked_at.date() if first.locked_at else None)
    assert then.status in (KpiStatus.NOT_MEASURED, KpiStatus.MET, KpiStatus.RIGHT_WAY)
    (before,) = readings_of(programme, [kpi], on=date(2020, 1, 1))
    assert before.status is KpiStatus.NOT_MEASURED


def test_readings_ask_the_database_no_more_for_many_kpis_than_for_few(programme, stage, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cohort = CohortFactory(programme=programme)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            kpis = stage.kpis.select_related("cohort")
            for reading in readings_of(programme, kpis):
                assert reading.covers_words
        return len(captured)

    KpiFactory(stage=stage)
    few = queries()
    for _ in range(5):
        KpiFactory(stage=stage, covers="cohort", cohort=cohort)
        KpiFactory(stage=stage, kind="judgement", indicator="", target=3)
    assert queries() == few


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"indicator": "A8"}, "indicator", "neither way is better"),
        ({"indicator": "Z9"}, "indicator", "Choose the indicator"),
        ({"covers": "places"}, "places", "Tick at least one"),
        ({"indicator": "D1"}, "indicator", "D1 has no baseline here"),
        ({"kind": "points", "target": 101}, "target", "A1 is a percentage: 101 can never be reached"),
        ({"kind": "reach", "target": 500}, "target", "A1 is a percentage: 500 can never be reached"),
        ({"kind": "reach", "target": -10}, "target", "A level is 0 or more"),
    ],
)
def test_kpi_that_no_evidence_can_settle_is_refused_at_its_field(programme, stage, given, field, words):
    with pytest.raises(KpiRefused, match=words) as refused:
        agreed(programme, stage, **given)
    assert refused.value.field == field
    assert not Kpi.objects.exists()


def test_target_changes_after_the_stage_began_only_with_a_reason_and_the_first_stays_on_record(programme, stage):
    kpi = agreed(programme, stage, kind="points", target=8)
    kpi.kind, kpi.target = "reach", 10
    with pytest.raises(KpiRefused, match="say why the target changes") as refused:
        save_kpi(programme=programme, kpi=kpi, places=(), by=None)
    assert refused.value.field == "because"
    save_kpi(programme=programme, kpi=kpi, places=(), by=None, because="The board asked for a level.")
    kpi.target = 12
    save_kpi(programme=programme, kpi=kpi, places=(), by=None, because="And a higher one.")
    kpi.refresh_from_db()
    assert kpi.first_agreed == "A1 at least +8 points, whole programme"
    assert kpi.changed_because == "And a higher one."
    line = line_of(evidence_of(stage), f"kpi-{kpi.key}")
    assert (
        "Target agreed at first: A1 at least +8 points, whole programme. Changed: And a higher one." in line["detail"]
    )


def test_target_changes_freely_before_the_stage_begins_and_never_after_its_gate(programme, stage):
    later = agreed(programme, StageFactory(programme=programme, number=2))
    later.kind, later.target = "points", 3
    assert save_kpi(programme=programme, kpi=later, places=(), by=None).first_agreed == ""
    kpi = agreed(programme, stage)
    DecisionFactory(stage=stage)
    kpi.kind, kpi.target = "points", 1
    with pytest.raises(KpiRefused, match="Gate 1 was decided on these terms"):
        save_kpi(programme=programme, kpi=kpi, places=(), by=None, because="It did not move.")


def test_kpi_of_a_stage_that_has_begun_cannot_be_taken_away(client, programme, stage, commissioner):
    kpi = agreed(programme, stage)
    remove = reverse("evaluation:kpi-remove", args=[programme.slug, kpi.pk])
    with time_machine.travel(date(2026, 11, 23), tick=False):
        client.force_login(commissioner)
        page = client.post(remove, follow=True).content.decode()
    assert "Stage 1 has begun, so what was agreed in it stays on record." in page
    assert Kpi.objects.filter(pk=kpi.pk).exists()
    client.force_login(commissioner)
    client.post(remove)
    assert not Kpi.objects.exists()


def test_organisations_are_judged_for_the_whole_programme_only(programme, stage):
    cohort = CohortFactory(programme=programme)
    with pytest.raises(KpiRefused, match="whole programme") as refused:
        agreed(programme, stage, indicator="F1", covers="cohort", cohort=cohort)
    assert refused.value.field == "covers"


def test_kpi_before_any_baseline_and_level_without_one_are_fine(commissioner, stage, programme):
    assert agreed(programme, stage, indicator="D1", kind="reach", target=10, title="Level").pk
    fresh = StageFactory()
    assert agreed(fresh.programme, fresh).pk


def filled(stage, **changed):
    given = {"stage": stage.pk, "title": "People active", "kind": "any_increase", "indicator": "A1"}
    return given | {"covers": "programme", "due_month": 6} | changed


def test_page_tells_what_is_wrong_at_the_field_and_keeps_what_was_typed(client, programme, stage):
    new = reverse("evaluation:kpi-new", args=[programme.slug])
    page = client.post(new, filled(stage, indicator="D1")).content.decode()
    assert "D1 has no baseline here" in page
    assert "People active" in page
    page = client.post(new, filled(stage, kind="points", target="five")).content.decode()
    assert "Target: write a number in figures" in page
    page = client.post(new, filled(stage, kind="points")).content.decode()
    assert "Target: write how many points or units that counts as met." in page
    page = client.post(new, filled(stage, target="5")).content.decode()
    assert "Target: this kind of target has no number. Leave it empty." in page
    assert not Kpi.objects.exists()


def test_page_agrees_and_changes_a_kpi_but_not_its_due_month(client, programme, stage):
    new = reverse("evaluation:kpi-new", args=[programme.slug])
    client.post(new, filled(stage, covers="places", places=[place(programme, "Ropewalk").pk]))
    kpi = Kpi.objects.get()
    assert [row.neighbourhood.name for row in kpi.places.all()] == ["Ropewalk"]
    edit = reverse("evaluation:kpi-edit", args=[programme.slug, kpi.pk])
    changed = filled(stage, title="More active", due_month=40, covers="places")
    client.post(edit, changed | {"places": [place(programme, "Dockray").pk], "because": "Ropewalk left the programme."})
    kpi.refresh_from_db()
    assert (kpi.title, kpi.due_month) == ("More active", 6)
    assert [row.neighbourhood.name for row in kpi.places.all()] == ["Dockray"]


def test_judgement_is_added_with_who_made_it_and_never_overwrites(client, programme, stage, commissioner):
    kpi = KpiFactory(stage=stage, kind="judgement", indicator="", target=3)
    address = kpi.get_absolute_url()
    client.post(address, {"score": 2, "reason": "Some, here and there.", "judged_on": "2026-10-01"})
    client.post(address, {"score": 3, "reason": "In most places now.", "judged_on": "2026-11-01"})
    assert [(j.score, j.judged_by) for j in Judgement.objects.order_by("judged_on")] == [
        (2, commissioner),
        (3, commissioner),
    ]
    page = client.get(address).content.decode()
    assert "Some, here and there." in page
    assert "Judged 3 of 4, target 3; 2 before" in page


def test_judgement_needs_a_reason_and_a_day_that_has_come(client, programme, stage):
    kpi = KpiFactory(stage=stage, kind="judgement", indicator="", target=3)
    page = client.post(kpi.get_absolute_url(), {"score": 2, "reason": "", "judged_on": "2027-01-01"}).content.decode()
    assert "Why this score: fill this in." in page
    assert "not on a day ahead" in page
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("role", "may_judge", "may_explain"),
    [(Role.COORDINATOR, False, True), (Role.EVALUATOR, True, False), (Role.STEERING, False, False)],
)
def test_those_whose_work_is_judged_do_not_judge_it(client, programme, stage, role, may_judge, may_explain):
    kpi = KpiFactory(stage=stage, kind="judgement", indicator="", target=3)
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    given = {"score": 4, "reason": "Splendid.", "judged_on": "2026-11-01"}
    assert (client.post(kpi.get_absolute_url(), given).status_code == 302) is may_judge
    explain = reverse("evaluation:kpi-explain", args=[programme.slug, kpi.pk])
    assert (client.post(explain, {"explanation": "Why."}).status_code == 302) is may_explain
    assert client.get(reverse("evaluation:kpi-edit", args=[programme.slug, kpi.pk])).status_code == 403


def test_explanation_that_somebody_else_wrote_meanwhile_is_not_overwritten_unseen(
    client, programme, stage, commissioner
):
    kpi = KpiFactory(stage=stage)
    seen = client.get(kpi.get_absolute_url()).context["explain"]["seen"].value()
    explain_kpi(programme=programme, kpi=kpi, explanation="The survey was late.", by=commissioner)
    address = reverse("evaluation:kpi-explain", args=[programme.slug, kpi.pk])
    response = client.post(address, {"explanation": "Something else.", "seen": seen})
    page = response.content.decode()
    assert "changed this while you had it open" in page
    assert "Something else." in page
    kpi.refresh_from_db()
    assert kpi.explanation == "The survey was late."
    client.post(address, {"explanation": "Something else.", "seen": response.context["explain"]["seen"].value()})
    kpi.refresh_from_db()
    assert kpi.explanation == "Something else."


def test_kpi_form_filled_in_anew_after_going_back_does_not_change_the_places_of_the_first(client, programme, stage):
    new = reverse("evaluation:kpi-new", args=[programme.slug])
    key = str(client.get(new).context["form"]["key"].value())
    given = filled(stage, covers="places", key=key)
    for name in ("Ropewalk", "Dockray"):
        page = client.post(new, given | {"places": [place(programme, name).pk]})
    assert "This form was saved before" in page.content.decode()
    assert [row.neighbourhood.name for row in Kpi.objects.get().places.all()] == ["Ropewalk"]


def test_title_of_a_judged_kpi_is_what_was_agreed(programme, stage):
    kpi = agreed(programme, stage, kind="judgement", indicator="", target=3, title="Agencies answer")
    kpi.title = "Agencies know of it"
    with pytest.raises(KpiRefused, match="say why the target changes"):
        save_kpi(programme=programme, kpi=kpi, places=(), by=None)
    save_kpi(programme=programme, kpi=kpi, places=(), by=None, because="They cannot answer yet.")
    kpi.refresh_from_db()
    assert kpi.first_agreed == "“Agencies answer”, a score of 3 of 4, whole programme"


def test_stage_that_is_decided_takes_no_new_kpi_and_its_kpis_keep_their_months(programme, stage, commissioner):
    kpi = agreed(programme, stage)
    DecisionFactory(stage=stage)
    with pytest.raises(KpiRefused, match="Stage 1 is decided") as refused:
        agreed(programme, stage, title="Another")
    assert refused.value.field == "stage"
    with pytest.raises(ContractRefused, match="their months stay"):
        extend(thing=kpi, to_month=9, reason="Later.", by=commissioner)


def test_other_places_alone_keep_the_first_terms_and_the_reason(client, programme, stage):
    kpi = agreed(programme, stage, [place(programme, "Ropewalk")], covers="places")
    edit = reverse("evaluation:kpi-edit", args=[programme.slug, kpi.pk])
    form = client.get(edit).context["form"]
    given = {name: form[name].value() for name in ("title", "kind", "indicator", "covers", "seen")}
    given |= {"places": [place(programme, "Dockray").pk], "because": "Ropewalk left the programme."}
    assert client.post(edit, given).status_code == 302
    kpi.refresh_from_db()
    assert [row.neighbourhood.name for row in kpi.places.all()] == ["Dockray"]
    assert kpi.first_agreed == "A1 any improvement beyond chance, Ropewalk"
    assert kpi.changed_because == "Ropewalk left the programme."


def test_two_neighbourhoods_of_one_name_are_read_as_two(programme, stage):
    other = place(programme, "Dockray")
    other.name = "Ropewalk"
    other.save()
    kpi = agreed(programme, stage, programme.neighbourhoods.all(), covers="places")
    assert "Met in 1 of 2 neighbourhoods" in read(kpi).reason
