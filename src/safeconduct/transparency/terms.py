"""The words of publication: what is counted, along which axis, in which table."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SEVERAL = "several"  # a counted thing that falls into more than one category
ALL = ""  # every mission, or every category: a total
SEVERAL_LABEL = _("Several categories")
EVERY_YEAR = 0  # a total over the years
UNDATED = 1  # the year of something whose year is not known


class Axis(TextChoices):
    RECEIVED = "received", _("Year in which the report was received")
    INCIDENT = "incident", _("Year of the incident")


class Series(TextChoices):
    SEA_ALLEGATIONS = "sea-allegations", _("Allegations of sexual exploitation and abuse")
    SUBJECTS = "subjects", _("Subjects of allegations of sexual exploitation and abuse")
    VICTIMS = "victims", _("Victims of alleged sexual exploitation and abuse")
    OTHER_MISCONDUCT = "other-misconduct", _("Allegations of other misconduct")


class Shape(TextChoices):
    YEAR = "year", _("By year")
    YEAR_MISSION = "year-mission", _("By year and mission")
    YEAR_CATEGORY = "year-category", _("By year and category of personnel")


class CountedBy(TextChoices):
    R1 = "R1", _("Counted per incident, however many individuals took part in it.")
    R2 = (
        "R2",
        _(
            "Counted per individual. Where the number or identity of individuals is not confirmed, "
            "they count once for the incident. After a completed investigation every individual "
            "counts."
        ),
    )
    R3 = (
        "R3",
        _(
            "Counted per report received. A report that names more than one category of personnel "
            "or more than one contributing State counts once for each."
        ),
    )
    R4 = "R4", _("Each type of misconduct alleged counts once for each person it is alleged of.")
    R5 = (
        "R5",
        _(
            "One row per victim. An incident in which no victim is recorded keeps one row, with "
            "the victim not known."
        ),
    )
    S1 = (
        "S1",
        _(
            "Each subject counts once, whatever is alleged of them. A group counts as many as are "
            "known to be in it, or once where its size is not known."
        ),
    )
    V1 = "V1", _("Each recorded victim counts once.")


class Protection(TextChoices):
    ROUNDING_5 = (
        "rounding-5",
        _(
            "Every number is rounded to a multiple of 5, up or down, by less than 5, so that no "
            "count of 1 to 4 is ever printed and all tables still add up. A printed 0 means none, "
            "or fewer than five."
        ),
    )


# What the protection of this version does not do. Printed with every release.
NOT_COVERED = (
    _("Each release is protected by itself: what two releases together tell is not yet tested."),
    _("No attack over everything ever published is computed yet, and no certificate is given."),
    _("News about a single case from elsewhere can tell more than these numbers do."),
)
