"""The kinds of entry that people keep by form, each with its form, who may change it, and where it is listed.

One description a kind; `views/entries.py` gives each the same three pages (new, one entry, remove), `paths_of` their
addresses. Acts with rules of their own (an extension, a decision) have views of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import path, reverse

from commissioning.models import Entry

VIEW = "commissioning.view_programme"


@dataclass(frozen=True)
class Register:
    """A kind of entry.

    `name` is the start of its pages' names and `words` what one entry is called. `act` is the permission to change
    entries, `see` the one to look at one. `listed` gives the address of the page on which an entry stands, and `crumb`
    what that page is called, or a function of the entry that says it. `new_title` heads the empty form. `extras` names
    partial templates shown below one entry.
    Entries that are added several at once are not `addable` by the form for one.
    `has_page` says that an entry has a page of its own, with the form behind it. `within` says which of the entries one
    who may do `act` may change, where that is not all of them: (user, entry) -> bool. `rows` gives the entries that
    somebody may find at all, where that is not all of the programme's: (programme, user) -> queryset.
    """

    name: str
    words: str
    model: type[Entry]
    form: type
    act: str
    listed: Callable
    crumb: str | Callable
    new_title: str
    room: str = "commissioning"
    see: str = VIEW
    related: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    addable: bool = True
    removable: bool = True
    hint: str = ""
    has_page: bool = False
    within: Callable | None = None
    rows: Callable | None = None

    def entries(self, programme, user):
        """The entries that somebody may find."""
        rows = self.rows(programme, user) if self.rows else self.model.objects.of(programme)
        return rows.select_related(*self.related)

    def may_change(self, programme, user, entry):
        """Whether somebody may change this entry."""
        return user.has_perm(self.act, programme) and (self.within is None or self.within(user, entry))

    def url(self, verb, programme, *rest):
        """The address of one of its pages."""
        return reverse(f"{self.room}:{self.name}-{verb}", args=[programme.slug, *rest])

    def back_words(self, entry=None):
        """What the page is called on which an entry stands."""
        return self.crumb(entry) if callable(self.crumb) else self.crumb

    def after(self, programme, entry):
        """Where one goes once an entry is saved: its own page if it has one, else the page it stands on."""
        return entry.get_absolute_url() if self.has_page else self.listed(programme, entry)


def page(name, room="commissioning"):
    """For `Register.listed`: the page of this name, whatever the entry."""

    def listed(programme, entry=None):
        return reverse(f"{room}:{name}", args=[programme.slug])

    return listed


def paths_of(register, start, views, own_page=None):
    """The addresses of a register's pages below `start`, with `views` the module that shows them.

    Given `own_page`, that view shows one entry, and the form stands behind it at edit/.
    """
    given = {"register": register}
    form_at, form_name = ("edit/", "edit") if own_page else ("", "detail")
    paths = [path(f"{start}<int:pk>/{form_at}", views.entry_detail, given, name=f"{register.name}-{form_name}")]
    if register.addable:
        paths.append(path(f"{start}new/", views.entry_new, given, name=f"{register.name}-new"))
    if own_page:
        paths.append(path(f"{start}<int:pk>/", own_page, name=f"{register.name}-detail"))
    if register.removable:
        paths.append(path(f"{start}<int:pk>/remove/", views.entry_remove, given, name=f"{register.name}-remove"))
    return paths
