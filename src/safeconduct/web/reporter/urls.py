"""Routes of the reporter face."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "reporter"
urlpatterns: list[URLPattern] = []
