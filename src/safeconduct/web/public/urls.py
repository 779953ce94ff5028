"""Routes of the public face."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.public import views

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("numbers", views.numbers, name="numbers"),
    path("numbers/un", views.printed_by_the_un, name="un"),
    path("numbers/un.csv", views.download_of_the_un, name="un-download"),
    path("numbers/<slug:series>", views.numbers, name="series"),
    path("numbers/<slug:series>/<slug:shape>.csv", views.download, name="download"),
    path("definitions", views.definitions, name="definitions"),
    path("standards", views.standards, name="standards"),
    path("how-to-report", views.how_to_report, name="how-to-report"),
]
