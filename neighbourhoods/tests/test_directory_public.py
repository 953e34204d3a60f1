"""The public directory: who reads what without a sign-in, and the same as Open Referral UK."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import CommunityGroup, GroupIdentifier, RegisterRules
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, ContactFactory, GroupProfileFactory

pytestmark = pytest.mark.django_db
TODAY, TOLD = date(2026, 6, 1), date(2026, 5, 1)
FEEDS = ("openreferral", "services", "taxonomies", "taxonomy-terms", "service-at-locations")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    """One whose commissioner made its directory public."""
    programme = ProgrammeFactory(slug="vale", name="Northern Vale")
    RegisterRules.objects.create(programme=programme, directory_is_public=True, directory_words="Kept by the hub.")
    return programme


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, code="E05000001", name="Ropewalk")


def listed_in(*places, **traits):
    profile = {"eligible_in__as_of": TOLD, "eligible_in__themes": ("arts",)}
    programme = places[0].programme
    return CommunityGroupFactory(
        **{"programme": programme, "eligible_in": places, "is_listed": True} | profile | traits
    )


@pytest.fixture
def choir(ropewalk):
    return listed_in(
        ropewalk, name="Choir", meets="both", meets_where="The hall, Tuesdays", website="https://c.example"
    )


def address(name, *rest):
    return reverse(f"neighbourhoods:directory{name and '-'}{name}", args=["vale", *rest])


def text_of(client, **asked):
    return client.get(address(""), asked).content.decode()


@pytest.mark.parametrize("name", ["", *FEEDS])
def test_directory_that_is_off_is_not_found_by_anybody(client, programme, choir, name):
    programme.register_rules.directory_is_public = False
    programme.register_rules.save()
    assert client.get(address(name)).status_code == 404

    client.force_login(
        MembershipFactory(programme=programme, role=Role.COMMISSIONER).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.get(address(name)).status_code == 404


def test_page_not_found_does_not_speak_of_programmes_to_whoever_is_not_signed_in(client, programme):
    programme.register_rules.directory_is_public = False
    programme.register_rules.save()
    shown = client.get(address("")).content.decode()
    assert "Sign in" in shown
    assert "my programmes" not in shown
    assert "a member of" not in shown
    client.force_login(MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    assert "Go to my programmes" in client.get(address("")).content.decode()


def test_programme_without_rules_has_no_public_directory(client):
    ProgrammeFactory(slug="vale")

    assert client.get(address("")).status_code == 404


def test_visitor_reads_what_a_group_agreed_to(client, choir):
    text = text_of(client)

    for words in (
        "Choir",
        "Ropewalk",
        "Arts, music and culture",
        "The hall, Tuesdays",
        "Open to everybody",
        "May 2026",
    ):
        assert words in text
    assert "Kept by the hub." in text


def test_page_leads_to_no_sign_in(client, choir):
    assert 'href="/accounts' not in text_of(client)
    assert 'href="/"' not in text_of(client)


def test_page_holds_no_people_and_no_numbers_of_people(client, ropewalk):
    group = listed_in(ropewalk, eligible_in__members=4711, eligible_in__problems="Alex fell ill")
    ContactFactory(group=group, name="Alex Example", email="alex@example.org", phone="01632 960123")
    services = client.get(address("services"), {"full": "true"}).content.decode()

    for words in ("4711", "Alex", "alex@example.org", "960123"):
        assert words not in text_of(client)
        assert words not in services


@pytest.mark.parametrize("answer", [None, False])
def test_group_that_did_not_agree_is_not_listed(client, ropewalk, answer):
    listed_in(ropewalk, name="Quiet", is_listed=answer)

    assert "Quiet" not in text_of(client)
    assert client.get(address("services")).json()["empty"]


@pytest.mark.parametrize("state", ["dormant", "closed"])
def test_group_that_is_not_active_is_not_listed(client, choir, state):
    GroupProfileFactory(group=choir, as_of=TODAY, counting=True, state=state)

    assert "Choir" not in text_of(client)


@pytest.mark.parametrize("kind", ["individual", "connector"])
def test_person_is_never_listed_though_the_box_is_ticked(client, ropewalk, kind):
    listed_in(ropewalk, name="Alex Example", kind=kind)

    assert "Alex Example" not in text_of(client)
    assert client.get(address("services")).json()["empty"]


def test_second_entry_and_unprofiled_group_are_not_listed(client, choir, ropewalk):
    CommunityGroupFactory(programme=choir.programme, name="Only a name", is_listed=True)
    double = listed_in(ropewalk, name="Double")
    CommunityGroup.objects.filter(pk=double.pk).update(duplicate_of=choir)

    assert [each["name"] for each in client.get(address("services")).json()["contents"]] == ["Choir"]


def test_professional_organisation_that_agreed_is_listed_as_what_it_is(client, ropewalk):
    listed_in(ropewalk, name="Clinic", sector="professional")

    assert "Professional organisation" in text_of(client)


def test_search_by_words_theme_and_place(client, choir, programme):
    quay = NeighbourhoodFactory(programme=programme, code="E05000002", name="Quay")
    listed_in(quay, name="Cooks", eligible_in__themes=("food",))

    for asked in ({"q": "cooks"}, {"theme": "food"}, {"place": "E05000002"}):
        text = text_of(client, **asked)
        assert "<h3>Cooks</h3>" in text
        assert "<h3>Choir</h3>" not in text
    assert "Nothing found" in text_of(client, q="chess")


def test_empty_directory_says_so(client, programme):
    assert "No groups yet" in text_of(client)


@pytest.mark.parametrize("name", ["", "services"])
def test_many_groups_take_as_many_queries_as_one(client, programme, ropewalk, name, django_assert_max_num_queries):
    for number in range(20):
        GroupIdentifier.objects.create(
            programme=programme, group=listed_in(ropewalk, name=f"Group {number}"), value=f"GB-CHC-{number}"
        )

    with django_assert_max_num_queries(8):
        client.get(address(name))


@pytest.mark.parametrize("name", FEEDS)
def test_feed_is_open_to_pages_of_other_sites(client, choir, name):
    response = client.get(address(name))

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", FEEDS)
def test_feed_answers_with_and_without_a_slash_at_the_end(client, choir, name):
    url = address(name)

    assert client.get(f"{url}/" if not url.endswith("/") else url[:-1]).status_code == 200


def test_feed_is_paged_in_the_standards_envelope(client, ropewalk):
    for number in range(5):
        listed_in(ropewalk, name=f"Group {number}")

    pages = [client.get(address("services"), {"page": n, "per_page": 2}).json() for n in (1, 3, 4)]

    assert [(p["size"], p["first_page"], p["last_page"], p["empty"]) for p in pages] == [
        (2, True, False, False),
        (1, False, True, False),
        (0, False, True, True),
    ]
    assert {(p["total_items"], p["total_pages"]) for p in pages} == {(5, 3)}


@pytest.mark.parametrize("asked", [{"page": "0"}, {"page": "x"}, {"per_page": "501"}, {"per_page": "²"}])
def test_feed_says_which_number_it_cannot_read(client, choir, asked):
    response = client.get(address("services"), asked)

    assert response.status_code == 400
    assert next(iter(asked)) in response.json()["error"]


def test_each_thing_of_the_feed_is_found_by_its_number(client, choir):
    for many, one in [
        ("services", "service"),
        ("taxonomies", "taxonomy"),
        ("taxonomy-terms", "taxonomy-term"),
        ("service-at-locations", "service-at-location"),
    ]:
        for each in client.get(address(many)).json()["contents"]:
            found = client.get(address(one, each["id"])).json()
            assert found["id"] == each["id"]
        assert client.get(address(one, uuid4())).status_code == 404


def test_services_are_found_by_term_and_words(client, choir, ropewalk):
    listed_in(ropewalk, name="Cooks", kind="hub", eligible_in__themes=("food",))
    terms = {
        term["name"]: term["id"] for term in client.get(address("taxonomy-terms"), {"per_page": 99}).json()["contents"]
    }

    def services(**asked):
        return [each["name"] for each in client.get(address("services"), asked).json()["contents"]]

    assert services(taxonomy_term_id=terms["Food and cooking"]) == ["Cooks"]
    assert services(taxonomy_term_id=terms["Centre or hub"]) == ["Cooks"]
    assert services(search="tuesdays") == ["Choir"]
    assert services(taxonomy_term_id="nothing") == []
    assert "Individual" not in terms


def test_group_that_meets_both_ways_is_at_two_locations(client, choir):
    contents = client.get(address("service-at-locations")).json()["contents"]

    assert [each["location"]["location_type"] for each in contents] == ["physical", "virtual"]
    assert {each["service_id"] for each in contents} == {str(choir.key)}


def test_members_download_holds_the_listed_groups_though_the_directory_is_off(client, programme, choir, ropewalk):
    listed_in(ropewalk, name="Quiet", is_listed=None)
    RegisterRules.objects.update(directory_is_public=False)
    client.force_login(
        MembershipFactory(programme=programme, role=Role.STEERING).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )

    response = client.get(reverse("neighbourhoods:directory-json", args=["vale"]))

    assert [each["name"] for each in response.json()["contents"]] == ["Choir"]
    assert "attachment" in response.headers["Content-Disposition"]
