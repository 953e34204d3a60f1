"""The people one can reach groups by: seen by the coordinator and by the fieldworkers of the place, by nobody else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.registers import Register
from neighbourhoods.forms.contacts import ContactForm
from neighbourhoods.models import Contact, GroupPlace
from neighbourhoods.permissions import SEE_CONTACTS, contacts_seen_by, may_keep_group
from neighbourhoods.views.groups import kept_group

ON_A_PAGE = 50


def of_group(programme, entry=None):
    """The page of the group that a contact speaks for."""
    return entry.group.get_absolute_url()


def of_your_groups(user, contact):
    return may_keep_group(contact.group.programme, user, contact.group)


CONTACT = Register(
    name="contact",
    words="contact",
    model=Contact,
    form=ContactForm,
    act=SEE_CONTACTS,
    see=SEE_CONTACTS,
    listed=of_group,
    crumb=lambda contact: str(contact.group),
    new_title="Add a contact",
    room="neighbourhoods",
    related=("group__programme",),
    addable=False,
    rows=contacts_seen_by,
    within=of_your_groups,
)


@never_cache
@require_safe
def contact_list(request, slug):
    """Contacts that the visitor may see, those to be asked again first; ?show=due for these alone."""
    programme = programme_for(request, slug, SEE_CONTACTS)
    today = timezone.localdate()
    places = GroupPlace.objects.select_related("neighbourhood").defer("neighbourhood__boundary")
    found = contacts_seen_by(programme, request.user).filter(group__duplicate_of=None)
    due = found.filter(review_on__lte=today)
    show = "due" if request.GET.get("show") == "due" else "all"
    chosen = due if show == "due" else found
    rows = chosen.select_related("group__programme").prefetch_related(Prefetch("group__places", places))
    shown = {
        "page": Paginator(rows.order_by("review_on", "name", "pk"), ON_A_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "today": today,
        "all_count": found.count(),
        "due_count": due.count(),
    }
    return render(request, "neighbourhoods/contact_list.html", shown)


@require_http_methods(["GET", "POST"])
def contact_new(request, slug, pk):
    """Somebody one can reach a group by, who agreed to it."""
    programme = programme_for(request, slug, SEE_CONTACTS)
    group = kept_group(request, programme, pk)
    posted = request.POST if request.method == "POST" else None
    form = ContactForm(posted, programme=programme, viewer=request.user, group=group)
    if form.is_valid() and (contact := form.save_by(request.user)):
        messages.success(request, f"Contact saved: {contact}.")
        return redirect(group)
    shown = {"form": form, "register": CONTACT, "back": group.get_absolute_url(), "back_words": str(group)}
    return render(request, "commissioning/entry_new.html", shown)
