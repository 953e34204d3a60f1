"""A group's career: what happened to it, day by day, as its profiles, links, grants and assets tell it."""

from dataclasses import dataclass, field
from datetime import date

from neighbourhoods.groups.founding import founding_words
from neighbourhoods.groups.profile_words import Told
from neighbourhoods.models import GroupProfile

State = GroupProfile.State
BECAME = {
    State.ACTIVE: "Active again",
    State.DORMANT: "Fell dormant",
    State.CLOSED: "Closed",
    State.MERGED: "Merged into another group",
}
STATE_ICONS = {State.ACTIVE: "rise", State.DORMANT: "open", State.CLOSED: "late", State.MERGED: "note"}


@dataclass(frozen=True)
class Event:
    """One thing that happened: `icon` names a symbol of the icon sheet, `changes` what a profile says anew."""

    on: date
    title: str
    icon: str = "note"
    detail: str = ""
    href: str = ""
    changes: tuple[Told, ...] = ()
    profile: GroupProfile | None = field(default=None, compare=False)
    day_words: str = ""

    @property
    def is_struck_out(self):
        return self.profile is not None and self.profile.struck_out_at is not None


@dataclass(frozen=True)
class Career:
    """What a career is told from. `links` are LinkOfGroups; `profiles` stand in the order of their days."""

    group: object
    profiles: tuple = ()
    links: tuple = ()
    grants: tuple = ()
    assets: tuple = ()


def events_of(career, words, on):
    """The Events up to the date `on`, the latest first. `words` are the reader's ProfileWords."""
    found = [
        *_founding(career.group),
        *_profiles(career.profiles, words),
        *(event for link in career.links for event in _link(link)),
        *(_grant(grant) for grant in career.grants),
        *(event for asset in career.assets for event in _asset(asset)),
    ]
    return sorted((event for event in found if event.on <= on), key=lambda event: event.on, reverse=True)


def _founding(group):
    if group.founded_on:
        yield Event(group.founded_on, "Founded", "plus", day_words=founding_words(group.founded_on))


def _profiles(profiles, words):
    before = None
    last = {profile.as_of: profile.pk for profile in profiles if not profile.struck_out_at}
    for profile in profiles:
        if profile.struck_out_at:
            yield Event(profile.as_of, "Profile struck out", "note", words.struck_out_words(profile), profile=profile)
            continue
        if last[profile.as_of] != profile.pk:
            yield Event(
                profile.as_of, "Entered, and put right by a later entry for the same day", "note", profile=profile
            )
            continue
        yield _first(profile, words) if before is None else _next(before, profile, words)
        before = profile


def _first(profile, words):
    said = [told for told in words.facts(profile, apart=("state", "merged_into")) if told.words != "not known"]
    state = "" if profile.state == State.ACTIVE else f", {profile.get_state_display().lower()}"
    return Event(profile.as_of, f"First profile{state}", "open", changes=tuple(said), profile=profile)


def _next(before, profile, words):
    """What a profile says that the one before it did not; the heading is the greatest of it."""
    title, icon, told = _heading(before, profile, words)
    changes = words.changes(before, profile, apart=told)
    if not title:
        differs = words.differ(before, profile)
        title, icon = ("Profile updated", "note") if differs else ("Confirmed: nothing changed", "ok")
    return Event(profile.as_of, title, icon, changes=tuple(changes), profile=profile)


def _heading(before, profile, words):
    """(title, icon, fields that the title tells) of a step, or empty ones where it is of no great moment."""
    if profile.state != before.state:
        into = f" {words.called(profile.merged_into)}" if profile.state == State.MERGED else ""
        title = f"Merged into{into}" if into else BECAME[profile.state]
        return title, STATE_ICONS[profile.state], ("state", "merged_into")
    was, now = before.members, profile.members
    if None in (was, now) or was == now:
        return "", "", ()
    verb, icon = ("Grew", "rise") if now > was else ("Shrank", "fall")
    return f"{verb} from {was:,} to {now:,} members", icon, ("members",)


def _link(each):
    href = each.partner.get_absolute_url()
    how = each.link.get_kind_display()
    yield Event(each.link.started_on, f"Joined with {each.partner}", "plus", how, href)
    if each.link.ended_on:
        yield Event(each.link.ended_on, f"No longer linked with {each.partner}", "open", how, href)


def _grant(grant):
    words = f"{grant.funder_name}: {grant.title}"
    return Event(grant.awarded_on, f"Won a grant of {grant.amount_words}", "rise", words, grant.get_absolute_url())


def _asset(asset):
    kind, href = asset.get_kind_display(), asset.get_absolute_url()
    if asset.since:
        yield Event(asset.since, f"Runs {asset.name}", "plus", kind, href)
    if asset.until:
        yield Event(asset.until, f"Last day of {asset.name}", "open", kind, href)
