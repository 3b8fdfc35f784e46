"""Addresses below `/obstacles/<reference>/files/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
