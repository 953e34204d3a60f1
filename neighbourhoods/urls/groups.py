"""Addresses of one group, its profiles and contacts, and of entries that may be one group."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import contacts, groups, merging, profiles

urlpatterns = [
    path("groups/new/", groups.group_new, name="group-new"),
    path("groups/duplicates/", merging.group_duplicates, name="group-duplicates"),
    path("groups/contacts/", contacts.contact_list, name="contact-list"),
    *paths_of(contacts.CONTACT, "groups/contacts/", entries),
    path("groups/profiles/<int:pk>/strike-out/", profiles.profile_strike_out, name="profile-strike-out"),
    path("groups/merges/<int:pk>/undo/", merging.merge_undo, name="merge-undo"),
    path("groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("groups/<int:pk>/edit/", groups.group_edit, name="group-edit"),
    path("groups/<int:pk>/remove/", entries.entry_remove, {"register": groups.GROUP}, name="group-remove"),
    path("groups/<int:pk>/profiles/new/", profiles.profile_new, name="profile-new"),
    path("groups/<int:pk>/profiles/confirm/", profiles.profile_confirm, name="profile-confirm"),
    path("groups/<int:pk>/contacts/new/", contacts.contact_new, name="contact-new"),
    path("groups/<int:pk>/merge/", merging.group_merge, name="group-merge"),
    path("groups/<int:pk>/distinct/", merging.group_distinct, name="group-distinct"),
]
