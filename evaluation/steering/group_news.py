"""Groups that came into the register, as a number: a register of groups is no list of people."""

from django.urls import reverse

from commissioning.number_words import counted
from evaluation.steering.news import NOTE, News, topic
from evaluation.steering.then import made_since
from neighbourhoods.groups.typology import kinds
from neighbourhoods.models import CommunityGroup


def groups(programme, since):
    """How many groups came into the register, and how many of all were founded since."""
    people = [kind.code for kind in kinds().values() if not kind.is_group]
    rows = CommunityGroup.objects.of(programme).standing().exclude(kind__in=people).only("pk", "founded_on")
    rows = list(rows)
    added = len(made_since(CommunityGroup, rows, since))
    founded = sum(group.founded_on is not None and group.founded_on >= since.day for group in rows)
    url = reverse("neighbourhoods:group-list", args=[programme.slug])
    told = ((added, "came into the register"), (founded, "began to exist"))
    news = [News(f"{counted(number, 'group')} {words}", url, icon=NOTE) for number, words in told if number]
    return topic("Groups", news, nothing="No group came into the register.", url=url)
