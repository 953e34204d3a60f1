"""The ways to answer a wave, in a panel on its page."""

from django import template
from django.utils import timezone

from neighbourhoods.permissions import SEE_CONTACTS
from surveys.disclosure import is_few
from surveys.links.invited import invited_by_sample, shown_invited
from surveys.links.openness import openness_of
from surveys.links.ways import MODE_WORDS, Mode, by_mode
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES

register = template.Library()


@register.inclusion_tag("surveys/_wave_ways.html", takes_context=True)
def ways_to_answer(context, wave):
    """How many answers came by each way and how many of those invited have answered, as the reader may see it."""
    user, programme = context["request"].user, wave.programme
    may_run = user.has_perm(RUN_WAVES, programme)
    asks_groups = wave.questionnaire.audience == Audience.ORGANISATIONS
    modes = by_mode(wave, everything=may_run)
    invited = shown_invited(invited_by_sample(wave).values(), everything=may_run)
    return {
        "programme": programme,
        "wave": wave,
        "may_run": may_run,
        "openness": openness_of(wave, timezone.localdate()),
        "modes": modes,
        "invited": invited if may_run or not _tell_of_few(modes, invited) else None,
        "may_hand_over": asks_groups and not wave.is_locked and user.has_perm(SEE_CONTACTS, programme),
    }


def _tell_of_few(modes, invited):
    """Whether both numbers together tell how few answered by a public link, or are excluded."""
    on_line = next((mode.count for mode in modes if mode.words == MODE_WORDS[Mode.LINK]), None)
    return bool(invited) and on_line is not None and is_few(abs(on_line - invited.count))
