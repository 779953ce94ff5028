"""The application for a server that speaks ASGI: the default, safe against slow senders."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from safeconduct.site.bodies import AsgiLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")
application = AsgiLimit(get_asgi_application(), settings.BODY_LIMIT)
