"""Routes of one's own account. Names without a namespace are those the sign-in library asks for."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.entrance import single_sign_on

# fmt: off
urlpatterns: list[URLPattern] = [
    path("sign-on/<slug:provider_id>", single_sign_on.begin, name="openid_connect_login"),
    path(
        "sign-on/<slug:provider_id>/callback",
        single_sign_on.come_back,
        name="openid_connect_callback",
    ),
]
# fmt: on
