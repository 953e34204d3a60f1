"""Addresses of the fieldwork diary, and of what works without a signal."""

from django.urls import path

from neighbourhoods.views import fieldwork

urlpatterns = [path("fieldwork/", fieldwork.today, name="fieldwork")]
