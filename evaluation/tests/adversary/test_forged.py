"""Numbers of other programmes' things, steps by hand, and what a frozen report rests on taken from under it."""

import pytest
from django.db.models import RestrictedError
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.entry_factories import StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.models import Comment, Edition, EditionIsFixed, Report
from evaluation.tests.editions.making import accepted, begun, handed_in, people_of, worded
from evaluation.tests.steering.factories import an_edition
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return ProgrammeFactory(slug="here")


@pytest.fixture
def there():
    return ProgrammeFactory(slug="there")


@pytest.fixture
def people(here):
    return people_of(here)


def test_report_is_not_begun_about_things_of_another_programme(client, here, there, people):
    stage, place = StageFactory(programme=there, begins_on=there.starts_on), NeighbourhoodFactory(programme=there)
    client.force_login(people[Role.COORDINATOR], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:report-new", args=["here"])
    key = "0b8f7a4e-0000-4000-8000-000000000001"
    for sent in (
        {"kind": "stage", "stage": stage.pk},
        {"kind": "neighbourhood", "neighbourhood": place.pk},
        {"kind": "concluding", "stage": stage.pk},
        {"kind": "programme", "stage": stage.pk, "neighbourhood": place.pk, "programme": there.pk},
    ):
        client.post(url, sent | {"key": key})
    for report in Report.objects.all():
        assert report.programme == here
        assert report.stage is None or report.stage.programme == here
        assert report.neighbourhood is None


def test_comment_is_not_written_about_things_of_another_programme(client, here, there, people):
    edition = an_edition(there)
    remark = Comment.objects.create(programme=there, words="Theirs")
    mine = Comment.objects.create(programme=here, words="Ours")
    client.force_login(people[Role.STEERING], backend="django.contrib.auth.backends.ModelBackend")
    new = reverse("evaluation:comment-new", args=["here"])
    sent = {"words": "Forged", "key": "0b8f7a4e-0000-4000-8000-000000000001", "edition": edition.pk}
    sent |= {"answers": remark.pk, "programme": there.pk, "written_by": 1, "settled_how": "x", "written_as": "x"}
    client.post(new, sent)
    client.post(f"{new}?edition={edition.pk}", sent)
    client.post(reverse("evaluation:comment-detail", args=["here", remark.pk]), sent)
    client.post(reverse("evaluation:comment-detail", args=["here", mine.pk]), sent | {"key": sent["key"][:-1] + "2"})
    for each in Comment.objects.filter(words="Forged"):
        assert each.programme == here
        assert each.edition is None
        assert each.answers_id in (None, mine.pk)
        assert each.written_by == people[Role.STEERING]
        assert each.settled_at is None
        assert each.written_as == Role.STEERING


def test_no_step_is_taken_by_get_or_by_head(client, here, people):
    edition = handed_in(worded(begun(here, people), people), people)
    for role in (Role.COMMISSIONER, Role.COORDINATOR):
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        for step in ("submit", "return", "accept", "publish", "withdraw", "new", "discard", "files"):
            url = reverse(f"evaluation:edition-{step}", args=["here", edition.report_id, edition.number])
            for method in (client.get, client.head, client.options, client.put, client.delete):
                method(url, {"seen": edition.fingerprint, "words": "x", "read": "on"})
    edition.refresh_from_db()
    assert (edition.state, edition.steps.count(), edition.report.editions.count()) == ("submitted", 2, 1)


@pytest.mark.parametrize("step", ["accept", "publish", "withdraw", "return"])
def test_steps_out_of_their_order_change_nothing(client, here, people, step):
    draft = worded(begun(here, people), people)
    client.force_login(people[Role.COMMISSIONER], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse(f"evaluation:edition-{step}", args=["here", draft.report_id, 1])
    for seen in ("", draft.fingerprint, "0" * 64):
        client.post(url, {"seen": seen, "words": "Because.", "read": "on"})
    draft.refresh_from_db()
    assert (draft.state, draft.steps.count()) == ("draft", 1)


def test_handed_in_version_goes_back_to_writing_only_by_being_returned(here, people):
    edition = handed_in(worded(begun(here, people), people), people)
    edition.state = Edition.State.DRAFT
    with pytest.raises(EditionIsFixed):
        edition.save()


def test_frozen_report_outlives_its_neighbourhood(here, people):
    """Whatever takes a neighbourhood away takes no issued report with it."""
    place = NeighbourhoodFactory(programme=here)
    edition = accepted(begun(here, people, kind=Report.Kind.NEIGHBOURHOOD, neighbourhood=place), people)
    with pytest.raises(RestrictedError):
        place.delete()
    edition.refresh_from_db()
    assert edition.is_intact


def test_frozen_report_outlives_its_stage(here, people):
    stage = StageFactory(programme=here, begins_on=here.starts_on, number=1)
    StageFactory(programme=here, number=2)
    edition = accepted(begun(here, people, kind=Report.Kind.STAGE, stage=stage), people)
    with pytest.raises(RestrictedError):
        stage.delete()
    edition.refresh_from_db()
    assert edition.is_intact


def test_member_who_left_reads_nothing_any_more(client, here, people):
    edition = accepted(begun(here, people), people)
    MembershipFactory(user=people[Role.STEERING], programme=ProgrammeFactory())
    here.memberships.filter(user=people[Role.STEERING]).delete()
    client.force_login(people[Role.STEERING], backend="django.contrib.auth.backends.ModelBackend")
    for name, args in (
        ("edition-detail", [edition.report_id, 1]),
        ("edition-file", [edition.report_id, 1, "pdf"]),
        ("steering", []),
        ("take-out", []),
        ("comment-list", []),
    ):
        assert client.get(reverse(f"evaluation:{name}", args=["here", *args])).status_code == 404, name


def test_reports_go_with_their_programme(here, people):
    place = NeighbourhoodFactory(programme=here)
    begun(here, people, kind=Report.Kind.NEIGHBOURHOOD, neighbourhood=place)
    here.delete()
    assert not Report.objects.exists()
