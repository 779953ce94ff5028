"""Which face answers under which path; only the faces this process serves exist at all."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from safeconduct.site import health
from safeconduct.site.faces import MOUNTS
from safeconduct.web.shared import language

ROUTES = {
    "reporter": "safeconduct.web.reporter.urls",
    "desk": "safeconduct.web.desk.urls",
    "partner": "safeconduct.web.partner.urls",
    "public": "safeconduct.web.public.urls",
}
# Whoever comes to the desk or to a corridor has an account; its pages are the same for both.
WITH_ACCOUNTS = frozenset({"desk", "partner"})

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("language/<slug:code>", language.choose, name="language"),
    *(
        [path("account/", include("safeconduct.web.entrance.urls"))]
        if WITH_ACCOUNTS & settings.FACES
        else []
    ),
    *(
        [
            path(MOUNTS["hooks"], include("safeconduct.web.hooks.urls")),
            path(MOUNTS["field"], include("safeconduct.web.field.urls")),
        ]
        if "reporter" in settings.FACES
        else []
    ),
    *(path(MOUNTS[face], include(ROUTES[face])) for face in ROUTES if face in settings.FACES),
]

handler400 = "safeconduct.site.refusals.absent"
handler403 = "safeconduct.site.refusals.absent"
handler404 = "safeconduct.site.refusals.absent"
handler500 = "safeconduct.site.refusals.broken"
