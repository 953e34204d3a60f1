"""Addresses of links, the network picture and the register of agencies."""

from django.urls import path

from commissioning.registers import paths_of
from commissioning.views import entries
from neighbourhoods.views import agencies, links, networks

urlpatterns = [
    *paths_of(links.LINK, "links/", entries, own_page=links.link_detail),
    path("links/<int:pk>/confirm/", links.link_confirm, name="link-confirm"),
    path("links/<int:pk>/end/", links.link_end, name="link-end"),
    path("neighbourhoods/<code:code>/network/", networks.network, name="network"),
    path("neighbourhoods/<code:code>/network/links.csv", networks.network_csv, name="network-csv"),
    path("agencies/", agencies.agency_list, name="agency-list"),
    *paths_of(agencies.AGENCY, "agencies/", entries, own_page=agencies.agency_detail),
]
