"""Addresses below `/obstacles/: raising, triage, route, steps`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
