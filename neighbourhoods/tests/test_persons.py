"""Somebody who asks is found wherever they stand, handed what is held, and erased from all that may go."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.privacy import PERSONAL
from accounts.tests.factories import UserFactory
from commissioning.models import Decision, Role
from commissioning.tests.entry_factories import (
    ActionFactory,
    AppointmentFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    PostFactory,
    StageFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.actions.people import RequestRefused, erase_person, export_person
from neighbourhoods.models import (
    CaseStudy,
    Contact,
    GroupProfile,
    LocalIntelligence,
    PersonRequest,
    RegisterFile,
)
from neighbourhoods.persons.columns import models_of_programmes, texts_of, way_of
from neighbourhoods.persons.held import DELETE, MAY_MENTION, STAYS, TAKE_OUT, held_of
from neighbourhoods.persons.terms import REMOVED, Terms
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyReplyFactory,
    CaseStudyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    ContactFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GroupProfileFactory,
    RegisterFileFactory,
)

pytestmark = pytest.mark.django_db
ADA = Terms(name="Ada Moss", email="ada@example.org", phone="01632 960123")
HOW = "By letter of 3 May"


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def place(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR, user=UserFactory(name="Tom Reed")).user


@pytest.fixture
def everywhere(programme, place):
    """Ada Moss in every kind of row that can hold her, in earlier versions too."""
    group = CommunityGroupFactory(programme=programme, name="Ropewalk Singers", about="Ask Ada Moss for the key.")
    contact = ContactFactory(group=group, name="Ada Moss", email="ada@example.org", phone="(01632) 960 123")
    contact.position = "chair"
    contact.save()
    gone = ContactFactory(group=group, name="A. Moss", email="Ada@Example.org")
    gone.delete()
    meeting = MeetingFactory(programme=programme)
    AttendanceFactory(meeting=meeting, name="Ada Moss", organisation="Healthwatch")
    called_off = MeetingFactory(programme=programme)
    AttendanceFactory(meeting=called_off, name="Ada Moss")
    called_off.delete()  # its record of changes still tells who was to come
    ActionFactory(meeting=meeting, owner_words="Moss, Ada", words="Write to the council")
    AppointmentFactory(post=PostFactory(programme=programme), name="Ada Moss")
    CaseStudyFactory(
        programme=programme, story="ADA MOSS began it.", consent_by="Ada Moss and her son", consent_how="spoken",
        consent_on=date(2024, 9, 1), is_shared=True,
    )  # fmt: skip
    GroupProfileFactory(group=group, problems="Ada  Moss wants to stop.")
    FieldworkEntryFactory(neighbourhood=place, what_happened="Rang +44 1632 960123.", next_step="See Ada Moss")
    issue = CommunityIssueFactory(neighbourhood=place, detail="Ada Moss fell on the kerb.")
    issue.detail = "Somebody fell on the kerb."
    issue.save()  # put right by hand; the earlier version still tells
    AgencyReplyFactory(issue=issue, words="We wrote to ada@example.org.")
    LocalIntelligence.objects.create(neighbourhood=place, note="Ada Moss knows everybody.")
    GrantFactory(group=group, more={"Contact": ["Ada Moss", {"mail": "ada@example.org"}], "Amount": 5})
    RegisterFileFactory(programme=programme, filename="waits.csv", content=b"name\nAda Moss\n")
    RegisterFileFactory(
        programme=programme,
        filename="imported.csv",
        applied_at="2024-09-01T10:00Z",
        faults=[[3, "E-mail", "ada@example.org", "Not a group."]],
    )
    return group


def every_text():
    """(label, field, text) of every text column of every model, records of changes among them."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for value in models.QuerySet(model).values_list(field.attname, flat=True):
                    yield model._meta.label, field.name, json.dumps(value, ensure_ascii=False, default=str)
            elif isinstance(field, models.BinaryField):
                for value in models.QuerySet(model).values_list(field.attname, flat=True):
                    yield model._meta.label, field.name, bytes(value or b"").decode("utf-8", errors="replace")


def left_of(terms):
    return {(label, name) for label, name, text in every_text() if terms.found_in(text)}


def erase(programme, by, terms=ADA, chosen=None):
    keys = {held.key for held in held_of(programme, terms)} if chosen is None else chosen
    return erase_person(programme=programme, terms=terms, chosen=keys, reason=HOW, by=by)


# Finding


def test_every_personal_text_is_looked_through():
    searched = {f"{model._meta.label}.{text.name}" for model in models_of_programmes() for text in texts_of(model)}
    personal = {
        f"{label}.{name}"
        for label, names in PERSONAL.items()
        for name in names
        if isinstance(
            apps.get_model(label)._meta.get_field(name), models.CharField | models.TextField | models.JSONField
        )
    }
    accounts = {f"accounts.User.{name}" for name in ("email", "name", "password")}
    assert personal - searched - accounts == set()


def test_every_model_with_words_hangs_from_a_programme_or_is_known_not_to():
    apart = {model._meta.label for model in apps.get_models() if way_of(model) is None and texts_of(model)}
    ours = {
        label for label in apart if label.split(".")[0] in ("commissioning", "neighbourhoods", "surveys", "evaluation")
    }
    records = {label for label in ours if label.split(".")[1].startswith("Historical")}
    assert ours - records <= {"commissioning.Digest"}  # how many lines a reminder had, in numbers


def test_person_is_found_in_every_kind_of_row(programme, everywhere):
    found = held_of(programme, ADA)
    by_treatment = {
        treatment: sorted({held.model.__name__ for held in found if held.treatment == treatment})
        for treatment in (DELETE, TAKE_OUT, MAY_MENTION, STAYS)
    }
    assert by_treatment == {
        DELETE: ["Contact"],
        TAKE_OUT: ["Action", "Appointment", "Attendance", "CaseStudy", "RegisterFile"],
        MAY_MENTION: [
            "AgencyReply",
            "CaseStudy",
            "CommunityGroup",
            "CommunityIssue",
            "FieldworkEntry",
            "Grant",
            "GroupProfile",
            "LocalIntelligence",
        ],
        STAYS: [],
    }
    assert len([held for held in found if held.model is Contact]) == 2
    assert len([held for held in found if held.model is RegisterFile]) == 2


def test_nobody_is_found_without_a_name_address_or_number(programme, everywhere):
    assert held_of(programme, Terms()) == []


def test_text_that_was_put_right_by_hand_is_found_in_its_earlier_version(programme, everywhere):
    (issue,) = (held for held in held_of(programme, ADA) if held.model.__name__ == "CommunityIssue")
    assert not issue.is_there
    assert [(part.label, part.is_earlier) for part in issue.parts] == [("More about it", True)]


def test_workbook_that_waits_is_looked_through(programme):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", "<si><t>Ada Moss</t></si>")
    RegisterFileFactory(programme=programme, content=file.getvalue())
    assert [held.model for held in held_of(programme, ADA)] == [RegisterFile]


def test_broken_workbook_and_other_bytes_do_no_harm(programme):
    for content in (b"PK\x03\x04 not a zip", b"\xff\xfe\x00", b"caf\xe9 Ada", b""):
        RegisterFileFactory(programme=programme, content=content)
    assert held_of(programme, ADA) == []


def test_search_costs_the_same_however_much_is_found(programme, everywhere, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        held_of(programme, ADA)
    for number in range(30):
        FieldworkEntryFactory(neighbourhood=programme.neighbourhoods.get(), what_happened=f"Ada Moss {number}")
        ContactFactory(group=everywhere, name="Ada Moss")
    with django_assert_num_queries(len(before)):
        assert len(held_of(programme, ADA)) > 60


# Erasing


def test_erased_person_occurs_nowhere(programme, everywhere, coordinator):
    assert len(left_of(ADA)) > 12
    erase(programme, coordinator)
    assert left_of(ADA) == set()


def test_what_may_stay_does_and_says_so(programme, everywhere, coordinator):
    user = MembershipFactory(programme=programme, user=UserFactory(name="Ada Moss", email="ada@example.org")).user
    decision = DecisionFactory(
        stage=StageFactory(programme=programme), decided_by=user, decider_name="Ada Moss", reasons="Ada Moss says so."
    )
    found = held_of(programme, ADA)
    stays = {held.model.__name__: held for held in found if held.treatment == STAYS}
    assert set(stays) == {"User", "Decision"}
    assert all(held.why for held in stays.values())
    erase(programme, coordinator)
    allowed = {f"{held.model._meta.label}.{part.name}" for held in stays.values() for part in held.parts}
    left = {f"{label.replace('Historical', '')}.{name}" for label, name in left_of(ADA)}
    assert left <= allowed
    standing = Decision.objects.get(pk=decision.pk)
    assert (standing.decider_name, standing.reasons) == ("Ada Moss", "Ada Moss says so.")
    assert standing.is_intact
    assert User.objects.get(pk=user.pk).name == "Ada Moss"


def test_records_keep_what_they_count(programme, everywhere, coordinator):
    erase(programme, coordinator)
    meeting = programme.meetings.get()
    attendance = meeting.attendances.get()
    assert (attendance.name, attendance.organisation, attendance.came) == (REMOVED, "Healthwatch", True)
    assert meeting.actions.get().owner_words == REMOVED
    case = CaseStudy.objects.get()
    assert (case.consent_by, case.is_shared) == (f"{REMOVED} and her son", True)
    assert GroupProfile.objects.get().problems == f"{REMOVED} wants to stop."
    assert GroupProfile.objects.get().struck_out_at is None
    assert everywhere.grants.get().more == {"Contact": [REMOVED, {"mail": REMOVED}], "Amount": 5}
    assert not Contact.objects.exists()
    assert not Contact.history.exists()


def test_only_what_is_chosen_is_erased(programme, everywhere, coordinator):
    chosen = {held.key for held in held_of(programme, ADA) if held.treatment == DELETE}
    erase(programme, coordinator, chosen=chosen)
    assert not Contact.objects.exists()
    assert programme.meetings.get().attendances.get().name == "Ada Moss"
    assert "Ada  Moss" in GroupProfile.objects.get().problems


def test_details_are_erased_beside_words_that_were_not_chosen(programme, everywhere, coordinator):
    chosen = {held.key for held in held_of(programme, ADA) if held.treatment == TAKE_OUT}
    erase(programme, coordinator, chosen=chosen)
    case = CaseStudy.objects.get()
    assert (case.consent_by, case.story) == (f"{REMOVED} and her son", "ADA MOSS began it.")


def test_erasing_twice_is_safe_and_on_record_once(programme, everywhere, coordinator):
    keys = {held.key for held in held_of(programme, ADA)}
    assert erase(programme, coordinator, chosen=keys)
    before = sorted(every_text())
    assert erase(programme, coordinator, chosen=keys) == []
    assert sorted(every_text()) == before
    assert PersonRequest.objects.count() == 1


def test_contact_that_is_somebody_else_by_now_loses_only_its_earlier_versions(programme, coordinator):
    contact = ContactFactory(group=CommunityGroupFactory(programme=programme), name="Ada Moss")
    contact.name = "Bea Hall"
    contact.save()
    erase(programme, coordinator, terms=Terms(name="Ada Moss"))
    assert Contact.objects.get().name == "Bea Hall"
    assert [record.name for record in Contact.history.all()] == ["Bea Hall"]


def test_two_people_of_one_meeting_can_both_be_erased(programme, coordinator):
    meeting = MeetingFactory(programme=programme)
    for name in ("Ada Moss", "Bea Hall"):
        AttendanceFactory(meeting=meeting, name=name)
        erase(programme, coordinator, terms=Terms(name=name))
    assert len(set(meeting.attendances.values_list("name", flat=True))) == 2
    assert left_of(Terms(name="Ada Moss")) == left_of(Terms(name="Bea Hall")) == set()


def test_another_programme_keeps_what_it_holds(programme, everywhere, coordinator):
    elsewhere = ContactFactory(group=CommunityGroupFactory(programme=ProgrammeFactory()), name="Ada Moss")
    erase(programme, coordinator)
    assert Contact.objects.get() == elsewhere


def test_everything_or_nothing_is_erased(programme, everywhere, coordinator, monkeypatch):
    def fail(*args):
        raise RuntimeError("The power went")

    monkeypatch.setattr("neighbourhoods.actions.people.tell_figures", fail)
    with pytest.raises(RuntimeError):
        erase(programme, coordinator)
    assert Contact.objects.exists()
    assert not PersonRequest.objects.exists()


def test_request_is_on_record_with_counts_and_nothing_of_the_person(programme, everywhere, coordinator):
    erase(programme, coordinator)
    request = PersonRequest.objects.get()
    assert (request.kind, request.reason, request.done_by) == ("erase", HOW, coordinator)
    assert request.found["Contact"] == 2
    assert all(isinstance(number, int) for number in request.found.values())


@pytest.mark.parametrize("reason", ["", "  ", "Ada Moss wrote", "mail of ada@example.org", "rang from 01632960123"])
def test_reason_names_nobody(programme, everywhere, coordinator, reason):
    with pytest.raises(RequestRefused):
        export_person(programme=programme, terms=ADA, reason=reason, by=coordinator)
    assert not PersonRequest.objects.exists()


# The pages


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


WHOM = {"name": "Ada Moss", "email": "ada@example.org", "phone": "01632 960123"}


def at(verb):
    return reverse(f"neighbourhoods:person-{verb}", args=["vale"])


def test_page_shows_what_is_held_and_ticks_details_only(signed_in, programme, everywhere):
    response = signed_in.post(at("requests"), WHOM)
    shown = {held.key: held for _, _, rows in response.context["groups"] for held in rows}
    assert {shown[key].treatment for key in response.context["chosen"]} == {DELETE, TAKE_OUT}
    page = response.content.decode()
    assert "Ropewalk Singers" in page
    assert everywhere.get_absolute_url() in page


def test_page_keeps_names_out_of_addresses_and_caches(signed_in, programme, everywhere):
    response = signed_in.get(at("requests"), WHOM)
    assert "groups" not in response.context
    assert "no-store" in signed_in.post(at("requests"), WHOM).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "name"),
        ({"name": "Al"}, "name"),
        ({"email": "somebody"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"name": " ", "phone": " "}, "name"),
    ],
)
def test_nonsense_is_refused_at_its_field(signed_in, programme, given, field):
    response = signed_in.post(at("requests"), given)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert "groups" not in response.context


def test_page_says_what_to_do_when_nobody_is_found(signed_in, programme):
    assert "Look for other spellings" in signed_in.post(at("requests"), {"name": "Nobody Here"}).content.decode()


def test_export_hands_out_what_is_held_as_json(signed_in, programme, everywhere):
    response = signed_in.post(at("export"), WHOM | {"reason": HOW, "as": "json"})
    held = json.loads(response.content)["held"]
    assert {"Contact", "Attendance", "Action"} <= {row["what"] for row in held}
    assert "(01632) 960 123" in {row["text"] for row in held}
    assert "Ada" not in response.headers["Content-Disposition"]
    assert PersonRequest.objects.get().kind == PersonRequest.Kind.EXPORT


def test_export_hands_out_what_is_held_as_csv(signed_in, programme, everywhere):
    response = signed_in.post(at("export"), WHOM | {"reason": HOW, "as": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["what"] for row in rows} >= {"Contact", "Attendance"}
    assert all(row["where"] for row in rows)


def test_export_without_a_reason_shows_what_is_held_again(signed_in, programme, everywhere):
    response = signed_in.post(at("export"), WHOM | {"as": "json", "reason": ""})
    assert response.context["answer"].errors["reason"]
    assert response.context["groups"]
    assert not PersonRequest.objects.exists()


def test_erasing_asks_before(signed_in, programme, everywhere):
    chosen = [held.key for held in held_of(programme, ADA)]
    asked = signed_in.post(at("erase"), WHOM | {"reason": HOW, "chosen": chosen})
    assert "cannot be undone" in asked.content.decode()
    assert Contact.objects.exists()
    done = signed_in.post(at("erase"), WHOM | {"reason": HOW, "chosen": chosen, "confirmed": "yes"}, follow=True)
    assert done.redirect_chain == [(at("requests"), 302)]
    assert f"Erased in {len(chosen)} places" in done.content.decode()
    assert left_of(ADA) == set()
    again = signed_in.post(at("erase"), WHOM | {"reason": HOW, "chosen": chosen, "confirmed": "yes"}, follow=True)
    assert "nothing left to erase" in again.content.decode()


def test_erasing_nothing_says_so(signed_in, programme, everywhere):
    response = signed_in.post(at("erase"), WHOM | {"reason": HOW})
    assert "Nothing is chosen" in response.content.decode()
    response = signed_in.post(at("erase"), WHOM | {"reason": HOW, "chosen": ["nonsense", "accounts.User:1:stays"]})
    assert "not there any more" in response.content.decode()


@pytest.mark.parametrize("verb", ["requests", "export", "erase"])
def test_fieldworkers_and_others_are_refused(client, programme, everywhere, verb):
    for role in (Role.FIELDWORKER, Role.EVALUATOR, Role.STEERING):
        client.force_login(MembershipFactory(programme=programme, role=role).user)
        sent = client.post(at(verb), WHOM | {"reason": HOW, "chosen": ["neighbourhoods.Contact:1:delete"]})
        assert sent.status_code == 403
    assert Contact.objects.exists()
