"""The pages of reports: from the first draft to a correction, by each who comes, with and without what they may do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory
from evaluation.editions.actions import start_version, write_section
from evaluation.editions.steps import RETURN
from evaluation.models import Edition, EditionFile, Report
from evaluation.reports.sections import sections_of
from evaluation.tests.editions.making import accepted, begun, handed_in, published, reviewed, worded
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


def url(name, edition, *rest):
    return reverse(f"evaluation:{name}", args=["vale", edition.report_id, edition.number, *rest])


def read(client, address, **options):
    return client.get(address, **options).content.decode()


def test_coordinator_begins_a_report_of_a_stage_from_its_page(client, programme, people, stage):
    client.force_login(people[Role.COORDINATOR])
    page = read(client, stage.get_absolute_url())
    begin = f"{reverse('evaluation:report-new', args=['vale'])}?kind=stage&amp;stage={stage.pk}"
    assert begin in page
    form = client.get(begin.replace("&amp;", "&")).context["form"]
    assert str(form["stage"].value()) == str(stage.pk)
    sent = {"kind": "stage", "stage": stage.pk, "key": form["key"].value()}
    for _ in range(2):
        page = client.post(reverse("evaluation:report-new", args=["vale"]), sent, follow=True)
        assert page.redirect_chain == [(url("edition-detail", Edition.objects.get()), 302)]
    assert "Report of stage 1" in read(client, stage.get_absolute_url())


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "What is it about? Choose one."),
        ({"kind": "stage"}, "Choose the stage."),
        ({"kind": "neighbourhood"}, "Choose the neighbourhood."),
        ({"kind": "elsewhere"}, "Kind: choose from what the page offers."),
        ({"kind": "stage", "stage": "999"}, "Stage: choose from what the page offers."),
        ({"kind": "concluding"}, "has not begun"),
    ],
)
def test_report_that_cannot_be_begun_says_why(client, programme, people, stage, sent, told):
    client.force_login(people[Role.COORDINATOR])
    page = client.post(reverse("evaluation:report-new", args=["vale"]), sent).content.decode()
    assert told in page
    assert not Report.objects.exists()


def test_report_is_not_about_what_its_kind_does_not_ask_for(client, programme, people, stage):
    client.force_login(people[Role.EVALUATOR])
    place = NeighbourhoodFactory(programme=programme, name="Ropewalk")
    sent = {"kind": "neighbourhood", "stage": stage.pk, "neighbourhood": place.pk}
    client.post(reverse("evaluation:report-new", args=["vale"]), sent)
    report = Report.objects.get()
    assert (report.stage, report.neighbourhood, report.title) == (None, place, "Ropewalk: how it is going")


def test_words_written_by_two_at_once_are_not_lost(client, edition, people):
    client.force_login(people[Role.COORDINATOR])
    address = url("edition-write", edition, "summary")
    seen = client.get(address).context["form"]["seen"].value()
    write_section(edition=edition, section="summary", words="The evaluator’s.", seen=0, by=people[Role.EVALUATOR])
    page = client.post(address, {"words": "Mine, typed for an hour.", "seen": seen})
    body = page.content.decode()
    assert "changed this while you had it open" in body
    assert "Mine, typed for an hour." in body
    assert "The evaluator’s." in body
    assert edition.texts.get().words == "The evaluator’s."
    again = client.post(address, {"words": "Mine and theirs.", "seen": page.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert edition.texts.get().words == "Mine and theirs."


@pytest.mark.parametrize("sent", [{"words": "x", "seen": "nonsense"}, {"words": "x" * 20_001}])
def test_nonsense_in_the_form_of_words_is_told_and_stored_nowhere(client, edition, people, sent):
    client.force_login(people[Role.COORDINATOR])
    page = client.post(url("edition-write", edition, "summary"), sent)
    assert "There is a problem" in page.content.decode()
    assert not edition.texts.exists()


@pytest.mark.parametrize("section", ["nowhere", "what-changed", "money"])
def test_section_that_the_report_does_not_have_is_not_found(client, edition, people, section):
    client.force_login(people[Role.COORDINATOR])
    assert client.get(url("edition-write", edition, section)).status_code == 404


def test_check_before_handing_in_names_what_is_missing_and_what_is_left_out(client, edition, people):
    client.force_login(people[Role.COORDINATOR])
    page = read(client, url("edition-submit", edition))
    assert "2 more sections" in page
    assert "Hand it in" not in page
    assert "Every wave that has begun is locked." in page


def test_draft_that_moved_is_shown_again_before_it_is_handed_in(client, edition, people):
    client.force_login(people[Role.COORDINATOR])
    address = url("edition-submit", worded(edition, people))
    seen = client.get(address).context["seen"]
    MembershipFactory(programme=edition.report.programme)
    page = client.post(address, {"seen": seen})
    assert "Read it once more" in page.content.decode()
    client.post(address, {"seen": page.context["seen"]})
    edition.refresh_from_db()
    assert edition.state == "submitted"


def test_report_goes_from_draft_to_publication_and_a_correction(client, edition, people):
    worded(edition, people)
    client.force_login(people[Role.COORDINATOR])
    client.post(url("edition-submit", edition), {"seen": client.get(url("edition-submit", edition)).context["seen"]})
    client.force_login(people[Role.COMMISSIONER])
    for step in ("accept", "publish"):
        address = client.get(url("edition-detail", edition)).context["acts"][step]
        edition.refresh_from_db()
        form = client.get(f"{address}?seen={edition.fingerprint}").context["form"]
        client.post(address, {"seen": form["seen"].value(), "read": "on", "words": ""})
    edition.refresh_from_db()
    assert edition.state == "published"
    client.force_login(people[Role.EVALUATOR])
    client.post(url("edition-new", edition), {"words": "A slip in the summary."})
    newer = Edition.objects.get(number=2)
    assert newer.what_changed == "A slip in the summary."
    accepted(newer, people)
    client.force_login(people[Role.STEERING])
    page = read(client, url("edition-detail", edition))
    assert "There is a newer version" in page
    assert "A slip in the summary." in page


def test_publishing_asks_for_a_tick(client, edition, people):
    accepted(edition, people)
    client.force_login(people[Role.COMMISSIONER])
    edition.refresh_from_db()
    page = client.post(url("edition-publish", edition), {"seen": edition.fingerprint}).content.decode()
    assert "Tick that you have read it." in page
    edition.refresh_from_db()
    assert edition.state == "accepted"


def test_returning_without_a_reason_is_told_at_the_field(client, edition, people):
    handed_in(worded(edition, people), people)
    client.force_login(people[Role.COMMISSIONER])
    page = client.post(url("edition-return", edition), {"words": " "}).content.decode()
    assert 'href="#id_words"' in page
    edition.refresh_from_db()
    assert edition.state == "submitted"


def test_step_that_cannot_be_taken_any_more_leads_back_with_the_reason(client, edition, people):
    accepted(edition, people)
    client.force_login(people[Role.COMMISSIONER])
    page = client.get(url("edition-accept", edition), follow=True).content.decode()
    assert "This version is accepted; that cannot be done now." in page
    sent = {"seen": edition.fingerprint, "words": "Late thought."}
    page = client.post(url("edition-return", edition), sent, follow=True).content.decode()
    assert "That cannot be done now. Accepted by" in page


def test_draft_is_found_by_those_who_write_or_review_alone(client, edition, people):
    for role in (Role.COORDINATOR, Role.EVALUATOR, Role.COMMISSIONER):
        client.force_login(people[role])
        assert client.get(url("edition-detail", edition)).status_code == 200
    for role in (Role.FIELDWORKER, Role.STEERING):
        client.force_login(people[role])
        assert client.get(url("edition-detail", edition)).status_code == 404
        assert "You can read it once it is handed in." in read(client, edition.report.get_absolute_url())
        assert url("edition-detail", edition) not in read(client, reverse("evaluation:report-list", args=["vale"]))


def test_returned_version_is_hidden_again_and_shows_its_reason_to_its_writers(client, edition, people):
    handed_in(worded(edition, people), people)
    reviewed(edition, people, RETURN, "Too long.")
    client.force_login(people[Role.STEERING])
    assert client.get(url("edition-detail", edition)).status_code == 404
    client.force_login(people[Role.COORDINATOR])
    assert "Too long." in read(client, url("edition-detail", edition))


def test_steering_group_reads_roles_and_no_names(client, edition, people):
    published(edition, people)
    client.force_login(people[Role.STEERING])
    page = read(client, url("edition-detail", edition))
    assert "Accepted by commissioner" in page
    assert people[Role.COMMISSIONER].name not in page
    assert people[Role.COORDINATOR].name not in page


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "xlsx"])
def test_file_is_the_same_every_time_and_not_sent_again_to_who_has_it(client, edition, people, kind):
    published(edition, people)
    client.force_login(people[Role.STEERING])
    first, second = (client.get(url("edition-file", edition, kind)) for _ in range(2))
    file = EditionFile.objects.get(kind=kind)
    assert first.content == second.content == bytes(file.content)
    assert first.headers["ETag"] == f'"{file.sha256}"'
    assert (
        f'filename="vale-{edition.report.title.split(":")[0].lower().replace(" ", "-")}'
        in first.headers["Content-Disposition"]
    )
    assert first.headers["Content-Disposition"].endswith(f'-version-1.{kind}"')
    assert (
        client.get(url("edition-file", edition, kind), headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


def test_file_that_is_not_there_is_not_found_or_on_its_way(client, edition, people):
    client.force_login(people[Role.COORDINATOR])
    assert client.get(url("edition-file", edition, "pdf")).status_code == 404
    published(edition, people)
    assert client.get(url("edition-file", edition, "exe")).status_code == 404
    EditionFile.objects.filter(kind="pdf")._raw_delete("default")
    assert "still being made" in read(client, url("edition-file", edition, "pdf"), follow=True)


def test_earlier_versions_can_still_be_read(client, edition, people):
    published(edition, people)
    published(start_version(edition=edition, what_changed="A slip.", by=people[Role.EVALUATOR]), people)
    client.force_login(people[Role.STEERING])
    assert client.get(url("edition-detail", edition)).status_code == 200
    assert client.get(url("edition-file", edition, "pdf")).status_code == 200


def test_changed_content_is_said_on_the_page(client, edition, people):
    published(edition, people)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluation_edition SET evidence = '{}'")
    client.force_login(people[Role.STEERING])
    assert "What is stored is not what was handed in." in read(client, url("edition-detail", edition))


def test_report_is_renamed_and_removed_only_before_anything_was_handed_in(client, edition, people):
    client.force_login(people[Role.COORDINATOR])
    report = edition.report
    address = reverse("evaluation:report-edit", args=["vale", report.pk])
    form = client.get(address).context["form"]
    client.post(address, {"title": "Where we are", "seen": form["seen"].value(), "key": form["key"].value()})
    assert Report.objects.get().title == "Where we are"
    edition = Edition.objects.get()
    handed_in(worded(edition, people), people)
    removal = reverse("evaluation:report-remove", args=["vale", report.pk])
    assert "stays on record" in client.post(removal, follow=True).content.decode()
    reviewed(edition, people, RETURN, "No.")
    assert "stays on record" in client.post(removal, follow=True).content.decode()
    other = begun(
        report.programme, people, kind="neighbourhood", neighbourhood=NeighbourhoodFactory(programme=report.programme)
    )
    client.post(reverse("evaluation:report-remove", args=["vale", other.report_id]))
    assert list(Report.objects.values_list("pk", flat=True)) == [report.pk]


def test_list_asks_the_database_no_more_for_many_reports_than_for_few(client, programme, people, stage):
    client.force_login(people[Role.COORDINATOR])
    counts = []
    for number in (1, 3):
        for _ in range(number):
            published(begun(programme, people), people)
        begun(programme, people, kind="neighbourhood", neighbourhood=NeighbourhoodFactory(programme=programme))
        with CaptureQueriesContext(connection) as queries:
            read(client, reverse("evaluation:report-list", args=["vale"]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_page_of_a_frozen_version_asks_a_fixed_number_of_times(client, edition, people):
    published(edition, people)
    client.force_login(people[Role.STEERING])
    with CaptureQueriesContext(connection) as queries:
        read(client, url("edition-detail", edition))
    assert len(queries) <= 16


def test_empty_list_says_what_to_do(client, programme, people):
    client.force_login(people[Role.COORDINATOR])
    page = read(client, reverse("evaluation:report-list", args=["vale"]))
    assert "There is no contract yet" in page
    assert "None yet." in page


def test_every_named_section_can_be_opened_from_the_draft(client, edition, people):
    client.force_login(people[Role.EVALUATOR])
    page = read(client, url("edition-detail", edition))
    for section in sections_of(edition.report):
        assert url("edition-write", edition, section.slug) in page
        assert f'href="#{section.slug}"' in page
        assert f'id="{section.slug}"' in page
