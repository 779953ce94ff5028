"""Routes of the desk face."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.desk import signing, today

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("unlock", signing.unlock, name="unlock"),
    path("lock", signing.lock, name="lock"),
    path("sign-out", signing.sign_out, name="sign-out"),
]
