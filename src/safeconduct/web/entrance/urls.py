"""Routes of one's own account. Names without a namespace are those the sign-in library asks for."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
