"""Deployments: who works where, refused at the field where they contradict the appointment or each other."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from commissioning.actions.entries import save_entry
from commissioning.models import Appointment, Role
from commissioning.tests.entry_factories import AppointmentFactory, PostFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.forms.team import DeploymentForm
from neighbourhoods.models import Deployment
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory

pytestmark = pytest.mark.django_db
HALF, FULL = Decimal("0.5"), Decimal(1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def bea():
    """Bea Cole, fieldworker with full time from April 2024 to March 2026."""
    return AppointmentFactory(name="Bea Cole", starts_on=date(2024, 4, 1), ends_on=date(2026, 3, 31))


@pytest.fixture
def ropewalk(bea):
    return NeighbourhoodFactory(programme=bea.post.programme, name="Ropewalk")


@pytest.fixture
def tanyard(bea):
    return NeighbourhoodFactory(programme=bea.post.programme, name="Tanyard")


def deployment(bea, place, **values):
    given = {"starts_on": date(2024, 10, 1), "ends_on": date(2025, 9, 30), "fte": FULL}
    return Deployment(appointment=bea, neighbourhood=place, **given | values)


def deploy(bea, place, **values):
    return save_entry(programme=bea.post.programme, entry=deployment(bea, place, **values), by=None)


def refusal_of(action, *given, **values):
    with pytest.raises(ValidationError) as refused:
        action(*given, **values)
    return refused.value.message_dict


def sent(bea, place, **values):
    """What the form sends."""
    given = {
        "appointment": bea.pk,
        "neighbourhood": place.pk,
        "kind": "intensive",
        "starts_on": "2024-10-01",
        "ends_on": "2025-09-30",
        "fte": "1",
    }
    return {**given, **values}


def form_of(bea, place, **values):
    return DeploymentForm(sent(bea, place, **values), programme=bea.post.programme)


# Its own dates and share.


def test_deployment_that_ends_before_it_starts_is_refused_at_its_end(bea, ropewalk):
    reasons = refusal_of(deploy, bea, ropewalk, ends_on=date(2024, 9, 30))
    assert reasons == {"ends_on": ["A deployment cannot end on 30 September 2024: it starts on 1 October 2024."]}
    assert not Deployment.objects.exists()


def test_deployment_of_one_day_is_kept(bea, ropewalk):
    assert deploy(bea, ropewalk, ends_on=date(2024, 10, 1)).pk


@pytest.mark.parametrize("fte", [Decimal(0), Decimal("-0.5"), Decimal("1.01")])
def test_share_that_is_none_is_refused_once_at_its_field(bea, ropewalk, fte):
    assert refusal_of(deploy, bea, ropewalk, fte=fte) == {
        "fte": ["A share of full time is above 0 and at most 1, such as 0.5 for half."]
    }


@pytest.mark.parametrize(
    "values", [{"ends_on": date(2024, 9, 30)}, {"fte": Decimal(0)}, {"fte": Decimal("1.5")}, {"fte": Decimal(-1)}]
)
def test_database_itself_refuses_reversed_dates_and_impossible_shares(bea, ropewalk, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        deployment(bea, ropewalk, **values).save()


@pytest.mark.parametrize("written", ["half", "1/2", "50 %", "0.123", "1000"])
def test_share_that_is_no_number_is_told_plainly_and_nothing_is_lost(bea, ropewalk, written):
    form = form_of(bea, ropewalk, fte=written)
    assert form.errors == {"fte": ["Share of full time: write a number from 0.01 to 1, such as 0.5 for half."]}
    assert form["fte"].value() == written
    assert form["starts_on"].value() == "2024-10-01"


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
@pytest.mark.parametrize("written", ["31/02/2025", "soon", "2025-13-01", "0000-00-00"])
def test_day_that_is_none_is_told_once_at_its_field(bea, ropewalk, field, written):
    """An end that cannot be read is not taken for "no end known", which the appointment would not have room for."""
    form = form_of(bea, ropewalk, **{field: written})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert form[field].value() == written


@pytest.mark.parametrize("field", ["appointment", "neighbourhood", "kind", "starts_on", "fte"])
def test_what_is_missing_is_said_at_its_field(bea, ropewalk, field):
    assert list(form_of(bea, ropewalk, **{field: ""}).errors) == [field]


# The appointment.


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        (
            {"starts_on": date(2024, 3, 31)},
            {"starts_on": ["Bea Cole is in this post from 1 April 2024. Write that day or a later one."]},
        ),
        (
            {"ends_on": date(2026, 4, 1)},
            {"ends_on": ["Bea Cole is in this post until 31 March 2026. Write that day or an earlier one."]},
        ),
        (
            {"ends_on": None},
            {"ends_on": ["Bea Cole is in this post until 31 March 2026. Write that day or an earlier one."]},
        ),
        (
            {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 5, 1)},
            {"starts_on": ["Bea Cole is in this post until 31 March 2026 only. Write an earlier day."]},
        ),
    ],
)
def test_deployment_beyond_the_appointment_is_refused_where_it_goes_beyond(bea, ropewalk, values, reasons):
    assert refusal_of(deploy, bea, ropewalk, **values) == reasons


def test_deployment_as_long_as_the_appointment_is_kept(bea, ropewalk):
    assert deploy(bea, ropewalk, starts_on=bea.starts_on, ends_on=bea.ends_on).pk


def test_deployment_without_an_end_is_kept_where_the_appointment_has_none(ropewalk):
    held = AppointmentFactory(post=PostFactory(programme=ropewalk.programme))
    assert deploy(held, ropewalk, ends_on=None).pk


def test_deployment_beyond_the_share_of_the_appointment_is_refused_at_its_share(ropewalk):
    held = AppointmentFactory(name="Bea Cole", fte=HALF, post=PostFactory(programme=ropewalk.programme))
    assert refusal_of(deploy, held, ropewalk, fte=Decimal("0.6")) == {
        "fte": [
            "Bea Cole has 0.5 of full time. This would be 0.6 of full time from 1 October 2024 to 30 September 2025."
        ]
    }


def test_place_of_another_programme_is_refused_at_the_place(bea):
    assert refusal_of(deploy, bea, NeighbourhoodFactory()) == {
        "neighbourhood": ["Choose a neighbourhood of the programme that the post belongs to."]
    }


def test_place_and_person_of_another_programme_are_not_offered(bea, ropewalk):
    elsewhere = NeighbourhoodFactory()
    stranger = AppointmentFactory(post__programme=elsewhere.programme)
    assert list(form_of(bea, elsewhere).errors) == ["neighbourhood"]
    of_stranger = DeploymentForm(sent(stranger, ropewalk), programme=ropewalk.programme)
    assert list(of_stranger.errors) == ["appointment"]
    offered = DeploymentForm(programme=bea.post.programme)
    assert list(offered.fields["appointment"].queryset) == [bea]
    assert list(offered.fields["neighbourhood"].queryset) == [ropewalk]


# Other deployments of the same person.


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2024, 10, 1), date(2025, 9, 30)),
        (date(2024, 5, 1), date(2024, 10, 1)),
        (date(2025, 9, 30), date(2025, 12, 31)),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2024, 4, 1), date(2026, 3, 31)),
    ],
)
def test_second_time_in_one_place_is_refused_on_any_day_they_share(bea, ropewalk, starts_on, ends_on):
    deploy(bea, ropewalk, fte=HALF)
    reasons = refusal_of(deploy, bea, ropewalk, fte=HALF, starts_on=starts_on, ends_on=ends_on, kind="maintenance")
    assert reasons == {
        "starts_on": [
            "Bea Cole is deployed in Ropewalk already, from 1 October 2024 to 30 September 2025. Change these dates, "
            "or end the other deployment first."
        ]
    }
    assert Deployment.objects.count() == 1


def test_maintenance_that_begins_the_day_after_intensive_support_is_kept(bea, ropewalk):
    deploy(bea, ropewalk)
    assert deploy(bea, ropewalk, kind="maintenance", starts_on=date(2025, 10, 1), ends_on=date(2026, 3, 31)).pk


def test_two_people_in_one_place_are_kept(bea, ropewalk):
    deploy(bea, ropewalk)
    assert deploy(AppointmentFactory(post=PostFactory(programme=ropewalk.programme)), ropewalk).pk


def test_two_places_at_once_are_kept_up_to_the_share(bea, ropewalk, tanyard):
    deploy(bea, ropewalk, fte=Decimal("0.4"))
    assert deploy(bea, tanyard, fte=Decimal("0.6")).pk


def test_places_that_together_are_more_than_the_share_are_named_with_the_days(bea, ropewalk, tanyard):
    deploy(bea, ropewalk, fte=Decimal("0.7"))
    reasons = refusal_of(deploy, bea, tanyard, fte=HALF, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    assert reasons == {
        "fte": [
            "Bea Cole has 1 of full time. Together with Ropewalk it would be 1.2 of full time from 1 January 2025 to "
            "30 September 2025."
        ]
    }


def test_changed_deployment_does_not_stand_in_its_own_way(bea, ropewalk):
    standing = deploy(bea, ropewalk)
    standing.ends_on = date(2025, 12, 31)
    save_entry(programme=ropewalk.programme, entry=standing, by=None)
    assert Deployment.objects.get().ends_on == date(2025, 12, 31)


# The appointment under its deployments.


@pytest.mark.parametrize(
    ("values", "field", "change"),
    [
        ({"starts_on": date(2024, 10, 2)}, "starts_on", "starts later"),
        ({"ends_on": date(2025, 9, 29)}, "ends_on", "ends earlier"),
    ],
)
def test_appointment_cannot_become_shorter_than_its_deployments(bea, ropewalk, values, field, change):
    deploy(bea, ropewalk)
    for name, value in values.items():
        setattr(bea, name, value)
    reasons = refusal_of(save_entry, programme=ropewalk.programme, entry=bea, by=None)
    assert reasons == {
        field: [
            "Bea Cole is deployed at other times: Ropewalk, from 1 October 2024 to 30 September 2025. Change those "
            f"deployments first; then the appointment {change}."
        ]
    }


def test_appointment_with_an_open_deployment_cannot_get_an_end(ropewalk):
    held = AppointmentFactory(post=PostFactory(programme=ropewalk.programme))
    deploy(held, ropewalk, ends_on=None)
    held.ends_on = date(2030, 1, 1)
    reasons = refusal_of(save_entry, programme=ropewalk.programme, entry=held, by=None)
    assert "Ropewalk, from 1 October 2024 on" in reasons["ends_on"][0]


def test_appointment_cannot_become_smaller_than_its_deployments(bea, ropewalk, tanyard):
    deploy(bea, ropewalk, fte=Decimal("0.4"))
    deploy(bea, tanyard, fte=Decimal("0.4"), starts_on=date(2025, 1, 1))
    bea.fte = HALF
    assert refusal_of(save_entry, programme=ropewalk.programme, entry=bea, by=None) == {
        "fte": [
            "Bea Cole is deployed with 0.8 of full time from 1 January 2025 to 30 September 2025. Put the deployments "
            "right first."
        ]
    }


def test_appointment_may_shrink_to_exactly_its_deployments(bea, ropewalk):
    deploy(bea, ropewalk, fte=HALF)
    bea.starts_on, bea.ends_on, bea.fte = date(2024, 10, 1), date(2025, 9, 30), HALF
    assert save_entry(programme=ropewalk.programme, entry=bea, by=None).fte == HALF


@pytest.mark.parametrize("change", [{"ends_on": date(2025, 1, 31)}, {"fte": HALF}])
def test_appointment_that_somebody_else_shortened_meanwhile_counts_as_it_is_now(bea, ropewalk, change):
    Appointment.objects.filter(pk=bea.pk).update(**change)
    assert list(refusal_of(deploy, bea, ropewalk)) == list(change)


# Pages.


@pytest.fixture
def coordinator(client, bea):
    member = MembershipFactory(programme=bea.post.programme, role=Role.COORDINATOR)
    client.force_login(member.user, backend=BACKEND)
    return member.user


def page(verb, programme, *rest):
    return reverse(f"neighbourhoods:deployment-{verb}", args=[programme.slug, *rest])


def test_deployment_is_made_on_its_page_and_says_who_made_it(client, coordinator, bea, ropewalk):
    response = client.post(page("new", ropewalk.programme), sent(bea, ropewalk), follow=True)
    assert "Deployment saved: Bea Cole, Ropewalk." in response.content.decode()
    made = Deployment.objects.get()
    assert made.history.get().history_user == coordinator
    assert (made.kind, made.ends_on, made.fte) == ("intensive", date(2025, 9, 30), FULL)


def test_deployment_sent_twice_is_made_once_and_nobody_is_told_off(client, coordinator, bea, ropewalk):
    """The second of two equal forms is the same deployment, and not one that meets the first."""
    url = page("new", ropewalk.programme)
    once = sent(bea, ropewalk, key="5d3f7c1e-8f0c-4a52-9a3c-2f1f6f5f7a11")
    assert [client.post(url, once).status_code for _ in range(2)] == [302, 302]
    assert Deployment.objects.count() == 1


def test_same_deployment_from_another_form_is_refused_with_what_was_typed(client, coordinator, bea, ropewalk):
    url = page("new", ropewalk.programme)
    client.post(url, sent(bea, ropewalk))
    response = client.post(url, sent(bea, ropewalk, ends_on="2025-08-31"))
    assert "is deployed in Ropewalk already" in response.context["form"].errors["starts_on"][0]
    assert response.context["form"]["ends_on"].value() == "2025-08-31"
    assert Deployment.objects.count() == 1


def test_two_who_change_one_deployment_do_not_overwrite_each_other_unseen(client, coordinator, bea, ropewalk):
    made = deploy(bea, ropewalk)
    seen = made.history.latest().pk
    url = page("detail", ropewalk.programme, made.pk)
    client.post(url, sent(bea, ropewalk, ends_on="2025-06-30", seen=seen))
    response = client.post(url, sent(bea, ropewalk, ends_on="2025-03-31", seen=seen))
    assert "Nothing was overwritten" in response.content.decode()
    assert Deployment.objects.get().ends_on == date(2025, 6, 30)


def test_deployment_is_removed_after_a_question(client, coordinator, bea, ropewalk):
    made = deploy(bea, ropewalk)
    url = page("remove", ropewalk.programme, made.pk)
    assert "Bea Cole, Ropewalk" in client.get(url).content.decode()
    assert Deployment.objects.exists()
    client.post(url)
    assert not Deployment.objects.exists()


def test_appointment_under_a_deployment_is_not_removed(client, coordinator, bea, ropewalk):
    deploy(bea, ropewalk)
    response = client.post(reverse("commissioning:appointment-remove", args=[ropewalk.programme.slug, bea.pk]))
    assert response.status_code == 302
    assert "other entries rest on it" in client.get(response.url).content.decode()
    bea.refresh_from_db()


def test_outsiders_find_no_deployment(client, bea, ropewalk):
    made = deploy(bea, ropewalk)
    client.force_login(MembershipFactory(programme=ProgrammeFactory()).user, backend=BACKEND)
    for url in (page("new", ropewalk.programme), page("detail", ropewalk.programme, made.pk)):
        assert client.get(url).status_code == 404


def test_deployment_of_another_programme_is_not_found_under_ones_own(client, coordinator, bea, ropewalk):
    other = DeploymentFactory()
    for verb in ("detail", "remove"):
        assert client.get(page(verb, ropewalk.programme, other.pk)).status_code == 404
    assert client.post(page("remove", ropewalk.programme, other.pk)).status_code == 404
    assert Deployment.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_the_coordinator_deploys(client, bea, ropewalk, role):
    made = deploy(bea, ropewalk)
    client.force_login(MembershipFactory(programme=ropewalk.programme, role=role).user, backend=BACKEND)
    assert client.post(page("new", ropewalk.programme), sent(bea, ropewalk)).status_code == 403
    assert client.post(page("detail", ropewalk.programme, made.pk), sent(bea, ropewalk)).status_code == 403
    assert client.post(page("remove", ropewalk.programme, made.pk)).status_code == 403
    assert client.get(page("detail", ropewalk.programme, made.pk)).status_code == (403 if role == "steering" else 200)
    assert Deployment.objects.count() == 1
