"""A neighbourhood's baseline: registers confirmed, parts shared out, figures frozen, and who may do which."""

from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import late_in, waiting_in
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.baseline_parts import baseline_parts
from evaluation.registers.freezing import FreezeRefused, freeze_baseline
from evaluation.tests.test_pages import text_of
from neighbourhoods.baselines import AlreadyFrozen, share_out_baseline
from neighbourhoods.models import (
    BaselineDuty,
    BaselineFreeze,
    BaselinePart,
    GroupProfile,
    RecordIsKept,
    RegisterConfirmation,
)
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AssetFactory,
    CommunityGroupFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
TODAY, BASE = date(2025, 3, 20), date(2025, 3, 15)
KEPT_BY_HAND = {"completed_on": "2025-03-01", "note": "The list of the hub"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place():
    programme = ProgrammeFactory(slug="vale", starts_on=date(2024, 10, 1))
    place = NeighbourhoodFactory(programme=programme, code="E05000001", name="Ropewalk", residents=812)
    for _ in range(10):
        CommunityGroupFactory(programme=programme, eligible_in=[place], eligible_in__as_of=BASE)
    return place


def sign_in(client, place, role):
    user = MembershipFactory(programme=place.programme, role=role).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def url(name, *rest):
    room = "evaluation" if name in ("baseline", "baseline-freeze") else "neighbourhoods"
    return reverse(f"{room}:{name}", args=["vale", *rest])


def page(client, name="baseline", **asked):
    return text_of(client.get(url(name, "E05000001"), asked))


def states(place):
    return {state.part: state for state in baseline_parts(place.programme, [place])[place.pk]}


def freeze(place, by=None, on=BASE):
    return freeze_baseline(neighbourhood=place, reference_on=on, by=by, though_incomplete=True)


def test_checklist_says_what_is_on_record_and_what_is_missing(client, place):
    waiting = CommunityGroupFactory(programme=place.programme, sector="")
    waiting.places.create(neighbourhood=place)
    waiting.profiles.create(as_of=BASE)
    sign_in(client, place, Role.STEERING)
    shown = page(client)
    assert "0 of 5 parts complete" in shown
    assert "On record today: 10 groups, 1 to confirm; no link recorded" in shown
    assert "no meeting space recorded; no grant scheme recorded" in shown
    assert "no community development recorded" in shown
    assert "Nobody sees to it yet" in shown
    assert "Not frozen yet" in shown


def test_register_confirmed_by_form_completes_its_part_in_the_confirmers_role(client, place):
    user = sign_in(client, place, Role.COORDINATOR)
    address = url("confirmation-new")
    begun = client.get(f"{address}?neighbourhood={place.pk}&register=assets")
    assert "Baseline of Ropewalk" in text_of(begun)
    sent = {"neighbourhood": place.pk, "register": "groups", "as_at": "2025-03-15", "note": "Read out at the hub."}
    response = client.post(address, sent)
    assert response["Location"] == url("baseline", "E05000001")
    row = RegisterConfirmation.objects.get()
    assert (row.confirmed_by, row.confirmed_as) == (user, Role.COORDINATOR)
    sector = states(place)["sector"]
    assert sector.complete
    assert sector.words == "Register confirmed by the coordinator as it stood on 15 March 2025: Read out at the hub."
    assert not states(place)["assets"].complete


def test_whoever_confirms_sees_what_is_on_record_with_its_lists(client, place):
    AssetFactory(neighbourhood=place)
    AssetFactory(neighbourhood=place, kind="input")
    sign_in(client, place, Role.COORDINATOR)
    response = client.get(f"{url('confirmation-new')}?neighbourhood={place.pk}")
    assert "10 groups , 0 links between those that count; 2 assets , 1 of community development" in text_of(response)
    assert f"{url('group-list')}?place=E05000001" in response.content.decode()


def test_part_confirmed_by_hand_is_not_told_as_a_register_gone_through(client, place):
    BaselinePart.objects.create(neighbourhood=place, part="sector", **KEPT_BY_HAND)
    sign_in(client, place, Role.STEERING)
    shown = page(client)
    assert "Confirmed by hand, 1 March 2025: The list of the hub" in shown
    assert "No register of Ropewalk is confirmed yet" in shown


def test_register_is_not_confirmed_for_a_day_ahead(client, place):
    sign_in(client, place, Role.EVALUATOR)
    sent = {"neighbourhood": place.pk, "register": "groups", "as_at": "2025-03-21", "note": "Soon"}
    assert "a day ahead cannot be confirmed" in text_of(client.post(url("confirmation-new"), sent))
    assert not RegisterConfirmation.objects.exists()


@pytest.mark.parametrize(("register", "part"), [("groups", "sector"), ("assets", "assets"), ("input", "existing")])
def test_each_register_completes_the_part_that_rests_on_it(place, register, part):
    RegisterConfirmationFactory(neighbourhood=place, register=register)
    assert {name for name, state in states(place).items() if state.complete} == {part}


def test_confirmation_taken_back_leaves_the_part_missing_and_is_told_to_the_figures(client, place):
    row = RegisterConfirmationFactory(neighbourhood=place)
    place.programme.refresh_from_db()
    before = place.programme.register_version
    sign_in(client, place, Role.COORDINATOR)
    client.post(url("confirmation-remove", row.pk))
    place.programme.refresh_from_db()
    assert not states(place)["sector"].complete
    assert place.programme.register_version > before


def test_parts_are_shared_out_and_say_when_they_are_late(client, place):
    owner = MembershipFactory(programme=place.programme, role=Role.FIELDWORKER).user
    sign_in(client, place, Role.COORDINATOR)
    sent = {"sector_owner": owner.pk, "sector_due_on": "2025-03-19", "assets_due_on": "2025-04-30"}
    assert client.post(url("baseline-duties", "E05000001"), sent).status_code == 302
    assert states(place)["sector"].is_late
    assert not states(place)["assets"].is_late
    shown = page(client)
    assert f"{owner}, by 19 March 2025: late" in shown
    sign_in(client, place, Role.STEERING)
    shown = page(client)
    assert str(owner) not in shown
    assert "Fieldworker, by 19 March 2025: late" in shown


def test_part_that_is_late_waits_for_whoever_sees_to_it(place):
    owner = MembershipFactory(programme=place.programme, role=Role.FIELDWORKER).user
    day = date(2025, 3, 19)
    share_out_baseline(neighbourhood=place, duties={"sector": (owner, day), "assets": (None, TODAY)}, by=owner)
    [due] = waiting_in(place.programme, TODAY, days=0)[owner.pk]
    assert (due.what, due.title, due.on) == ("Baseline", "Ropewalk: profile of the community sector", day)
    assert due.url == url("baseline", "E05000001")
    assert [late.title for late in late_in(place.programme, TODAY)] == ["Ropewalk: profile of the community sector"]
    RegisterConfirmationFactory(neighbourhood=place)
    assert owner.pk not in waiting_in(place.programme, TODAY, days=0)


def test_sharing_out_once_more_changes_nothing_and_nobody_takes_a_duty_away(place):
    owner = MembershipFactory(programme=place.programme).user
    duties = {"sector": (owner, None), "assets": (None, None)}
    assert len(share_out_baseline(neighbourhood=place, duties=duties, by=owner)) == 1
    assert share_out_baseline(neighbourhood=place, duties=duties, by=owner) == []
    share_out_baseline(neighbourhood=place, duties={"sector": (None, None)}, by=owner)
    assert not BaselineDuty.objects.exists()


def test_day_that_nobody_can_mean_is_refused(client, place):
    sign_in(client, place, Role.EVALUATOR)
    response = client.post(url("baseline-duties", "E05000001"), {"sector_due_on": "1925-03-19"})
    assert "By when: write a day from" in text_of(response)


def test_baseline_is_frozen_by_the_evaluator_with_its_fingerprint(client, place):
    sign_in(client, place, Role.EVALUATOR)
    shown = page(client, "baseline-freeze", reference_on="2025-03-15")
    assert "B2 Groups functioning 10 10 groups" in shown
    sent = {"reference_on": "2025-03-15", "though_incomplete": "on"}
    assert client.post(url("baseline-freeze", "E05000001"), sent).status_code == 302
    frozen = BaselineFreeze.objects.get()
    assert (frozen.reference_on, frozen.written_as) == (BASE, Role.EVALUATOR)
    assert frozen.values["B2"]["value"] == 10
    assert frozen.fingerprint in page(client)


def test_incomplete_baseline_is_frozen_only_where_that_is_meant(client, place):
    sign_in(client, place, Role.EVALUATOR)
    response = client.post(url("baseline-freeze", "E05000001"), {"reference_on": "2025-03-15"})
    assert "Not complete yet: how many residents take part" in text_of(response)
    assert not BaselineFreeze.objects.exists()


def test_freezing_tells_beforehand_what_is_missing_and_that_it_stays(client, place):
    sign_in(client, place, Role.EVALUATOR)
    shown = page(client, "baseline-freeze", reference_on="2025-03-15")
    assert "5 of the five parts are missing: how many residents take part, profile of the community sector" in shown
    assert "it cannot be frozen anew" in shown


def test_complete_baseline_is_frozen_without_a_box_about_missing_parts(client, place, monkeypatch):
    monkeypatch.setattr("evaluation.views.baselines.missing_parts", lambda place: [])
    monkeypatch.setattr("evaluation.registers.freezing.missing_parts", lambda place: [])
    sign_in(client, place, Role.EVALUATOR)
    assert "though parts are missing" not in page(client, "baseline-freeze", reference_on="2025-03-15")
    client.post(url("baseline-freeze", "E05000001"), {"reference_on": "2025-03-15"})
    assert BaselineFreeze.objects.get().state["missing"] == []


def test_frozen_baseline_says_which_parts_were_missing(place):
    RegisterConfirmationFactory(neighbourhood=place)
    assert freeze(place).state["missing"] == ["participation", "interaction", "existing", "assets"]


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (date(2025, 3, 21), "a day ahead cannot be frozen"),
        (date(1999, 1, 1), "write a day from"),
        (date(2024, 12, 1), "Nothing is on record in Ropewalk as at 1 December 2024"),
    ],
)
def test_day_without_anything_to_freeze_is_refused(place, on, reason):
    with pytest.raises(FreezeRefused, match=reason):
        freeze(place, on=on)


def test_frozen_twice_is_frozen_once_and_another_day_is_refused(client, place):
    first = freeze(place)
    assert freeze(place).pk == first.pk
    with pytest.raises(AlreadyFrozen, match="frozen as of 15 March 2025, and it stays"):
        freeze(place, on=TODAY)
    sign_in(client, place, Role.EVALUATOR)
    assert client.get(url("baseline-freeze", "E05000001")).status_code == 302
    response = client.post(
        url("baseline-freeze", "E05000001"), {"reference_on": "2025-03-20", "though_incomplete": "on"}, follow=True
    )
    assert "and it stays" in text_of(response)
    assert BaselineFreeze.objects.count() == 1


def test_frozen_baseline_cannot_be_changed(place):
    frozen = freeze(place)
    frozen.values = {}
    with pytest.raises(RecordIsKept):
        frozen.save()
    with pytest.raises(RecordIsKept):
        BaselineFreeze.objects.update(values={})


def test_page_tells_what_the_register_would_give_since_it_was_corrected(client, place):
    freeze(place)
    sign_in(client, place, Role.STEERING)
    assert "Since then" not in page(client)
    assert "Nothing has been corrected since" in page(client)
    CommunityGroupFactory(programme=place.programme, eligible_in=[place], eligible_in__as_of=date(2025, 3, 1))
    AssetFactory(neighbourhood=place, since=None)
    shown = page(client)
    assert "the same today" in shown
    assert "B2 Groups functioning 10 10 groups The register has since been corrected: it would be 11 today" in shown


def test_later_profiles_are_no_correction(client, place):
    freeze(place)
    CommunityGroupFactory(programme=place.programme, eligible_in=[place], eligible_in__as_of=TODAY)
    sign_in(client, place, Role.STEERING)
    assert "has since been corrected" not in page(client)


def test_tampering_is_found_by_the_page_and_the_command(client, place, capsys):
    frozen = freeze(place)
    call_command("verify_baselines", "vale")
    assert "1 frozen baselines checked, 0 problems." in capsys.readouterr().out
    changed = frozen.values | {"B2": frozen.values["B2"] | {"value": 12}}
    super(type(BaselineFreeze.objects.all()), BaselineFreeze.objects.all()).update(values=changed)
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_baselines")
    assert "the fingerprint is not that of what is stored" in capsys.readouterr().out
    sign_in(client, place, Role.STEERING)
    assert "What is stored is not what was frozen" in page(client)


@pytest.mark.parametrize("role", Role.values)
def test_each_role_is_offered_what_it_may_do(client, place, role):
    sign_in(client, place, role)
    shown = page(client)
    assert ("Freeze the baseline…" in shown) == (role == Role.EVALUATOR)
    assert ("Share out the parts" in shown) == (role in (Role.COORDINATOR, Role.EVALUATOR))
    assert ("Confirm the register…" in shown) == (role in (Role.COORDINATOR, Role.EVALUATOR))
    assert ("Confirm by hand…" in shown) == (role == Role.EVALUATOR)


def test_part_shown_by_its_register_is_not_confirmed_by_hand_as_well(client, place):
    BaselinePart.objects.create(neighbourhood=place, part="sector", **KEPT_BY_HAND)
    assert states(place)["sector"].may_be_confirmed
    RegisterConfirmationFactory(neighbourhood=place)
    assert not states(place)["sector"].may_be_confirmed


def test_parts_of_many_neighbourhoods_take_as_many_queries_as_of_one(place, django_assert_num_queries):
    places = [place, *(NeighbourhoodFactory(programme=place.programme) for _ in range(4))]
    for each in places:
        RegisterConfirmationFactory(neighbourhood=each)
    for some in (places[:1], places):
        with django_assert_num_queries(5):
            baseline_parts(place.programme, some)


def test_page_takes_as_many_queries_for_many_neighbourhoods(client, place, django_assert_max_num_queries):
    freeze(place)
    for _ in range(5):
        AssetFactory(neighbourhood=NeighbourhoodFactory(programme=place.programme))
    sign_in(client, place, Role.EVALUATOR)
    with django_assert_max_num_queries(42):
        page(client)


def test_group_struck_out_leaves_the_frozen_figure(place):
    frozen = freeze(place)
    GroupProfile.objects.update(struck_out_at=timezone.now(), struck_out_because="Another place")
    assert freeze(place).values == frozen.values
