"""The fieldworker's day: what waits, and forms that work without a signal."""

from django.shortcuts import render

from commissioning.access import programme_for


def today(request, slug):
    """What needs doing in the visitor's neighbourhoods, and the forms for what they did."""
    programme_for(request, slug)
    return render(request, "neighbourhoods/fieldwork.html")
