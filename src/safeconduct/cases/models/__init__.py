"""The case file: a matter, who is said to have done what in it, and what came of it."""

from safeconduct.cases.models.batches import Batch, BatchChange
from safeconduct.cases.models.charges import Allegation, Finding, Measure, OfAllegation
from safeconduct.cases.models.identity import IdentityRequest
from safeconduct.cases.models.matters import Assignment, Counter, Matter, OfMatter
from safeconduct.cases.models.people import Subject, Victim
from safeconduct.cases.models.spine import Clock, Event

__all__ = [
    "Allegation",
    "Assignment",
    "Batch",
    "BatchChange",
    "Clock",
    "Counter",
    "Event",
    "Finding",
    "IdentityRequest",
    "Matter",
    "Measure",
    "OfAllegation",
    "OfMatter",
    "Subject",
    "Victim",
]
