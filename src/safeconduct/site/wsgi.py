"""The application for a server that speaks WSGI and stands behind a buffering proxy."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from safeconduct.site.bodies import WsgiLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")
application = WsgiLimit(get_wsgi_application(), settings.BODY_LIMIT)
