"""The words of the roster."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeskKind(TextChoices):
    MISSION = "mission", _("Conduct desk of a mission")
    HEADQUARTERS = "headquarters", _("Conduct desk at headquarters")
    CUSTODIAN = "custodian", _("Custodians of complainants' identity")
    STATE = "state", _("Desk of a Member State")
    EMERGENCY = "emergency", _("Desk behind the glass, for emergencies")


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


class StrengthKind(TextChoices):
    """Who was counted. Some kinds contain others: never add a total to its parts."""

    TOTAL = "total", _("All uniformed personnel")
    TROOPS = "troops", _("Troops")
    POLICE = "police", _("Police")
    FORMED_POLICE = "formed-police", _("Formed police units")
    INDIVIDUAL_POLICE = "individual-police", _("Individual police officers")
    OBSERVERS = "observers", _("Military observers")
    EXPERTS = "experts", _("Experts on mission")
    FEMALE = "female", _("Women")
    MALE = "male", _("Men")


class Ease(TextChoices):
    """What makes a place easier to report at."""

    STEP_FREE = "step-free", _("No steps on the way in")
    PRIVATE = "private", _("A room where nobody else hears")
    WOMAN = "woman", _("A woman can take the report")
    CHILDREN = "children", _("Somebody trained to listen to children")
    SIGN = "sign", _("Sign language")
    FREE = "free", _("The call or message costs nothing")
