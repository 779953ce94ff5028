"""Which face answers under which path; only the faces this process serves exist at all."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

MOUNTS = (
    ("reporter", "report/", "safeconduct.web.reporter.urls"),
    ("desk", "desk/", "safeconduct.web.desk.urls"),
    ("partner", "partner/", "safeconduct.web.partner.urls"),
    ("public", "", "safeconduct.web.public.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(routes)) for face, prefix, routes in MOUNTS if face in settings.FACES
]
