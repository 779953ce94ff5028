"""What happens to cases because something changed below them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.queries import names_have_changed
from safeconduct.access.terms import Role
from safeconduct.cases import spine, walling
from safeconduct.cases.models import Matter
from safeconduct.roster.models import Command
from safeconduct.vault.models import Compartment, Errand
from safeconduct.vault.terms import Kind, Work

KEEPER = actors.system("walls", Role.ADMINISTRATOR)


@transaction.atomic
def ask_to_compare(today: date) -> int:
    """Ask for names in files to be compared again, when an account has a new one.

    A duty holds no key: whoever of a desk has one open does the comparing. Return how many files.
    """
    if not names_have_changed():
        return 0
    access.note_compared(actor=KEEPER)
    named = Compartment.objects.filter(kind=Kind.SUBJECT, shredded_on__isnull=True)
    waiting = Errand.objects.filter(work=Work.COMPARE).values("compartment")
    asked = [
        Errand(work=Work.COMPARE, compartment_id=key, because="names-changed", asked_on=today)
        for key in named.exclude(pk__in=waiting).values_list("pk", flat=True)
    ]
    Errand.objects.bulk_create(asked, batch_size=500, ignore_conflicts=True)
    return len(asked)


def wall_off_commanders(today: date) -> int:
    """Put up the walls of commands that began today or were recorded elsewhere; say how many."""
    current = Command.objects.filter(account__is_active=True, since__lte=today)
    return sum(_wall_off(matter, today) for matter in walling.under(current))


@transaction.atomic
def _wall_off(matter: Matter, today: date) -> int:
    return len(walling.wall_off_chain(KEEPER, spine.lock(matter), today))
