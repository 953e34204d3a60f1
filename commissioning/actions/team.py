"""The team: its posts as the framework has them, and those that people add."""

from django.db import transaction
from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from commissioning.actions.entries import hold, save_entry
from commissioning.framework import post_templates
from commissioning.models import Post

TEAMS = 3


@transaction.atomic
def set_up_team(*, programme, by):
    """Make the framework's posts, and return those that were made.

    A programme that has posts already keeps them as they are: doing it twice is the same as once.
    """
    hold(programme)
    if programme.posts.exists():
        return []
    posts = [post for template in post_templates() for post in _posts_of(template, programme)]
    counts = {}
    for post in posts:
        post.position = counts[post.team] = counts.get(post.team, 0) + 1
    return bulk_create_with_history(posts, Post, default_user=by)


@transaction.atomic
def add_post(*, programme, post, by):
    """Write a new post after the others of its team."""
    hold(programme)
    last = programme.posts.filter(team=post.team).aggregate(last=Max("position"))["last"]
    post.position = (last or 0) + 1
    return save_entry(programme=programme, entry=post, by=by)


def _posts_of(template, programme):
    """The posts of one kind, unsaved: team-based ones are spread evenly over the teams."""
    each = template.count // TEAMS
    teams = [1 + number // each for number in range(template.count)] if template.team_based else [None] * template.count
    return [
        Post(
            programme=programme,
            title=template.title,
            team=team,
            purpose=template.purpose,
            duties="\n".join(template.duties),
        )
        for team in teams
    ]
