"""The pages of links and personal links, as each role meets them."""

import csv
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.models import Role
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyFactory
from surveys.actions.invitations import invite_from_register
from surveys.actions.links import open_links
from surveys.doors import door_at
from surveys.models import Invitation, Response, Sample, Wave
from surveys.tests.factories import SampleFactory
from surveys.tests.links.worlds import TODAY, a_group, a_wave, address, answers, invited, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY):
        yield


def lock(wave):
    Wave.objects.filter(pk=wave.pk).update(weighted_at="2024-10-01T00:00Z", locked_at="2024-10-01T00:00Z")


def test_answering_is_opened_and_closed_on_the_page(client):
    wave = a_wave(takes_answers_online=False)
    evaluator = signed_in(client, wave.programme)
    assert "Closed. Once it is opened" in text_of(evaluator.get(address("wave-links", wave.pk)))
    for _ in range(2):
        page = text_of(evaluator.post(address("wave-links-open", wave.pk), {"open": "yes"}, follow=True))
    code = wave.samples.get().link_code
    assert "Open. Links work until 30 September 2024" in page
    assert f'value="http://127.0.0.1:8000/answer/{code}/"' in page or f"/answer/{code}/" in page
    page = text_of(evaluator.post(address("wave-links-open", wave.pk), {"open": "no"}, follow=True))
    assert "Closed." in page
    evaluator.post(address("wave-links-open", wave.pk), {"open": "perhaps"})
    assert not Wave.objects.get().takes_answers_online


def test_page_draws_each_code_without_styles_and_counts_answers_by_link(client):
    wave = a_wave(places=("Quayside", "Ropewalk"))
    open_links(wave=wave, by=None)
    answers(wave.samples.first(), 3)
    answers(wave.samples.first(), 2, Response.Mode.PAPER)
    page = text_of(signed_in(client, wave.programme).get(address("wave-links", wave.pk)))
    assert page.count('class="fh-qr"') == 2
    assert "style=" not in page
    assert "3 by link" in page
    assert "3 answers by link" in page


def test_codes_are_taken_away_as_pictures(client):
    wave = a_wave()
    evaluator = signed_in(client, wave.programme)
    sample = wave.samples.get()
    assert evaluator.get(address("link-qr", sample.pk)).status_code == 404
    open_links(wave=wave, by=None)
    assert evaluator.get(address("link-qr", sample.pk)).content.startswith(b"<svg")
    assert evaluator.get(address("link-qr-png", sample.pk)).content.startswith(b"\x89PNG")


def test_posters_want_links_first_and_say_what_is_wrong_at_the_field(client):
    wave = a_wave()
    evaluator = signed_in(client, wave.programme)
    page = text_of(evaluator.get(address("wave-poster", wave.pk), follow=True))
    assert "Open answering on line first" in page
    open_links(wave=wave, by=None)
    response = evaluator.get(address("wave-poster", wave.pk), {"contact": "01234", "minutes": "8", "place": ""})
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert evaluator.get(address("wave-poster", wave.pk)).status_code == 200
    for wrong in ({"minutes": "0"}, {"minutes": "soon"}, {"contact": "x" * 121}, {"place": "99999999"}):
        response = evaluator.get(address("wave-poster", wave.pk), wrong)
        assert list(response.context["form"].errors) == list(wrong)
        assert "There is a problem" in text_of(response)


def test_renewing_asks_first_and_sent_twice_ends_one_link(client):
    wave = a_wave()
    open_links(wave=wave, by=None)
    sample = wave.samples.get()
    evaluator = signed_in(client, wave.programme)
    question = text_of(evaluator.get(address("link-renew", sample.pk)))
    assert "The present link ends at once" in question
    assert f'name="ends" value="{sample.link_code}"' in question
    evaluator.post(address("link-renew", sample.pk), {"ends": sample.link_code})
    renewed = Sample.objects.get().link_code
    evaluator.post(address("link-renew", sample.pk), {"ends": sample.link_code})
    assert Sample.objects.get().link_code == renewed != sample.link_code


def test_personal_links_are_made_from_a_list_and_said_to_be_there(client):
    sample = a_wave().samples.get()
    evaluator = signed_in(client, sample.wave.programme)
    assert "No personal links yet" in text_of(evaluator.get(address("invitation-list", sample.pk)))
    form = {"labels": "A-001\r\n\r\n  A-002 \r\n", "unlabelled": "1"}
    page = text_of(evaluator.post(address("invitation-new", sample.pk), form, follow=True))
    assert "3 personal links made." in page
    assert "A-002" in page
    assert "Number 3" in page
    assert "Nothing is new" in text_of(evaluator.post(address("invitation-new", sample.pk), form, follow=True))


@pytest.mark.parametrize(
    ("form", "field", "reason"),
    [
        ({}, "labels", "Write references, one a line, or say how many links you need."),
        ({"labels": "A-001\n" + "x" * 101}, "labels", "Line 2: at most 100 characters; this has 101. Shorten it."),
        ({"labels": "ann@example.org"}, "labels", "Line 1: this looks like an e-mail address."),
        ({"labels": "\n".join(["a@b"] * 7)}, "labels", "And 2 more lines."),
        ({"labels": "\n".join(map(str, range(5001)))}, "labels", "References: at most 5,000; these are 5,001."),
        ({"labels": "A\x00"}, "labels", "there is a character in it that cannot be stored"),
        ({"unlabelled": "0"}, "unlabelled", "write a number from 1 to 5,000"),
        ({"unlabelled": "5001"}, "unlabelled", "write a number from 1 to 5,000"),
        ({"unlabelled": "many"}, "unlabelled", "write a whole number in figures"),
    ],
)
def test_personal_links_asked_for_wrongly_make_none_and_say_why(client, form, field, reason):
    sample = a_wave().samples.get()
    response = signed_in(client, sample.wave.programme).post(address("invitation-new", sample.pk), form)
    assert reason in " ".join(response.context["form"].errors[field])
    assert not Invitation.objects.exists()


def test_list_says_who_answered_only_once_five_have(client):
    sample = a_wave().samples.get()
    invited(sample, 6, answered=4)
    evaluator = signed_in(client, sample.wave.programme)
    page = text_of(evaluator.get(address("invitation-list", sample.pk)))
    assert "4 of 6 answered" in page
    assert "Fewer than 5 have answered, so the list does not say which." in page
    assert page.count("Waiting or answered") == 6
    assert "?which=waiting" not in page
    assert len(rows_of(evaluator.get(address("invitation-csv", sample.pk) + "?which=waiting"))) == 6
    Invitation.objects.filter(number=5).mark_answered()
    page = text_of(evaluator.get(address("invitation-list", sample.pk)))
    assert page.count(">Answered<") == 5
    assert [
        row["label"] for row in rows_of(evaluator.get(address("invitation-csv", sample.pk) + "?which=waiting"))
    ] == ["A-006"]


def rows_of(response):
    return list(csv.DictReader(StringIO(response.content.decode().removeprefix("\ufeff"))))


def test_list_for_a_mail_merge_opens_each_door_and_runs_no_formula(client):
    sample = a_wave().samples.get()
    labels = ["=cmd|' /C calc'!A0", "+44", "@x", "-1+1", 'say "hi", you', "Ünï–كود", "A-001"]
    evaluator = signed_in(client, sample.wave.programme)
    for number, label in enumerate(labels, 1):
        Invitation.objects.create(sample=sample, number=number, label=label)
    rows = rows_of(evaluator.get(address("invitation-csv", sample.pk)))
    assert [row["label"].removeprefix("'") for row in rows] == labels
    assert not any(row["label"].startswith(("=", "@", "-1+")) for row in rows)
    for row in rows:
        code = row["address"].rstrip("/").rpartition("/")[2]
        assert door_at(code).invitation.number == int(row["number"])


def test_letters_come_as_pdf_in_parts_and_say_what_is_wrong(client, monkeypatch):
    sample = a_wave().samples.get()
    evaluator = signed_in(client, sample.wave.programme)
    page = text_of(evaluator.get(address("invitation-letters", sample.pk), follow=True))
    assert "There is no personal link to print." in page
    invited(sample, 7)
    monkeypatch.setattr("surveys.forms.links.AT_A_TIME", 3)
    assert "4 to 6 of 7" in text_of(evaluator.get(address("invitation-list", sample.pk)))
    for part, count in (("0", 3), ("2", 1)):
        response = evaluator.get(address("invitation-letters", sample.pk), {"part": part})
        assert response.content.count(b"/Type/Page/") == count or response.content.count(b"/Type /Page\n") == count
    for wrong in ({"part": "3"}, {"kind": "songs"}, {"which": "some"}):
        response = evaluator.get(address("invitation-letters", sample.pk), wrong)
        assert list(response.context["form"].errors) == list(wrong)


def test_withdrawing_asks_first(client):
    sample = a_wave().samples.get()
    (invitation, *_) = invited(sample, 3)
    evaluator = signed_in(client, sample.wave.programme)
    assert "Withdraw A-001?" in text_of(evaluator.get(address("invitation-withdraw", invitation.pk)))
    for _ in range(2):
        page = text_of(evaluator.post(address("invitation-withdraw", invitation.pk), follow=True))
    assert "A-001 is withdrawn. What was answered before stays." in page
    assert "2 links open" in text_of(evaluator.get(address("invitation-withdraw-all", sample.pk)))
    evaluator.post(address("invitation-withdraw-all", sample.pk))
    assert Invitation.objects.filter(is_withdrawn=True).count() == 3


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("invitation-new", {"unlabelled": "3"}),
        ("invitation-withdraw-all", {}),
        ("link-renew", {"ends": "abcd2345"}),
    ],
)
def test_locked_wave_says_so_and_changes_nothing(client, name, fields):
    wave = a_wave()
    Sample.objects.update(link_code="abcd2345")
    sample = wave.samples.get()
    invited(sample, 2)
    lock(wave)
    evaluator = signed_in(client, wave.programme)
    assert "is locked" in text_of(evaluator.post(address(name, sample.pk), fields, follow=True))
    assert evaluator.get(address("wave-links", wave.pk)).status_code == 200
    assert evaluator.get(address("invitation-list", sample.pk)).status_code == 200
    assert Sample.objects.get().link_code == "abcd2345"
    assert Invitation.objects.filter(is_withdrawn=False).count() == 2


def test_groups_are_invited_all_or_ticked(client):
    wave = a_wave("organisations")
    first, second = a_group(wave, "Tea Club"), a_group(wave, "Allotments")
    sample = wave.samples.get()
    evaluator = signed_in(client, wave.programme)
    assert "2 of 2 not invited yet" in text_of(evaluator.get(address("wave-invite", wave.pk)))
    evaluator.post(address("wave-invite", wave.pk), {"whom": "ticked", "chosen": [f"{sample.pk}:{first.pk}"]})
    assert Invitation.objects.get().group == first
    page = text_of(evaluator.post(address("wave-invite", wave.pk), {"whom": "all"}, follow=True))
    assert "1 invited." in page
    assert "Everybody who stands in the register is invited." in page
    assert set(Invitation.objects.values_list("group", flat=True)) == {first.pk, second.pk}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "whom"),
        ({"whom": "everybody"}, "whom"),
        ({"whom": "ticked"}, "chosen"),
        ({"whom": "ticked", "chosen": ["1:999999"]}, "chosen"),
        ({"whom": "ticked", "chosen": ["x"]}, "chosen"),
    ],
)
def test_register_asked_wrongly_invites_nobody(client, form, field):
    wave = a_wave("organisations")
    a_group(wave)
    response = signed_in(client, wave.programme).post(address("wave-invite", wave.pk), form)
    assert list(response.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_empty_registers_say_what_comes_next(client):
    wave = a_wave("organisations")
    evaluator = signed_in(client, wave.programme)
    assert "No group counts yet" in text_of(evaluator.get(address("wave-invite", wave.pk)))
    agencies = a_wave("agencies", places=("Ropewalk",), programme=wave.programme)
    assert "No agency stands in the register" in text_of(evaluator.get(address("wave-invite", agencies.pk)))
    AgencyFactory(programme=wave.programme, name="Vale Police")
    assert "Vale Police" in text_of(evaluator.get(address("wave-invite", agencies.pk)))
    residents = a_wave(places=("Millbank",), programme=wave.programme)
    page = text_of(evaluator.get(address("wave-invite", residents.pk), follow=True))
    assert "Residents stand in no register." in page


def test_evaluator_writes_to_organisations_and_sees_counts_alone(client):
    wave = a_wave("organisations")
    groups = [a_group(wave, "Tea Club", "tea@example.org", person="Teresa Kettle"), a_group(wave, "Choir", None)]
    invite_from_register(wave=wave, chosen=[(wave.samples.get(), group) for group in groups], by=None)
    evaluator = signed_in(client, wave.programme)
    page = text_of(evaluator.get(address("wave-invite", wave.pk)))
    assert "Write to 1" in page
    refused = evaluator.post(address("wave-invite-send", wave.pk), {"what": "first", "contact": " "})
    assert "Say whom people can ask." in text_of(refused)
    assert mail.outbox == []
    form = {"what": "first", "contact": "Sam, 01234"}
    pages = [text_of(evaluator.post(address("wave-invite-send", wave.pk), form, follow=True)) for _ in range(2)]
    assert "1 message sent." in pages[0]
    assert "There was nobody to write to" in pages[1]
    assert [message.to for message in mail.outbox] == [["tea@example.org"]]
    for shown in (page, *pages, text_of(evaluator.get(address("invitation-list", wave.samples.get().pk)))):
        for personal in ("tea@example.org", "Teresa", "Kettle", "0123<"):
            assert personal not in shown


def test_links_to_hand_over_are_for_those_who_know_the_people_of_the_place(client):
    wave = a_wave("organisations", places=("Quayside", "Ropewalk"))
    quayside, ropewalk = (sample.neighbourhood for sample in wave.samples.order_by("neighbourhood__name"))
    here = a_group(wave, "Choir", "", person="Cora Song", place=quayside)
    there = a_group(wave, "Allotments", "", place=ropewalk)
    samples = wave.samples.order_by("neighbourhood__name")
    invite_from_register(wave=wave, chosen=list(zip(samples, (here, there), strict=True)), by=None)
    page = text_of(signed_in(client, wave.programme, Role.COORDINATOR).get(address("wave-hand-over", wave.pk)))
    for words in ("Choir", "Cora Song", "0123", "Allotments"):
        assert words in page
    assert Invitation.objects.get(group=here).code in page
    fieldworker = signed_in(client, wave.programme, Role.FIELDWORKER)
    user = wave.programme.memberships.get(role=Role.FIELDWORKER).user
    DeploymentFactory(
        appointment__post__programme=wave.programme,
        appointment__user=user,
        neighbourhood=quayside,
        starts_on="2024-09-01",
    )
    page = text_of(fieldworker.get(address("wave-hand-over", wave.pk)))
    assert "Choir" in page
    assert "Allotments" not in page


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_others_see_on_the_wave_only_counts_that_point_to_nobody(client, role):
    wave = a_wave(places=("Quayside", "Ropewalk"))
    quayside, ropewalk = wave.samples.order_by("neighbourhood__name")
    invited(quayside, 9, answered=3)
    answers(quayside, 12)
    answers(quayside, 6, Response.Mode.INTERVIEW)
    answers(quayside, 2, Response.Mode.PAPER)
    answers(ropewalk, 3)
    page = text_of(signed_in(client, wave.programme, role).get(address("wave-detail", wave.pk)))
    assert "<dt>Answered on line</dt><dd>12</dd>" in page
    assert "<dt>Answered to an interviewer or on paper</dt><dd>8</dd>" in page
    assert "fewer than 5 of 9" in page
    assert address("wave-links", wave.pk) not in page


def test_evaluator_sees_every_way_on_the_wave(client):
    wave = a_wave()
    invited(wave.samples.get(), 9, answered=3)
    answers(wave.samples.get(), 2)
    answers(wave.samples.get(), 1, Response.Mode.PAPER)
    page = text_of(signed_in(client, wave.programme).get(address("wave-detail", wave.pk)))
    assert "<dt>Answered on line</dt><dd>2</dd>" in page
    assert "<dt>Answered on paper</dt><dd>1</dd>" in page
    assert "3 of 9" in page
    assert address("wave-links", wave.pk) in page


def test_others_read_no_way_by_which_fewer_than_five_came_in_all(client):
    wave = a_wave()
    answers(wave.samples.get(), 3)
    page = text_of(signed_in(client, wave.programme, Role.STEERING).get(address("wave-detail", wave.pk)))
    assert "<dt>Answered on line</dt>" not in page


def test_pages_ask_the_database_no_more_for_many_than_for_few(client):
    counts = []
    wave = a_wave("organisations", places=())
    evaluator = signed_in(client, wave.programme)
    for _ in range(2):
        for _ in range(4):
            sample = SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=wave.programme))
            group = a_group(wave, f"Group {sample.pk}", place=sample.neighbourhood)
            invite_from_register(wave=wave, chosen=[(sample, group)], by=None)
        first = wave.samples.first()
        invited(first, 8)
        open_links(wave=wave, by=None)
        with CaptureQueriesContext(connection) as queries:
            for url in (address("wave-links", wave.pk), address("wave-invite", wave.pk)):
                assert evaluator.get(url).status_code == 200
            assert evaluator.get(address("invitation-list", first.pk)).status_code == 200
            assert evaluator.get(address("wave-detail", wave.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
