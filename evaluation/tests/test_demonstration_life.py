"""The demonstration's registers: a believable, mixed story, counted and never typed in, whatever the day."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from commissioning.models import Role
from evaluation.demonstration.activities import NOBODY_FOLLOWED
from evaluation.demonstration.borough import WARDS
from evaluation.demonstration.careers import CARRIED_OVER, career_of
from evaluation.demonstration.contacts import contact_of
from evaluation.demonstration.fieldwork import draw_fieldwork
from evaluation.demonstration.gates import confirmed_on
from evaluation.demonstration.groups import draw_groups
from evaluation.demonstration.issues import draw_issues
from evaluation.demonstration.links import draw_links
from evaluation.demonstration.team import FIELDWORKERS_WARDS
from neighbourhoods.fieldwork.to_do import CONFIRM, CONTACT, LINK, REPLY, STEP, UPDATE
from neighbourhoods.fieldwork.today import Day
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.groups.eligibility import is_small, standing_of
from neighbourhoods.models import (
    AgencyReply,
    AnchorsPosition,
    Asset,
    CaseStudy,
    CommunityGroup,
    CommunityIssue,
    Contact,
    Effect,
    FieldworkEntry,
    Grant,
    GroupLink,
    GroupMerge,
    GroupProfile,
    MethodStep,
    Project,
    RegisterConfirmation,
    RegisterRules,
)
from neighbourhoods.permissions import worked_in

LIE_AHEAD = {"next_on", "review_on", "ends_on", "closes_on", "until", "due_on"}


def counting(programme, on):
    """Ward's name -> how many groups count there on a day, as every page counts them."""
    names = dict(programme.neighbourhoods.values_list("pk", "name"))
    return Counter(names[g.neighbourhood] for g in groups_as_at(programme, on) if standing_of(g.facts, on).counts)


def of_cohort(counted, number):
    return sum(counted[ward.name] for ward in WARDS if ward.cohort == number)


# Drawing, without a database


def test_drawing_is_the_same_every_time():
    groups = draw_groups()
    assert groups == draw_groups()
    assert draw_links(groups) == draw_links(groups)
    assert list(draw_issues()) == list(draw_issues())
    assert list(draw_fieldwork()) == list(draw_fieldwork())


def test_groups_are_about_four_hundred_with_names_of_their_own():
    groups = draw_groups()
    assert 400 <= len(groups) <= 450
    assert len({each.name for each in groups}) == len(groups)
    assert [each.number for each in groups] == list(range(len(groups)))


def test_careers_run_forward_and_end_once():
    for each in draw_groups():
        stops = career_of(each)
        assert stops
        assert [(s.month, s.day) for s in stops] == sorted({(s.month, s.day) for s in stops})
        assert [s.state for s in stops[:-1]] == ["active"] * (len(stops) - 1)
        assert (stops[-1].state == "active") == (each.end is None)


def test_careers_keep_what_was_told_once():
    lost = [
        (each.number, name)
        for each in draw_groups()
        for before, after in pairwise(career_of(each))
        for name in (*CARRIED_OVER, "named", "open_to_join")
        if getattr(before, name) not in (None, "") and getattr(after, name) in (None, "")
    ]
    assert lost == []


def test_few_groups_lose_their_contact_person_and_say_so():
    lost = [
        after
        for each in draw_groups()
        for before, after in pairwise(career_of(each))
        if before.has_contact and after.has_contact is None
    ]
    assert 1 <= len(lost) <= 5
    assert all(stop.problems == NOBODY_FOLLOWED for stop in lost)


def test_some_groups_never_tell_a_number():
    careers = [career_of(each) for each in draw_groups()]
    for name in ("members", "volunteers", "activities", "income_band", "confidence"):
        silent = sum(all(getattr(stop, name) in (None, "") for stop in career) for career in careers)
        assert 0.03 < silent / len(careers) < 0.2, name


def test_entries_of_one_person_have_neither_members_nor_volunteers():
    alone = [drawn for drawn in draw_groups() if drawn.is_one_person]
    stops = [stop for drawn in alone for stop in career_of(drawn)]
    assert stops
    assert {(stop.members, stop.volunteers) for stop in stops} == {(None, None)}


def test_links_join_two_groups_that_are_there_and_are_seen_while_they_hold():
    groups = {each.number: each for each in draw_groups()}
    pairs = []
    for link in draw_links(list(groups.values())):
        ends = [groups[number].end for number in (link.one, link.other) if number is not None]
        assert all(end is None or link.began < end.month for end in ends)
        assert link.began == link.seen[0]
        assert all(link.ended is None or month < link.ended for month in link.seen)
        pairs.append(frozenset((link.one, link.other)) if link.agency is None else object())
    assert len(set(pairs)) == len(pairs)


def test_contacts_of_the_fieldworkers_wards_are_known_but_for_a_few():
    careers = [(each, career_of(each)) for each in draw_groups() if each.ward in FIELDWORKERS_WARDS]
    reached = [(each, career) for each, career in careers if career[-1].has_contact and not each.end]
    without = [each.name for each, career in reached if contact_of(each, career) is None]
    assert len(reached) > 40
    assert 2 <= len(without) <= 5


def test_contacts_ring_nowhere_and_write_to_nobody():
    people = [person for each in draw_groups() if (person := contact_of(each, career_of(each)))]
    assert len(people) > 100
    assert all(re.fullmatch(r"(01632 960|07700 900)\d{3}", person.phone) for person in people)
    assert all(person.email == "" or person.email.endswith("@example.org") for person in people)


# In the registers, on each of the days


def test_figure_two_ward_has_ten_groups_at_its_baseline_and_fifteen_now(any_day):
    assert counting(any_day, confirmed_on(any_day, 1))["Ropewalk"] == 10
    assert counting(any_day, timezone.localdate())["Ropewalk"] == 15


def test_groups_rose_clearly_in_the_first_cohort_some_in_the_second_and_hardly_in_the_third(any_day):
    then, now = counting(any_day, confirmed_on(any_day, 1)), counting(any_day, timezone.localdate())
    first, second, third = (of_cohort(now, number) / of_cohort(then, number) - 1 for number in (1, 2, 3))
    assert first > 0.3
    assert 0.1 < second < first
    assert abs(third) < 0.05
    assert sum(now[ward.name] < then[ward.name] for ward in WARDS) >= 4


def test_dockray_grew_and_fell_when_its_hub_was_closed(any_day):
    before, after = (counting(any_day, any_day.month_end(month))["Dockray"] for month in (22, 27))
    then = counting(any_day, confirmed_on(any_day, 1))["Dockray"]
    assert then < before
    assert after < then


def test_registers_hold_as_many_rows_as_are_promised(any_day):
    assert 400 <= CommunityGroup.objects.of(any_day).count() <= 450
    assert GroupProfile.objects.of(any_day).count() > 1_500
    assert any_day.agencies.count() == 20
    assert 1_100 <= FieldworkEntry.objects.of(any_day).count() <= 1_300
    assert 140 <= CommunityIssue.objects.of(any_day).count() <= 165
    assert 110 <= Grant.objects.of(any_day).count() <= 130
    assert any_day.grant_schemes.count() == 5
    assert Project.objects.of(any_day).exists()


def test_groups_are_of_all_sorts(any_day):
    groups = CommunityGroup.objects.of(any_day).standing()
    assert set(groups.values_list("sector", flat=True)) == {"", *CommunityGroup.Sector}
    assert set(groups.values_list("meets", flat=True)) >= set(CommunityGroup.Meets)
    assert len(set(groups.values_list("kind", flat=True))) >= 8
    assert groups.annotate(served=models.Count("places")).filter(served__gt=1).count() >= 10
    assert set(groups.values_list("is_listed", flat=True)) == {True, False, None}
    profiles = GroupProfile.objects.of(any_day)
    assert set(profiles.values_list("state", flat=True)) == set(GroupProfile.State)
    assert set(profiles.values_list("income_band", flat=True)) == {"", *GroupProfile.Income}
    themes = {theme for row in profiles.values_list("themes", flat=True) for theme in row}
    assert len(themes) >= 20


def test_groups_with_exactly_ten_thousand_pounds_belong_to_the_community_sector(any_day):
    exact = GroupProfile.objects.of(any_day).filter(income=Decimal(10_000))
    assert exact.values("group").distinct().count() >= 2
    assert all(is_small(row.income_band, row.income, Decimal(10_000)) for row in exact)


def test_every_unknown_part_waits_to_be_confirmed_somewhere(any_day):
    today = timezone.localdate()
    waiting = [standing_of(g.facts, today) for g in groups_as_at(any_day, today)]
    unknown = {part for standing in waiting if standing.to_confirm for part in standing.unknown}
    assert len({part.partition(";")[0] for part in unknown}) >= 4


def test_one_second_entry_is_merged_and_two_wait_to_be_found(any_day):
    merge = GroupMerge.objects.get(programme=any_day)
    assert merge.absorbed.duplicate_of == merge.kept
    assert merge.undone_at is None
    assert timezone.localdate(merge.merged_at) < timezone.localdate()
    names = set(CommunityGroup.objects.of(any_day).standing().values_list("name", flat=True))
    assert sum(f"{name} (library list)" in names or f"The {name}" in names for name in names) == 2


def test_groups_are_better_connected_where_there_was_support(any_day):
    def links_per_group(on, cohort):
        counted = of_cohort(counting(any_day, on), cohort)
        links = GroupLink.objects.of(any_day).standing(on, on - timedelta(days=365)).filter(other__isnull=False)
        return 2 * links.filter(group__places__neighbourhood__cohort__number=cohort).distinct().count() / counted

    then, now = confirmed_on(any_day, 1), timezone.localdate()
    assert links_per_group(now, 1) > 1.3 * links_per_group(then, 1)
    assert links_per_group(now, 2) > 1.1 * links_per_group(then, 2)
    assert abs(links_per_group(now, 3) / links_per_group(then, 3) - 1) < 0.25


def test_supported_wards_have_assets_of_all_kinds(any_day):
    baseline_on = confirmed_on(any_day, 1)
    for place in any_day.neighbourhoods.filter(cohort__number__in=(1, 2)):
        kinds = Counter(place.assets.values_list("kind", flat=True))
        assert kinds.keys() >= {"space", "hub", "forum", "input"}
        assert kinds["space"] >= 4
        assert sum(place.assets.there_on(baseline_on).filter(kind="input").values_list("fte", flat=True)) == Decimal(
            "0.2"
        )
    assert set(Asset.objects.of(any_day).values_list("kind", flat=True)) >= {"parish", "anchor"}
    dockray = any_day.neighbourhoods.get(name="Dockray")
    assert not dockray.assets.there_on(timezone.localdate()).filter(kind="hub").exists()


def test_starter_grants_keep_to_their_rules(any_day):
    for grant in Grant.objects.of(any_day).select_related("scheme", "group"):
        scheme, places = grant.scheme, set(grant.scheme.places.all())
        assert grant.amount <= scheme.most
        assert scheme.opens_on <= grant.awarded_on <= timezone.localdate()
        assert scheme.closes_on is None or grant.awarded_on <= scheme.closes_on
        assert not places or places & {place.neighbourhood for place in grant.group.places.all()}


def test_diary_of_the_fieldworkers_wards_is_hers_and_some_listening_the_coordinators(any_day):
    users = {each.role: each.user for each in any_day.memberships.select_related("user")}
    entries = FieldworkEntry.objects.of(any_day)
    hers = entries.filter(neighbourhood__name__in=[WARDS[place].name for place in FIELDWORKERS_WARDS])
    assert set(hers.values_list("done_by", flat=True)) == {users[Role.FIELDWORKER].pk}
    listened = entries.filter(done_by=users[Role.COORDINATOR])
    assert listened.count() >= 10
    assert all("listening" in entry.kinds for entry in listened)
    assert entries.filter(done_by=None).count() > 500


def test_merged_group_is_known_as_well_as_before(any_day):
    merge = GroupMerge.objects.get(programme=any_day)
    told = {}
    for profile in merge.kept.profiles.told().order_by("as_of", "pk"):
        told[profile.as_of] = profile
    for before, after in pairwise(told.values()):
        assert all(
            getattr(after, name) not in (None, "") for name in CARRIED_OVER if getattr(before, name) not in (None, "")
        )
    assert max(profile.recorded_at for profile in told.values()).date() < timezone.localdate()


def test_issues_have_every_outcome_and_some_wait_too_long(any_day):
    issues = CommunityIssue.objects.of(any_day)
    assert set(issues.values_list("outcome", flat=True)) == {"", *CommunityIssue.Outcome}
    assert set(issues.values_list("raised_by", flat=True)) == set(CommunityIssue.RaisedBy)
    waiting = issues.clocked().waiting()
    assert waiting.raised_before(timezone.localdate() - timedelta(days=90)).count() >= 10
    assert waiting.filter(sent_on=None).exists()
    assert AgencyReply.objects.of(any_day).filter(is_substantive=False).exists()
    assert all(reply.replied_on >= reply.issue.sent_on for reply in AgencyReply.objects.select_related("issue"))


def test_council_answers_faster_since_it_named_somebody(any_day):
    def in_time(since, until):
        rows = CommunityIssue.objects.of(any_day).filter(
            agency__name__startswith="Harbourside Council",
            raised_on__gte=any_day.month_start(since),
            raised_on__lt=any_day.month_start(until),
        )
        answered = [row for row in rows.clocked() if row.answered_on and (row.answered_on - row.raised_on).days <= 90]
        return len(answered) / rows.count()

    assert in_time(26, 36) > in_time(7, 26) + 0.15


def test_stories_have_consent_or_wait_for_it(any_day):
    cases = CaseStudy.objects.of(any_day)
    assert cases.filter(is_shared=True).exists()
    assert cases.filter(is_shared=False, consent_on__isnull=False).exists()
    assert cases.filter(consent_on=None).count() >= 2
    assert set(Effect.objects.of(any_day).values_list("kind", flat=True)) == set(Effect.Kind)


def test_steps_of_the_method_follow_each_other(any_day):
    for place in any_day.neighbourhoods.filter(method_steps__isnull=False).distinct():
        steps = list(MethodStep.objects.filter(neighbourhood=place).order_by("number"))
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert [step.reached_on for step in steps] == sorted(step.reached_on for step in steps)


def test_second_discussion_of_anchors_stands_elsewhere_than_the_first(any_day):
    rows = AnchorsPosition.objects.filter(discussion__meeting__programme=any_day)
    first, second = (
        dict(rows.filter(discussion=discussion).values_list("question", "standing"))
        for discussion in rows.order_by("discussion__meeting__held_on").values_list("discussion", flat=True).distinct()
    )
    assert first.keys() == second.keys() == {1, 2, 3, 4, 5}
    assert sum(first[number] != second[number] for number in first) >= 4
    assert None in first.values()


def test_registers_were_confirmed_at_the_baseline_and_lately_where_there_is_support(any_day):
    rows = RegisterConfirmation.objects.of(any_day)
    assert set(rows.values_list("neighbourhood__cohort__number", flat=True)) == {1, 2}
    assert set(rows.values_list("register", flat=True)) == set(RegisterConfirmation.Register)
    assert set(rows.filter(neighbourhood__name="Ropewalk").values_list("as_at", flat=True)) >= {
        confirmed_on(any_day, 1)
    }


def test_public_directory_is_switched_on_by_the_commissioner(any_day):
    rules = RegisterRules.of_programme(any_day)
    assert rules.directory_is_public
    assert rules.income_threshold == 10_000
    assert rules.history.get().history_user.memberships.get(programme=any_day).role == Role.COMMISSIONER


def test_some_contacts_are_to_be_asked_again(any_day):
    contacts = Contact.objects.of(any_day)
    assert 5 <= contacts.filter(review_on__lte=timezone.localdate()).count() < contacts.count() / 2


def test_fieldworker_has_something_of_everything_to_do_in_three_wards(any_day):
    worker, today = any_day.memberships.get(role=Role.FIELDWORKER).user, timezone.localdate()
    places = list(any_day.neighbourhoods.filter(pk__in=worked_in(any_day, worker)))
    assert {place.name for place in places} == {"Ropewalk", "Tanyard", "Netherfold"}
    found = list(Day(any_day, worker, places, today).to_dos())
    assert {to_do.kind for to_do in found} >= {REPLY, STEP, UPDATE, CONFIRM, LINK, CONTACT}
    for place in places:
        assert len({to_do.kind for to_do in found if to_do.place_id == place.pk}) >= 3
    assert {to_do.state(today) for to_do in found if to_do.kind == STEP} == {"late", "due"}


def test_nothing_in_the_registers_lies_ahead(any_day):
    today = timezone.localdate()
    for model in apps.get_app_config("neighbourhoods").get_models():
        for field in model._meta.concrete_fields:
            if type(field) is models.DateField and field.name not in LIE_AHEAD:
                assert not model._base_manager.filter(**{f"{field.name}__gt": today}).exists(), (model, field.name)


ENTERED = (CommunityIssue, AgencyReply, Asset, Grant, Contact, CaseStudy, Effect, MethodStep, Project)


@pytest.mark.parametrize("made", [date(2026, 12, 1)], indirect=True, ids=str)
@pytest.mark.parametrize("model", ENTERED)
def test_every_entry_would_pass_its_own_form(any_day, model):
    for row in model.objects.of(any_day):
        row.clean_fields()
        row.clean()
        row.validate_constraints()
