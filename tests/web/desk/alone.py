"""The routes of a process that serves the desk and no reporters."""

from __future__ import annotations

from safeconduct.site import urls

FOR_REPORTERS = frozenset({"reporter", "hooks", "field"})
urlpatterns = [
    route for route in urls.urlpatterns if getattr(route, "app_name", "") not in FOR_REPORTERS
]
handler404 = urls.handler404
