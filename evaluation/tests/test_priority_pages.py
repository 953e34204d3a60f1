"""The pages for choosing priority neighbourhoods: what each role sees, and that nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.tests.factories import surveyed
from evaluation.tests.test_pages import signed_in, text_of
from evaluation.tests.test_priorities import statistic
from neighbourhoods.actions.areas import assign_cohort, choose_cohort, note_intelligence
from neighbourhoods.models import CohortChoice, LocalIntelligence

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page(name, programme, query="", room="evaluation", **parts):
    return reverse(f"{room}:{name}", kwargs={"slug": programme.slug, **parts}) + (f"?{query}" if query else "")


@pytest.fixture
def programme():
    """Ropewalk and Limekiln, surveyed once, with a deprivation rank each, and two cohorts."""
    programme, _ = surveyed({"Ropewalk": [(15, 300)], "Limekiln": [(60, 300)]}, purposes=["baseline"])
    for place in programme.neighbourhoods.all():
        statistic(place, "imd-average-rank", 10 + len(place.name), label="Deprivation")
    for number in (1, 2):
        CohortFactory(programme=programme, number=number, starts_in_month=7)
    return programme


@pytest.mark.parametrize("role", Role.values)
def test_every_member_reads_the_ranking_and_only_a_commissioner_is_offered_to_choose(client, programme, role):
    response = signed_in(client, programme, role).get(page("priorities", programme))
    assert response.status_code == 200
    assert ("Put places into a cohort" in text_of(response)) == (role == Role.COMMISSIONER)


def test_ranking_shows_points_weights_and_what_other_weights_would_do(client, programme):
    query = "w-ind-A1=50&w-stat-imd-average-rank=50&d-stat-imd-average-rank=high&n=1"
    response = signed_in(client, programme).get(page("priorities", programme, query))
    shown = text_of(response)
    assert "First of 2, by 2 criteria" in shown
    assert "the share of 1,000 weightings, drawn with each weight between half and double" in shown
    assert "in brackets, of 1,000 drawn from any weights at all" in shown
    assert 'type="range"' in response.content.decode()


def test_single_criterion_claims_no_other_weightings(client, programme):
    response = signed_in(client, programme).get(page("priorities", programme, "w-ind-A1=50&n=1"))
    shown = text_of(response)
    assert "First of 2, by 1 criterion" in shown
    assert "Ropewalk 100.0" in shown
    assert "One criterion counts, so other weights change nothing." in shown
    assert "100% (100%)" not in shown


def test_page_works_by_its_button_alone(client, programme):
    """The number fields and the button are a plain form; only the sliders wait for the script."""
    text = signed_in(client, programme).get(page("priorities", programme)).content.decode()
    form = text[text.index('<form id="weights"') : text.index("</form>", text.index('<form id="weights"'))]
    assert 'method="post"' not in form
    assert '<button class="btn btn-primary">Rank</button>' in form
    assert form.count("<input") > form.count(" hidden>")
    assert form.count('type="range"') == form.count(" hidden>\n")


def test_htmx_gets_the_moving_parts_alone(client, programme):
    url = page("priorities", programme, "w-ind-A1=50&n=1")
    answer = signed_in(client, programme).get(url, headers=HTMX)
    text = answer.content.decode()
    assert "<html" not in text
    assert 'id="ranking-table"' in text
    assert text.count("hx-swap-oob") == 2
    assert "First: Ropewalk." in text
    assert "HX-Request" in answer["Vary"]
    restored = client.get(url, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


def test_weight_that_cannot_be_read_is_said_at_its_field_and_in_answers_to_htmx(client, programme):
    url = page("priorities", programme, "w-ind-A1=500&w-stat-imd-average-rank=40")
    text = signed_in(client, programme).get(url).content.decode()
    assert 'href="#w-ind-A1"' in text
    assert 'value="500" aria-describedby="w-ind-A1-hint w-ind-A1-error" aria-invalid="true"' in text
    assert "write a whole number from 0 to 100." in client.get(url, headers=HTMX).content.decode()


def test_every_weight_nought_says_what_to_do(client, programme):
    response = signed_in(client, programme).get(page("priorities", programme, "w-ind-A1=0"))
    assert "Every weight is 0" in text_of(response)


def test_programme_without_anything_to_rank_by_says_what_to_do(client):
    programme = ProgrammeFactory()
    assert "No neighbourhoods yet" in text_of(signed_in(client, programme).get(page("priorities", programme)))


def test_ranking_takes_as_many_queries_for_many_places_as_for_few(client):
    counts = []
    for size in (3, 12):
        programme, _ = surveyed({f"Ward {n}": [(21, 60)] for n in range(size)}, purposes=["baseline"])
        cohort = CohortFactory(programme=programme, number=1)
        signed_in(client, programme)
        by = MembershipFactory(programme=programme, role=Role.COORDINATOR).user
        for place in programme.neighbourhoods.all():
            statistic(place, "imd-average-rank", place.pk)
            note_intelligence(neighbourhood=place, note="Known.", by=by)
        choose_cohort(neighbourhoods=list(programme.neighbourhoods.all()), cohort=cohort, reason="Need.", by=by)
        counts.append([])
        for name in ("priorities", "priority-choose", "priorities-csv"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page(name, programme)).status_code == 200
            counts[-1].append(len(queries))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14


def test_file_downloads(client, programme):
    response = signed_in(client, programme, Role.STEERING).get(page("priorities-csv", programme))
    assert f"{programme.slug}-priorities.csv" in response["Content-Disposition"]
    assert response.content.decode("utf-8-sig").startswith("rank,area_code,area_name,cohort,score")


# Putting places into a cohort


def asked(programme, names, number, **more):
    places = programme.neighbourhoods.filter(name__in=names)
    cohort = programme.cohorts.filter(number=number).first()
    return {
        "places": [place.pk for place in places],
        "cohort": cohort.pk if cohort else "none",
        "reason": "The hall closed.",
        **more,
    }


def test_first_places_without_a_cohort_are_ticked(client, programme):
    limekiln = programme.neighbourhoods.get(name="Limekiln")
    assign_cohort(neighbourhoods=[limekiln], cohort=programme.cohorts.get(number=1), by=None)
    response = signed_in(client, programme).get(page("priority-choose", programme, "n=2"))
    assert response.context["form"]["places"].value() == [str(programme.neighbourhoods.get(name="Ropewalk").pk)]


def test_choice_is_kept_with_the_ranking_that_was_looked_at(client, programme):
    signed_in(client, programme)
    url = page("priority-choose", programme, "w-ind-A1=80&n=1")
    response = client.post(url, asked(programme, ["Ropewalk"], 1), follow=True)
    assert "Ropewalk: in Cohort 1, with the reason on record." in text_of(response)
    assert "w-ind-A1=80" in response.redirect_chain[-1][0]
    choice = CohortChoice.objects.get()
    assert (choice.number, choice.ranking["rank"], choice.ranking["weights"][0]["weight"]) == (1, 1, 80)


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("reason", "Write down why."),
        ("places", "Tick at least one neighbourhood."),
        ("cohort", "Choose a cohort."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(client, programme, left_out, words):
    sent = {key: value for key, value in asked(programme, ["Ropewalk"], 1).items() if key != left_out}
    response = signed_in(client, programme).post(page("priority-choose", programme), sent)
    assert words in response.context["form"].errors[left_out][0]
    assert ("The hall closed." in response.content.decode()) == (left_out != "reason")
    assert not CohortChoice.objects.exists()


def test_move_after_the_baseline_is_refused_at_a_field_and_nothing_typed_is_lost(client, programme):
    signed_in(client, programme)
    url = page("priority-choose", programme, "n=1")
    assert "after_baseline" not in client.get(url).content.decode()
    client.post(url, asked(programme, ["Ropewalk"], 1))
    response = client.post(url, asked(programme, ["Ropewalk"], 2, reason="They asked for it."))
    [words] = response.context["form"].errors["after_baseline"]
    assert words.startswith("Ropewalk has a locked baseline (July 2024). Moving it changes what cohort 1 and cohort 2")
    assert words.endswith("Tick the box if that is meant.")
    text = response.content.decode()
    assert 'href="#id_after_baseline"' in text
    assert "They asked for it." in text
    assert text.count("checked") == 2
    assert programme.neighbourhoods.get(name="Ropewalk").cohort.number == 1
    client.post(url, asked(programme, ["Ropewalk"], 2, reason="They asked for it.", after_baseline="on"))
    assert programme.neighbourhoods.get(name="Ropewalk").cohort.number == 2
    assert CohortChoice.objects.first().baseline == "July 2024"


def test_baseline_that_is_not_locked_stands_against_nothing(client):
    programme, _ = surveyed({"Ropewalk": [(15, 300)]}, purposes=["baseline"], lock=False)
    for number in (1, 2):
        cohort = CohortFactory(programme=programme, number=number)
        choose_cohort(neighbourhoods=list(programme.neighbourhoods.all()), cohort=cohort, reason="Need.", by=None)
    assert programme.neighbourhoods.get().cohort.number == 2


def test_nothing_to_change_says_so(client, programme):
    signed_in(client, programme)
    url = page("priority-choose", programme)
    for _ in range(2):
        response = client.post(url, asked(programme, ["Ropewalk"], 1), follow=True)
    assert "Nothing changed" in text_of(response)


def test_places_and_cohorts_of_another_programme_are_not_offered(client, programme):
    other, _ = surveyed({"Elsewhere": [(15, 300)]}, purposes=["baseline"])
    sent = asked(programme, ["Ropewalk"], 1, places=[other.neighbourhoods.get().pk])
    response = signed_in(client, programme).post(page("priority-choose", programme), sent)
    assert "choose from what the page offers" in response.context["form"].errors["places"][0]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_only_a_commissioner_chooses(client, programme, role):
    signed_in(client, programme, role)
    assert client.post(page("priority-choose", programme), asked(programme, ["Ropewalk"], 1)).status_code == 403
    assert not CohortChoice.objects.exists()


# The record on the neighbourhood's page


@pytest.fixture
def ropewalk(programme):
    """Chosen for cohort 1, with a note, both by Ada Lovelace."""
    place = programme.neighbourhoods.get(name="Ropewalk")
    ada = MembershipFactory(programme=programme, role=Role.COMMISSIONER, user__name="Ada Lovelace").user
    ranking = {place.pk: {"rank": 1, "places": 2, "score": 97.5}}
    cohort = programme.cohorts.get(number=1)
    choose_cohort(neighbourhoods=[place], cohort=cohort, reason="The hall closed.", ranking=ranking, by=ada)
    note_intelligence(neighbourhood=place, note="The <hall> closed.", by=ada)
    return place


def test_neighbourhood_says_why_it_was_chosen_and_what_is_known(client, ropewalk):
    shown = text_of(signed_in(client, ropewalk.programme).get(ropewalk.get_absolute_url()))
    assert "Put into cohort 1 , ranked 1 of 2 with 97.5 points" in shown
    assert "commissioner: Ada Lovelace" in shown
    assert "The <hall> closed." in shown


def test_steering_group_reads_the_role_and_not_the_name(client, ropewalk):
    shown = text_of(signed_in(client, ropewalk.programme, Role.STEERING).get(ropewalk.get_absolute_url()))
    assert "The hall closed." in shown
    assert "commissioner" in shown
    assert "Ada Lovelace" not in shown
    assert "Write down more" not in shown


def test_note_is_written_on_its_page_and_kept_beside_the_others(client, ropewalk):
    signed_in(client, ropewalk.programme, Role.FIELDWORKER)
    url = page("intelligence-new", ropewalk.programme, room="neighbourhoods", code=ropewalk.code)
    assert "The <hall> closed." in text_of(client.get(url))
    response = client.post(url, {"note": "It opened again."}, follow=True)
    assert "The note about Ropewalk is kept." in text_of(response)
    assert [note.note for note in LocalIntelligence.objects.all()] == ["It opened again.", "The <hall> closed."]


def test_note_that_is_too_long_or_empty_stays_in_its_field(client, ropewalk):
    signed_in(client, ropewalk.programme, Role.FIELDWORKER)
    url = page("intelligence-new", ropewalk.programme, room="neighbourhoods", code=ropewalk.code)
    response = client.post(url, {"note": "long " * 500})
    assert "this has 2499" in response.context["form"].errors["note"][0]
    assert "long long" in response.content.decode()
    assert "Write down what is known" in client.post(url, {"note": " "}).context["form"].errors["note"][0]
    assert LocalIntelligence.objects.count() == 1
