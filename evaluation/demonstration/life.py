"""Harbourside's community life put into the registers, part by part, and what was confirmed, merged and published."""

from datetime import timedelta

from commissioning.models import Role
from evaluation.demonstration.assets import fill_assets
from evaluation.demonstration.borough import WARDS, place_of
from evaluation.demonstration.days import Days
from evaluation.demonstration.fieldwork import fill_fieldwork
from evaluation.demonstration.gates import CONFIRMED_IN_MONTH, confirmed_on
from evaluation.demonstration.grants import fill_grants
from evaluation.demonstration.groups import draw_groups
from evaluation.demonstration.history import moment, written
from evaluation.demonstration.issues import fill_issues
from evaluation.demonstration.links import fill_agencies, fill_links
from evaluation.demonstration.registering import fill_groups
from evaluation.demonstration.stories import fill_stories
from evaluation.demonstration.team import FIELDWORKERS_WARDS
from evaluation.registers.freezing import freeze_baseline
from neighbourhoods.actions.merging import merge_groups
from neighbourhoods.models import (
    Agency,
    AgencyReply,
    AnchorsDiscussion,
    AnchorsPosition,
    Asset,
    BaselineFreeze,
    CaseStudy,
    CommunityGroup,
    CommunityIssue,
    Contact,
    Effect,
    FieldworkEntry,
    Grant,
    GrantScheme,
    GroupIdentifier,
    GroupLink,
    GroupMerge,
    GroupPlace,
    GroupProfile,
    LinkConfirmation,
    MethodStep,
    Project,
    RegisterConfirmation,
    RegisterRules,
    tell_figures,
)

NOW = 39  # the latest month that is over
DIRECTORY_OPENED = (30, 11)
DIRECTORY_WORDS = (
    "Groups and organisations of Harbourside that agreed to be listed. It is kept by the Harbourside Community "
    "Development Trust, which does not exist. To be added or taken off, write to directory@example.org."
)
CHECKED = {
    1: "Read out at two open meetings in the ward; what was missing was added.",
    2: "Gone through with the hub, the library and two tenants’ groups.",
    3: "Each group on the list was rung; the library and the surgery looked at it.",
}


def fill_life(programme, neighbourhoods, today, users):
    """Everything the registers hold of Harbourside; `neighbourhoods` by their place in WARDS."""
    days, coordinator = Days(programme, today), users[Role.COORDINATOR]
    recorders = dict.fromkeys(range(len(WARDS)), coordinator)
    recorders |= dict.fromkeys(FIELDWORKERS_WARDS, users[Role.FIELDWORKER])
    agencies = fill_agencies(programme, days, coordinator)
    register = fill_groups(programme, days, draw_groups(), neighbourhoods, recorders)
    fill_links(register, agencies)
    fill_assets(programme, days, neighbourhoods, recorders)
    fill_grants(register, neighbourhoods, coordinator)
    fill_fieldwork(register, neighbourhoods, users)
    fill_issues(register, neighbourhoods, agencies, users)
    fill_stories(register, neighbourhoods, users)
    _look_alike(register, neighbourhoods, coordinator)
    _merge(register, neighbourhoods, coordinator)
    _publish_directory(programme, days, users[Role.COMMISSIONER])
    _confirm_registers(days, neighbourhoods, users)
    _freeze_baselines(days, neighbourhoods, users[Role.EVALUATOR])
    tell_figures(programme)


def take_life_away(programme):
    """Delete the registers from their ends: much of them keeps what it rests on from being deleted.

    Nobody's record of these deletions is kept, so none is made.
    """
    groups = CommunityGroup.objects.of(programme)
    for rows in (
        AgencyReply.objects.of(programme),
        CommunityIssue.objects.of(programme),
        FieldworkEntry.groups.through.objects.filter(fieldworkentry__neighbourhood__programme=programme),
        FieldworkEntry.objects.of(programme),
        Grant.objects.of(programme),
        GrantScheme.places.through.objects.filter(grantscheme__programme=programme),
        GrantScheme.objects.of(programme),
        LinkConfirmation.objects.filter(link__group__programme=programme),
        GroupLink.objects.of(programme),
        Agency.objects.of(programme),
        Asset.objects.of(programme),
        CaseStudy.objects.of(programme),
        Effect.objects.of(programme),
        MethodStep.objects.of(programme),
        Project.places.through.objects.filter(project__programme=programme),
        Project.objects.of(programme),
        AnchorsPosition.objects.filter(discussion__meeting__programme=programme),
        AnchorsDiscussion.objects.of(programme),
        Contact.objects.of(programme),
        GroupIdentifier.objects.filter(programme=programme),
        GroupMerge.objects.filter(programme=programme),
        GroupProfile.objects.of(programme),
        GroupPlace.objects.filter(group__in=groups),
    ):
        rows._raw_delete(rows.db)
    groups.update(duplicate_of=None)
    groups.delete()


# Entries that look alike


LOOK_ALIKE = (
    # Of which group of the ward (by its place among those that count), and what the list from the library calls it.
    ("Limekiln", 0, "{} (library list)"),
    ("Tanyard", 1, "The {}"),
)
LIST_CAME = (37, 8)


def _look_alike(register, neighbourhoods, by):
    """Second entries from a list of the library that nobody has looked at yet, and one without a place."""
    on = register.days.on(*LIST_CAME)
    for ward, number, words in LOOK_ALIKE:
        place = place_of(ward)
        there = [each for each in register.by_ward[place] if each.is_known_in(NOW)]
        _second_entry(register, there[number], words, on, by, neighbourhoods[place])
    online = CommunityGroup(programme=register.programme, name="Harbourside Insomniacs", meets="online", sector="")
    written(online, on, by).save()


def _second_entry(register, each, words, on, by, neighbourhood):
    """An entry of the library's list for a group that is in the register."""
    group = CommunityGroup(programme=register.programme, name=words.format(each.name), kind=each.activity.kind)
    written(group, on, by).save()
    written(GroupPlace(group=group, neighbourhood=neighbourhood), on, by).save()
    profile = GroupProfile(
        group=group,
        as_of=on,
        named=True,
        themes=each.activity.themes,
        source=GroupProfile.Source.FILE,
        recorded_by=by,
        recorded_at=moment(on),
    )
    GroupProfile.objects.bulk_create([profile])
    return group


MERGED_IN = (38, 13)


def _merge(register, neighbourhoods, by):
    """One second entry that was found and put under the other."""
    place = place_of("Ropewalk")
    each = next(each for each in register.by_ward[place] if each.is_known_in(NOW))
    group = _second_entry(
        register, each, "{}, Ropewalk estate", register.days.on(*LIST_CAME), by, neighbourhoods[place]
    )
    kept, before = register.rows[each.number], _latest_records(register, group)
    merge = merge_groups(
        programme=register.programme, kept=kept, absorbed=group, reason="The library’s list has it twice.", by=by
    )
    at = moment(register.days.on(*MERGED_IN))
    GroupMerge.objects.filter(pk=merge.pk).update(merged_at=at)
    GroupProfile._base_manager.filter(pk__in=merge.moved["completing"]).update(recorded_at=at)
    for model, latest in before.items():
        model.history.filter(history_id__gt=latest).update(history_date=at)
    GroupMerge.history.filter(id=merge.pk).update(history_date=at, merged_at=at)


def _latest_records(register, group):
    """Model -> its latest record of change, of the kinds that a merge touches."""
    models = (CommunityGroup, GroupPlace, GroupLink)
    return {model: model.history.order_by("-history_id").values_list("history_id", flat=True)[0] for model in models}


# What was published and confirmed


def _publish_directory(programme, days, by):
    on = days.on(*DIRECTORY_OPENED)
    rules = RegisterRules(programme=programme, directory_is_public=True, directory_words=DIRECTORY_WORDS)
    written(rules, on, by).save()


def _confirm_registers(days, neighbourhoods, users):
    """Registers of a ward were gone through when its baseline was; in the first two cohorts again last month."""
    for number in CONFIRMED_IN_MONTH:
        for place, ward in enumerate(WARDS):
            if ward.cohort == number:
                for confirmation in _confirmations(days, ward, neighbourhoods[place], users):
                    confirmation.save()


def _confirmations(days, ward, neighbourhood, users):
    baseline_on = confirmed_on(days.programme, ward.cohort)
    if ward.cohort == 3:
        return []
    checked = [(register, baseline_on, Role.EVALUATOR) for register in RegisterConfirmation.Register]
    checked += [(register, days.on(NOW, 27), Role.COORDINATOR) for register in RegisterConfirmation.Register]
    return [
        written(
            RegisterConfirmation(
                neighbourhood=neighbourhood,
                register=register,
                as_at=on,
                note=CHECKED[ward.cohort],
                confirmed_by=users[role],
                confirmed_as=role,
            ),
            on + timedelta(days=1),
            users[role],
        )
        for register, on, role in checked
    ]


def _freeze_baselines(days, neighbourhoods, by):
    """The baselines of the first two cohorts, frozen on the day after they were complete."""
    for place, ward in enumerate(WARDS):
        if ward.cohort < 3:
            on = confirmed_on(days.programme, ward.cohort)
            freeze = freeze_baseline(
                neighbourhood=neighbourhoods[place], reference_on=on, by=by, though_incomplete=True
            )
            BaselineFreeze._base_manager.filter(pk=freeze.pk).update(written_at=moment(on + timedelta(days=1)))
