"""Addresses of the directory of groups: for members, for the public, and as Open Referral UK."""

from django.urls import path, re_path

from neighbourhoods.views import directory, public_directory

ONE = "/(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


def feed(below, view, name):
    """An address of the feed. Readers write it with a slash at the end or without; neither is sent to the other."""
    return re_path(f"^directory/openreferral{below}/?$", view, name=f"directory-{name}")


urlpatterns = [
    path("groups/", directory.group_list, name="group-list"),
    path("groups/list.csv", directory.group_list_csv, name="group-list-csv"),
    path("groups/gaps/", directory.group_gaps, name="group-gaps"),
    path("groups/gaps.csv", directory.group_gaps_csv, name="group-gaps-csv"),
    path("groups/openreferral.json", directory.directory_json, name="directory-json"),
    path("directory/", public_directory.directory, name="directory"),
    feed("", public_directory.directory_openreferral, "openreferral"),
    feed("/services", public_directory.directory_services, "services"),
    feed(f"/services{ONE}", public_directory.directory_service, "service"),
    feed("/taxonomies", public_directory.directory_taxonomies, "taxonomies"),
    feed(f"/taxonomies{ONE}", public_directory.directory_taxonomy, "taxonomy"),
    feed("/taxonomy_terms", public_directory.directory_taxonomy_terms, "taxonomy-terms"),
    feed(f"/taxonomy_terms{ONE}", public_directory.directory_taxonomy_term, "taxonomy-term"),
    feed("/service_at_locations", public_directory.directory_service_at_locations, "service-at-locations"),
    feed(f"/service_at_locations{ONE}", public_directory.directory_service_at_location, "service-at-location"),
]
