"""The page for everybody: who reads it when, what never stands on it, and how it is opened, closed and linked."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commissioning.actions.entries import EntryChanged
from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.engine import recompute
from evaluation.models import PublicPage
from evaluation.steering.public_actions import renew_link, set_page
from evaluation.steering.public_issues import FEW, LABELS, guarded
from evaluation.tests.factories import surveyed
from evaluation.tests.steering.factories import HTML, PDF, an_edition
from neighbourhoods.models import RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityIssueFactory
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db
CLOSED, LINK, PUBLIC = PublicPage.Opened.CLOSED, PublicPage.Opened.LINK, PublicPage.Opened.PUBLIC


@pytest.fixture
def member():
    return MembershipFactory(programme=ProgrammeFactory(slug="here"), role=Role.COMMISSIONER)


@pytest.fixture
def programme(member):
    return member.programme


def opened(programme, to=LINK, words=""):
    return set_page(programme=programme, opened=to, words=words, by=None)


def at(code):
    return reverse("progress", args=[code])


def text_of(response):
    from html import unescape
    from re import sub

    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", response.content.decode())))


def test_whoever_has_the_link_reads_the_page_without_cookies_and_search_engines_are_told_to_leave_it(client, programme):
    page = opened(programme, words="Where we are.")
    response = client.get(at(page.code))
    assert response.status_code == 200
    assert "Where we are." in response.content.decode()
    assert not response.cookies
    assert not Session.objects.exists()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_public_page_stands_at_the_programmes_slug_and_its_link_leads_there(client, programme):
    page = opened(programme, PUBLIC)
    response = client.get(at("here"))
    assert response.status_code == 200
    assert "X-Robots-Tag" not in response
    assert "noindex" not in response.content.decode()
    assert client.get(at(page.code)).headers["Location"] == at("here")


def test_wrong_old_and_closed_addresses_are_not_found_in_the_same_words(client, programme):
    page = opened(programme)
    old = page.code
    renew_link(programme=programme, ends=old, by=None)
    never = ProgrammeFactory(slug="never-set-up")
    closed = set_page(programme=ProgrammeFactory(slug="closed"), opened=CLOSED, words="x", by=None)
    answers = [client.get(at(code)) for code in (old, "here", "wrong", never.slug, "closed", closed.code)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_page_that_is_closed_again_is_gone_at_once(client, programme, member):
    page = opened(programme)
    assert client.get(at(page.code)).status_code == 200
    stored = PublicPage.objects.get()
    seen = stored.history.latest().history_id
    set_page(programme=programme, opened=CLOSED, words="", by=member.user, seen=seen)
    assert client.get(at(page.code)).status_code == 404


def test_new_link_ends_the_old_one_and_sent_twice_ends_no_other(client, programme, member):
    page = opened(programme)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:public-page-renew", args=["here"])
    assert "ends at once" in client.get(url).content.decode()
    for _ in range(2):
        client.post(url, {"ends": page.code})
    renewed = PublicPage.objects.get()
    assert renewed.code != page.code
    assert renewed.history.filter(history_change_reason__startswith="New secret link").count() == 1
    assert client.get(at(page.code)).status_code == 404
    assert client.get(at(renewed.code)).status_code == 200


def test_opening_asks_for_a_tick_and_is_on_record_by_whom(client, programme, member):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:public-page", args=["here"])
    assert "Nothing was opened" in client.post(url, {"opened": "link"}).content.decode()
    assert not PublicPage.objects.exists()
    client.post(url, {"opened": "link", "understood": "on", "words": "Hello"})
    page = PublicPage.objects.get()
    assert (page.opened, page.words, len(page.code)) == (LINK, "Hello", 24)
    record = page.history.get()
    assert (record.history_user, record.history_change_reason) == (member.user, "Opened to whoever has the link")
    shown = client.get(url).content.decode()
    assert f'value="http://127.0.0.1:8000{at(page.code)}"' in shown or at(page.code) in shown
    assert '<label class="visually-hidden" for="public-link">Address of the page</label>' in shown


def test_going_from_link_to_everybody_asks_anew_and_narrowing_does_not(client, programme, member):
    opened(programme)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:public-page", args=["here"])
    seen = PublicPage.objects.get().history.latest().history_id
    assert "Nothing was opened" in client.post(url, {"opened": "public", "seen": seen}).content.decode()
    assert client.post(url, {"opened": "closed", "seen": seen}).status_code == 302
    assert PublicPage.objects.get().opened == CLOSED


def test_saved_twice_is_saved_once_and_nobodys_change_is_lost_unseen(programme, member):
    page = opened(programme, words="Hello")
    again = set_page(programme=programme, opened=LINK, words="Hello", by=member.user)
    assert again.history.count() == 1
    with pytest.raises(EntryChanged):
        set_page(programme=programme, opened=CLOSED, words="Hello", by=member.user, seen=None)
    seen = page.history.latest().history_id
    set_page(programme=programme, opened=LINK, words="Theirs", by=member.user, seen=seen)
    with pytest.raises(EntryChanged):
        set_page(programme=programme, opened=LINK, words="Mine", by=member.user, seen=seen)


def test_change_of_somebody_else_is_told_and_saving_once_more_writes_over_it(client, programme, member):
    page = opened(programme, words="Hello")
    seen = page.history.latest().history_id
    set_page(programme=programme, opened=LINK, words="Theirs", by=member.user, seen=seen)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:public-page", args=["here"])
    told = client.post(url, {"opened": "link", "words": "Mine", "seen": seen})
    assert "Nothing was overwritten" in told.content.decode()
    client.post(url, {"opened": "link", "words": "Mine", "seen": told.context["form"]["seen"].value()})
    assert PublicPage.objects.get().words == "Mine"


@pytest.mark.parametrize(
    "sent", [{}, {"opened": "everyone"}, {"opened": "link", "understood": "on", "words": "x" * 501}]
)
def test_what_cannot_be_saved_is_said_in_the_form(client, programme, member, sent):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(reverse("evaluation:public-page", args=["here"]), sent)
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not PublicPage.objects.exists()


def test_preview_shows_the_page_while_it_is_closed(client, programme, member):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("evaluation:public-page-preview", args=["here"])).content.decode()
    assert "nobody outside can read this yet" in page
    assert not PublicPage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_page_set_up_by_two_at_once_is_one_page(programme, member, tmp_path):
    other = MembershipFactory(programme=programme, role=Role.COMMISSIONER)

    def set_up(by):
        return lambda: set_page(programme=programme, opened=LINK, words=str(by.pk), by=by)

    with open_to_threads(tmp_path):
        outcomes = at_once(set_up(member.user), set_up(other.user))
        stored = elsewhere(lambda: PublicPage.objects.count())
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EntryChanged", "PublicPage"]
    assert stored == 1


def test_figures_are_those_of_locked_waves_alone(client):
    programme, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, lock=False)
    page = opened(programme)
    assert "12%" not in text_of(client.get(at(page.code)))
    locked, _ = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, programme=ProgrammeFactory(slug="locked"))
    CohortFactory(programme=locked, number=1, starts_in_month=1)
    locked.neighbourhoods.update(cohort=locked.cohorts.get())
    recompute(locked)
    shown = text_of(client.get(at(opened(locked).code)))
    assert "12% 95% interval (9 to 16) n 300 baseline 7% up 5 points (0.3 to 9.8) Clear rise" in shown
    assert "Cohort 1: 12% (9 to 16), n 300; up 5 points (0.3 to 9.8) Clear rise" in shown


def test_figure_of_too_few_is_not_told(client):
    programme, _ = surveyed({"Ropewalk": [(2, 8), (3, 9)]})
    shown = text_of(client.get(at(opened(programme).code)))
    assert "Too few answers" in shown
    assert "n 9" not in shown


def test_issues_are_told_as_numbers_without_words_and_small_ones_are_not(client, programme):
    place = NeighbourhoodFactory(programme=programme)
    CommunityIssueFactory.create_batch(6, neighbourhood=place, title="Lights in the alley")
    settled = {"outcome": "changed", "outcome_on": timezone.localdate(), "outcome_words": "Lit."}
    CommunityIssueFactory.create_batch(3, neighbourhood=place, **settled)
    CommunityIssueFactory.create_batch(7, neighbourhood=place, is_public=False)
    shown = text_of(client.get(at(opened(programme).code)))
    assert "raised and may be told here: fewer than 5 led to a changed service 6 still wait for an answer" in shown
    assert "Lights in the alley" not in shown
    CommunityIssueFactory.create_batch(2, neighbourhood=place, **settled)
    assert "Residents raised 11 things that may be told here: 5 led to a changed service 6 still wait" in text_of(
        client.get(at(PublicPage.objects.get().code))
    )


@given(st.fixed_dictionaries({code: st.integers(0, 40) for code, _ in LABELS}))
def test_no_small_number_of_issues_is_told_nor_a_sum_that_would_tell_it(counts):
    told = guarded(counts)
    if not any(counts.values()):
        assert told is None
        return
    numbers = [number for number, _ in told.lines]
    assert len(numbers) == sum(number > 0 for number in counts.values())
    assert not {"1", "2", "3", "4"} & set(numbers)
    assert bool(told.total) == (FEW not in numbers)


def test_published_reports_alone_are_there_as_pdf_and_page(client, programme):
    published = an_edition(programme)
    accepted = an_edition(programme, "accepted", title="Not published")
    elsewhere_ = an_edition(ProgrammeFactory(), title="Of another programme")
    code = opened(programme).code
    shown = client.get(at(code)).content.decode()
    assert "Programme summary" in shown
    assert "Not published" not in shown

    def file(edition, kind, number=1):
        return client.get(reverse("progress-report", args=[code, edition.report_id, number, kind]))

    assert bytes(file(published, "pdf").content) == PDF
    as_page = file(published, "html")
    assert (bytes(as_page.content), as_page["X-Robots-Tag"]) == (HTML, "noindex, nofollow")
    assert "attachment" in as_page["Content-Disposition"]
    refused = [(published, "docx"), (published, "xlsx"), (accepted, "pdf"), (elsewhere_, "pdf")]
    assert {file(*each).status_code for each in refused} == {404}
    assert file(published, "pdf", number=2).status_code == 404
    assert client.get(reverse("progress-report", args=["wrong", published.report_id, 1, "pdf"])).status_code == 404


def test_latest_published_edition_of_a_report_is_the_one_that_is_listed(client, programme):
    first = an_edition(programme)
    an_edition(programme, number=2, report=first.report)
    an_edition(programme, "accepted", number=3, report=first.report)
    shown = text_of(client.get(at(opened(programme).code)))
    assert shown.count("Programme summary, version 2:") == 1
    assert "version 3" not in shown


def test_how_to_take_part_names_the_directory_where_it_is_public(client, programme):
    page = opened(programme)
    assert "Ask the community workers" in text_of(client.get(at(page.code)))
    RegisterRules.objects.create(programme=programme, directory_is_public=True)
    assert reverse("neighbourhoods:directory", args=["here"]) in client.get(at(page.code)).content.decode()


def test_page_takes_as_many_queries_for_many_neighbourhoods_and_reports_as_for_few(client):
    counts = []
    for places in (2, 8):
        programme, _ = surveyed({f"Ward {n}": [(21, 60), (24, 60)] for n in range(places)})
        programme.neighbourhoods.update(cohort=CohortFactory(programme=programme, number=1, starts_in_month=1))
        for number in range(places):
            an_edition(programme, title=f"Report {number}")
        code = opened(programme).code
        client.get(at(code))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(code)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def test_survey_that_runs_is_announced_until_its_last_day(client):
    programme, (wave,) = surveyed({"Ropewalk": [(21, 60)]}, purposes=("baseline",), lock=False)
    today = timezone.localdate()
    type(wave).objects.filter(pk=wave.pk).update(starts_on=today, ends_on=today + timedelta(days=3))
    code = opened(programme).code
    assert "A survey runs until" in text_of(client.get(at(code)))
