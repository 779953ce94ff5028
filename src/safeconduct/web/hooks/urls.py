"""The one route of gateways."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.hooks import receiving

app_name = "hooks"
urlpatterns: list[URLPattern] = [
    path("<slug:reference>", receiving.receive, name="receive"),
]
