"""One form for every date and number, so that no page invents its own."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from safeconduct.vocabulary import countries
from safeconduct.web.shared import charts

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as 4 Mar 2026 in the reader's language; nothing for no day."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j M Y", use_l10n=False)


@register.filter
def moment(value: date | datetime | None) -> str:
    """Write a moment as 4 Mar 2026, 14:05 in the server's time zone; a day as a day."""
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(local, "j M Y, H:i", use_l10n=False)


@register.filter
def number(value: float | None) -> str:
    """Write a number as charts do: 1 234, 12.5, or the mark for a figure not shown."""
    return charts.plain(value)


@register.filter
def country(code2: str | None) -> str:
    """Name a State from its two-letter code in the reader's language; nothing for no code."""
    return countries.name(code2, get_language() or "en") if code2 else ""
