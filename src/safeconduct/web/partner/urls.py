"""Routes of the partner face."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "partner"
urlpatterns: list[URLPattern] = []
