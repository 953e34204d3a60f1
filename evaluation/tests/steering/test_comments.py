"""Remarks: who may write, read, settle and put right which; sent twice, at once, empty, very long."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import late_in, waiting_in
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.models import Comment, EditionStep
from evaluation.steering.comment_actions import CommentRefused, add_comment, settle_comment
from evaluation.steering.comment_forms import MOST_LETTERS
from evaluation.steering.comments import comments_of
from evaluation.tests.steering.factories import a_comment, an_edition
from tests.at_once import at_once, elsewhere, open_to_threads

pytestmark = pytest.mark.django_db
MAY_SETTLE = {Role.COMMISSIONER, Role.COORDINATOR, Role.EVALUATOR}


@pytest.fixture
def people():
    programme = ProgrammeFactory(slug="here")
    return {role: MembershipFactory(programme=programme, role=role).user for role in Role.values}


@pytest.fixture
def programme(people):
    return people[Role.STEERING].memberships.get().programme


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name, *rest, query=""):
    return reverse(f"evaluation:comment-{name}", args=["here", *rest]) + query


@pytest.mark.parametrize("role", Role.values)
def test_every_member_comments_on_the_programme_in_their_role(client, people, programme, role):
    response = sign_in(client, people[role]).post(address("new"), {"words": "Which groups?", "key": str(uuid4())})
    comment = Comment.objects.get()
    assert response.headers["Location"] == address("detail", comment.pk)
    assert (comment.written_by, comment.written_as, comment.edition, comment.indicator) == (
        people[role],
        role,
        None,
        "",
    )
    assert comment.history.get().history_user == people[role]


def test_remark_on_a_section_of_a_report_or_an_indicator_says_what_it_is_about(client, people, programme):
    edition = an_edition(programme)
    sign_in(client, people[Role.STEERING])
    client.post(address("new", query=f"?edition={edition.pk}&section=summary"), {"words": "Too short", "key": uuid4()})
    client.post(address("new", query="?indicator=A1"), {"words": "Why A1?", "key": uuid4()})
    on_report, on_indicator = Comment.objects.order_by("pk")
    assert (on_report.edition, on_report.section) == (edition, "summary")
    assert (on_indicator.edition, on_indicator.indicator) == (None, "A1")
    page = client.get(address("list")).content.decode()
    assert "On Programme summary, version 1: Summary" in page
    assert "On A1 Active in the community" in page
    assert [each.words for each in comments_of(programme, edition=edition)] == ["Too short"]
    assert [each.words for each in comments_of(programme, indicator="A1")] == ["Why A1?"]
    assert comments_of(programme) == []


@pytest.mark.parametrize(
    "query", ["?edition=9", "?edition=x", "?edition=" + "9" * 30, "?edition=²", "?indicator=Z9", "?indicator=%00"]
)
def test_remark_on_what_is_not_there_is_not_found(client, people, query):
    assert sign_in(client, people[Role.STEERING]).get(address("new", query=query)).status_code == 404


def test_remark_on_a_section_that_the_report_does_not_have_is_not_found(client, people, programme):
    query = f"?edition={an_edition(programme).pk}&section=gossip"
    assert sign_in(client, people[Role.STEERING]).get(address("new", query=query)).status_code == 404


def test_remarks_on_an_edition_that_the_reader_may_not_see_are_not_there(client, people, programme):
    edition = an_edition(programme, "draft", title="Not handed in")
    comment = a_comment(programme, people[Role.EVALUATOR], "Not yet for all", edition=edition)
    sign_in(client, people[Role.STEERING])
    assert client.get(address("detail", comment.pk)).status_code == 404
    assert client.post(address("settle", comment.pk), {"settled_how": "x"}).status_code == 404
    assert client.post(address("reopen", comment.pk)).status_code == 404
    assert client.get(address("edit", comment.pk)).status_code == 404
    assert client.post(address("detail", comment.pk), {"words": "x"}).status_code == 404
    assert client.get(address("new", query=f"?edition={edition.pk}")).status_code == 404
    for page in (address("list"), reverse("evaluation:steering", args=["here"])):
        assert "Not yet for all" not in client.get(page).content.decode()
    assert "Not yet for all" in sign_in(client, people[Role.COORDINATOR]).get(address("list")).content.decode()


def test_remarks_of_another_programme_are_not_there(client, people):
    elsewhere_ = a_comment(ProgrammeFactory(), words="Elsewhere")
    other_edition = an_edition(ProgrammeFactory())
    sign_in(client, people[Role.COMMISSIONER])
    assert client.get(address("detail", elsewhere_.pk)).status_code == 404
    assert client.get(address("new", query=f"?edition={other_edition.pk}")).status_code == 404


def test_form_sent_twice_writes_one_remark(client, people, programme):
    sent = {"words": "Which groups?", "key": str(uuid4())}
    sign_in(client, people[Role.STEERING])
    first, second = (client.post(address("new"), sent).headers["Location"] for _ in range(2))
    assert first == second
    assert Comment.objects.count() == 1


def test_reply_sent_twice_is_one_reply_even_once_the_remark_is_settled(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    sent = {"words": "These.", "key": str(uuid4())}
    sign_in(client, people[Role.COORDINATOR])
    client.post(address("detail", comment.pk), sent)
    settle_comment(programme=programme, comment=comment, how="Named.", by=people[Role.STEERING])
    again = client.post(address("detail", comment.pk), sent)
    assert again.status_code == 302
    assert [reply.words for reply in comment.replies.all()] == ["These."]


@pytest.mark.parametrize(
    ("words", "said"), [("", "fill this in"), (" \n ", "fill this in"), ("x" * (MOST_LETTERS + 1), "at most 5000")]
)
def test_empty_or_endless_words_are_refused_at_the_field(client, people, words, said):
    page = sign_in(client, people[Role.STEERING]).post(address("new"), {"words": words, "key": str(uuid4())})
    assert said in page.content.decode()
    assert not Comment.objects.exists()


def test_words_stand_as_plain_text(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING], "<script>alert(1)</script> & “more”")
    page = sign_in(client, people[Role.STEERING]).get(comment.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “more”" in page


def test_reply_to_a_reply_leads_to_its_remark(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    reply = a_comment(programme, people[Role.COORDINATOR], "These.", answers=comment)
    response = sign_in(client, people[Role.STEERING]).get(address("detail", reply.pk))
    assert response.headers["Location"] == f"{address('detail', comment.pk)}#comment-{reply.pk}"
    assert client.get(address("settle", reply.pk)).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_who_may_settle_and_open_again(client, people, programme, role):
    comment = a_comment(programme, people[Role.STEERING])
    sign_in(client, people[role])
    settled = client.post(address("settle", comment.pk), {"settled_how": "The list is on the page."})
    may = role in MAY_SETTLE or role == Role.STEERING
    assert settled.status_code == (302 if may else 403)
    comment.refresh_from_db()
    assert bool(comment.settled_at) == may
    assert client.post(address("reopen", comment.pk)).status_code == (302 if may else 403)
    comment.refresh_from_db()
    assert (comment.settled_at, comment.settled_how) == (None, "")
    if may:
        assert [each.history_change_reason for each in comment.history.all()] == ["Opened again", "Settled", None]


def test_settling_says_what_came_of_it_and_twice_is_once(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    sign_in(client, people[Role.COORDINATOR])
    assert "fill this in" in client.post(address("settle", comment.pk), {"settled_how": " "}).content.decode()
    for _ in range(2):
        client.post(address("settle", comment.pk), {"settled_how": "Done."})
    assert comment.history.count() == 2
    other = client.post(address("settle", comment.pk), {"settled_how": "Otherwise."})
    assert "settled already" in other.content.decode()


def test_no_reply_is_added_to_a_settled_remark_and_what_was_typed_is_kept(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    settle_comment(programme=programme, comment=comment, how="Done.", by=people[Role.STEERING])
    page = sign_in(client, people[Role.COORDINATOR]).post(
        address("detail", comment.pk), {"words": "But still", "key": str(uuid4())}
    )
    assert "settled while you wrote" in page.content.decode()
    assert "But still" in page.content.decode()
    assert not comment.replies.exists()


def test_own_words_are_put_right_while_nobody_has_replied_and_what_stood_there_is_kept(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING], "Wich groups?")
    sign_in(client, people[Role.STEERING])
    seen = comment.history.latest().history_id
    client.post(address("edit", comment.pk), {"words": "Which groups?", "seen": seen})
    comment.refresh_from_db()
    assert comment.words == "Which groups?"
    assert "Wich groups?" in client.get(comment.get_absolute_url()).content.decode()
    a_comment(programme, people[Role.COORDINATOR], "These.", answers=comment)
    late = client.post(
        address("edit", comment.pk), {"words": "All groups?", "seen": comment.history.latest().history_id}
    )
    assert "Somebody has replied" in late.content.decode()
    comment.refresh_from_db()
    assert comment.words == "Which groups?"


def test_words_of_others_and_of_settled_remarks_stay(client, people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    assert sign_in(client, people[Role.COMMISSIONER]).get(address("edit", comment.pk)).status_code == 403
    settle_comment(programme=programme, comment=comment, how="Done.", by=people[Role.STEERING])
    page = sign_in(client, people[Role.STEERING]).get(address("edit", comment.pk), follow=True)
    assert "The comment is settled, so its words stay" in page.content.decode()


def test_list_is_narrowed_by_state_and_by_what_remarks_are_about(client, people, programme):
    by = people[Role.STEERING]
    a_comment(programme, by, "About all")
    a_comment(programme, by, "About A1", indicator="A1")
    a_comment(programme, by, "About a report", edition=an_edition(programme))
    done = a_comment(programme, by, "Done with")
    settle_comment(programme=programme, comment=done, how="Done.", by=by)
    sign_in(client, by)

    def found(**query):
        return {each.words for each in client.get(address("list"), query).context["comments"]}

    assert found() == {"About all", "About A1", "About a report"}
    assert found(state="settled") == {"Done with"}
    assert found(state="all", about="programme") == {"About all", "Done with"}
    assert found(about="indicators") == {"About A1"}
    assert found(about="reports") == {"About a report"}
    assert found(state="nonsense", about="'", page="x") == found()


@pytest.mark.parametrize(("role", "reads"), [(Role.STEERING, "Evaluator"), (Role.COORDINATOR, "Robin Hale, evaluator")])
def test_author_is_named_to_those_who_read_names_and_by_role_to_the_steering_group(
    client, people, programme, role, reads
):
    author = people[Role.EVALUATOR]
    author.name = "Robin Hale"
    author.save()
    comment = a_comment(programme, author)
    settle_comment(programme=programme, comment=comment, how="Done.", by=author)
    sign_in(client, people[role])
    for page in (address("list", query="?state=all"), address("detail", comment.pk)):
        shown = client.get(page).content.decode()
        assert reads in shown
        assert ("Robin Hale" in shown) == (role == Role.COORDINATOR)
        assert "evaluator, evaluator" not in shown.lower()


def test_list_takes_as_many_queries_for_many_remarks_as_for_few(client, people, programme):
    sign_in(client, people[Role.STEERING])
    counts = []
    for _ in range(2):
        for number in range(6):
            remark = a_comment(programme, people[Role.STEERING], f"Remark {number}", indicator="A1")
            a_comment(programme, people[Role.COORDINATOR], "Reply", answers=remark)
            a_comment(programme, people[Role.STEERING], "On it", edition=an_edition(programme, title=f"R{number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address("list"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def waits_for(programme, user):
    found = waiting_in(programme, timezone.localdate()).get(user.pk, [])
    return [due.what for due in found if due.url.startswith(address("list"))]


def test_reply_waits_for_the_author_of_the_remark_until_they_come_back_to_it(people, programme):
    author, other = people[Role.STEERING], people[Role.COORDINATOR]
    comment = a_comment(programme, author, "Secret words")
    assert waits_for(programme, author) == []
    a_comment(programme, other, "These.", answers=comment)
    assert waits_for(programme, author) == ["Reply to your comment"]
    assert waits_for(programme, other) == []
    a_comment(programme, author, "Thank you.", answers=comment)
    assert waits_for(programme, author) == []


def test_open_remark_on_a_report_waits_for_who_began_to_write_it_until_it_is_settled(people, programme):
    edition = an_edition(programme, "submitted")
    EditionStep.objects.create(edition=edition, kind="started", taken_by=people[Role.EVALUATOR])
    comment = a_comment(programme, people[Role.STEERING], edition=edition)
    assert waits_for(programme, people[Role.EVALUATOR]) == ["Comment on a report"]
    settle_comment(programme=programme, comment=comment, how="Done.", by=people[Role.EVALUATOR])
    assert waits_for(programme, people[Role.EVALUATOR]) == []


def test_what_is_late_never_repeats_the_words_of_a_remark_and_says_nothing_of_drafts(people, programme):
    long_ago = timezone.localdate() - timedelta(days=40)
    for state in ("draft", "submitted"):
        edition = an_edition(programme, state, title=f"Report in {state}")
        a_comment(programme, people[Role.EVALUATOR], "Secret words", edition=edition, on=long_ago)
    late = [due.title for due in late_in(programme, timezone.localdate())]
    assert [title for title in late if "Report in" in title] == [
        "On “Report in submitted”: reply, or say what came of it"
    ]
    assert "Secret words" not in " ".join(late)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_settle_at_once_is_told_of_the_other(people, programme, tmp_path):
    comment = a_comment(programme, people[Role.STEERING])

    def settle(by):
        return lambda: settle_comment(programme=programme, comment=comment, how="Done.", by=by)

    with open_to_threads(tmp_path):
        outcomes = at_once(settle(people[Role.COORDINATOR]), settle(people[Role.EVALUATOR]))
        records = elsewhere(lambda: comment.history.filter(history_change_reason="Settled").count())
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Comment", "CommentRefused"]
    assert records == 1


def test_reply_to_a_remark_settled_meanwhile_is_refused_by_the_action(people, programme):
    comment = a_comment(programme, people[Role.STEERING])
    settle_comment(programme=programme, comment=comment, how="Done.", by=people[Role.STEERING])
    reply = Comment(programme=programme, answers=comment, words="But")
    with pytest.raises(CommentRefused):
        add_comment(programme=programme, comment=reply, by=people[Role.COORDINATOR])
