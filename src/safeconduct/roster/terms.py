"""The words of the roster."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeskKind(TextChoices):
    MISSION = "mission", _("Conduct desk of a mission")
    HEADQUARTERS = "headquarters", _("Conduct desk at headquarters")
    CUSTODIAN = "custodian", _("Custodians of complainants' identity")
    STATE = "state", _("Desk of a Member State")


class MissionKind(TextChoices):
    PEACEKEEPING = "peacekeeping", _("Peacekeeping operation")
    POLITICAL = "political", _("Political mission")
    OFFICE = "office", _("Office")


class UnitKind(TextChoices):
    CONTINGENT = "contingent", _("Military contingent")
    FORMED_POLICE = "formed-police", _("Formed police unit")
    SECTION = "section", _("Section")


class Precision(TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Period(TextChoices):
    MONTH = "month", _("One month")
    YEAR = "year", _("One year")
