"""Routes of the partner face."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.partner import referrals, signing

app_name = "partner"
# fmt: off
urlpatterns: list[URLPattern] = [
    path("", referrals.home, name="home"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("unlock", signing.unlock, name="unlock"),
    path("confirm", signing.confirm, name="confirm"),
    path("lock", signing.lock, name="lock"),
    path("sign-out", signing.sign_out, name="sign-out"),

    path("referrals/<slug:reference>", referrals.referral, name="referral"),
    path("referrals/<slug:reference>/read", referrals.read, name="read"),
    path("referrals/<slug:reference>/acknowledge", referrals.acknowledge, name="acknowledge"),
    path("referrals/<slug:reference>/answer", referrals.answer, name="answer"),
    path("referrals/<slug:reference>/answered", referrals.answered, name="answered"),
]
# fmt: on
