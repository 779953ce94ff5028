"""Routes of the field face. Nothing in it depends on a cookie or on who is signed in."""

from __future__ import annotations

from django.urls import path

from safeconduct.web.field import contact, pages

app_name = "field"
urlpatterns = [
    path("", pages.start, name="start"),
    path("worker.js", pages.worker, name="worker"),
    path("manifest.json", pages.manifest, name="manifest"),
    path("enrol", contact.enrol, name="enrol"),
    path("hear", contact.hear, name="hear"),
    path("send", contact.send, name="send"),
    path("wiped", contact.wiped, name="wiped"),
    path("<slug:language>/", pages.shell, name="shell"),
    path("<slug:language>/questions.json", pages.questions, name="questions"),
]
