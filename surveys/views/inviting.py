"""Inviting organisations and agencies from the registers, writing to them, and links to hand over in person."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.invitations import messages_are_printed
from commissioning.number_words import counted
from neighbourhoods.permissions import SEE_CONTACTS, contacts_seen_by, worked_in
from surveys.actions.invitation_mail import AT_A_TIME, MailRefused, due_now, send_invitations
from surveys.actions.invitations import InvitationsRefused, invite_from_register, register_field
from surveys.forms.invitations import FIRST, REMINDER, MailForm, RegisterForm
from surveys.links.addresses import answer_address, typed
from surveys.links.invited import NOBODY, invited_by_sample, shown_invited
from surveys.links.openness import openness_of
from surveys.links.qr_codes import qr_code
from surveys.links.register import invitable, lapsed, register_day, to_hand_over, with_address
from surveys.models import Invitation, WaveLocked
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import wave_of


@never_cache
@require_http_methods(["GET", "POST"])
def wave_invite(request, slug, pk):
    """Choose from the register; below, how many were invited and how to write to them."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if register_field(wave) is None:
        messages.info(request, "Residents stand in no register. Give them the public link, or make personal links.")
        return redirect("surveys:wave-links", slug, pk)
    offered = invitable(wave)
    form = RegisterForm(request.POST if request.method == "POST" else None, offered=_not_invited(wave, offered))
    if form.is_valid() and (made := _invited(form, wave, request.user)) is not None:
        messages.success(request, f"{len(made):,} invited. Now write to them, or print their letters.")
        return redirect("surveys:wave-invite", slug, pk)
    return _show(request, wave, offered, form, MailForm())


@require_http_methods(["GET", "POST"])
def wave_invite_send(request, slug, pk):
    """Write to those who were not written to yet, or remind those who have not answered."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET" or wave.questionnaire.audience != Audience.ORGANISATIONS:
        return redirect("surveys:wave-invite", slug, pk)
    form = MailForm(request.POST)
    if not form.is_valid():
        offered = invitable(wave)
        return _show(request, wave, offered, RegisterForm(offered=_not_invited(wave, offered)), form)
    try:
        contact, remind = form.cleaned_data["contact"], form.is_reminder
        sent = send_invitations(wave=wave, contact=contact, by=request.user, remind=remind)
    except (MailRefused, WaveLocked) as error:
        messages.error(request, str(error))
    else:
        _tell(request, sent)
    return redirect("surveys:wave-invite", slug, pk)


@never_cache
@require_safe
def wave_hand_over(request, slug, pk):
    """Links of organisations that no message reaches, for those who know them: to print and to hand over."""
    wave = wave_of(request, slug, pk, SEE_CONTACTS)
    places = worked_in(wave.programme, request.user)
    invitations = list(to_hand_over(wave, places))
    people = _people(contacts_seen_by(wave.programme, request.user), invitations)
    rows = [_handed(invitation, people) for invitation in invitations]
    shown = {"wave": wave, "rows": rows, "openness": openness_of(wave), "is_asked": register_field(wave) == "group"}
    return render(request, "surveys/wave_hand_over.html", shown)


def _handed(invitation, people):
    address = answer_address(invitation.code)
    return {
        "group": invitation.group,
        "place": invitation.sample.neighbourhood,
        "address": address,
        "typed": typed(address),
        "code": qr_code(address),
        "people": people.get(invitation.group_id, []),
    }


def _people(contacts, invitations):
    """Group id -> its contacts, of those that the reader may see and that may be used today."""
    found = {}
    groups = {invitation.group_id for invitation in invitations}
    for contact in contacts.filter(group__in=groups, review_on__gt=timezone.localdate()):
        found.setdefault(contact.group_id, []).append(contact)
    return found


def _not_invited(wave, offered):
    """What of `offered` has no invitation in its sample yet."""
    field = register_field(wave)
    there = set(Invitation.objects.of_wave(wave).values_list("sample", field))
    return [(sample, [each for each in entries if (sample.pk, each.pk) not in there]) for sample, entries in offered]


def _invited(form, wave, by):
    """The invitations that were made, or None with the reason in the form."""
    try:
        return invite_from_register(wave=wave, chosen=form.picked(), by=by)
    except (InvitationsRefused, WaveLocked) as error:
        form.add_error(None, str(error))
    return None


def _tell(request, sent):
    words = f"{counted(sent.left, 'message')} sent."
    if not sent.left and not sent.failed:
        messages.info(request, "There was nobody to write to: it is done already.")
    elif sent.failed:
        failed = f"{sent.failed:,} did not leave; the addresses may be wrong or the mail server busy. Try again."
        messages.warning(request, f"{words} {failed}")
    else:
        messages.success(request, words)
    if sent.waiting:
        messages.info(request, f"{sent.waiting:,} are left: at most {AT_A_TIME} are sent at once. Send again.")


def _show(request, wave, offered, form, mail):
    counts = invited_by_sample(wave)
    shown = {
        "wave": wave,
        "openness": openness_of(wave),
        "form": form,
        "can_be_invited": len(form.pairs),
        "in_register": sum(len(entries) for _, entries in offered),
        "rows": [(sample, len(entries), counts.get(sample.pk, NOBODY)) for sample, entries in offered],
        "invited": shown_invited(counts.values(), everything=True),
        "register_day": register_day(wave),
        "asks_groups": wave.questionnaire.audience == Audience.ORGANISATIONS,
        "may_run": True,
    }
    return render(request, "surveys/wave_invite.html", shown | _mail(wave, mail, shown["asks_groups"]))


def _mail(wave, form, asks_groups):
    """What the page says of writing to organisations: counts, and nothing of the people."""
    if not asks_groups:
        return {}
    of_wave = Invitation.objects.of_wave(wave).filter(is_withdrawn=False, group__isnull=False)
    addressed = with_address(of_wave)
    return {
        "mail": form,
        "first": FIRST,
        "reminder": REMINDER,
        "due": due_now(wave),
        "with_address": addressed.exclude(address=None).count(),
        "without_address": addressed.filter(address=None).count(),
        "lapsed": lapsed(addressed).count(),
        "is_printed": messages_are_printed(),
    }
