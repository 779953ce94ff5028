"""Key work: compartments that wait for a new key, or for their names to be compared with accounts.

Done in batches, by whoever can reach them.
"""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases import actions as casework
from safeconduct.cases import queries as cases
from safeconduct.roster import actions
from safeconduct.vault import queries
from safeconduct.web.desk.frame import show, to_unlock
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who

HERE = "key-work"
MOST, STEP, SECONDS = 200, 10, 3.0


def waiting(actor: Actor) -> int:
    """How much key work somebody could do now; none while their key is locked."""
    if actor.secret is None or not gate.may(actor, Permission.GRANT_GIVE):
        return 0
    return queries.errands(actor).count() + queries.desks_to_renew(actor).count()


def comparing(actor: Actor) -> int:
    """In how many files names wait to be compared by this person; none while their key is locked.

    No index of names exists (4-security, promise 1): whoever can read them compares them.
    """
    return 0 if actor.secret is None else cases.names_to_compare(actor).count()


@door(Permission.GRANT_GIVE)
def key_work(request: HttpRequest) -> HttpResponse:
    """Show what waits; when asked, do a batch of it and say how far that went."""
    actor = who(request)
    here = reverse("desk:key-work")
    if request.method == "POST":
        if actor.secret is None:
            return to_unlock(here)
        before = _all(actor)
        done = _batch(actor)
        said = ngettext("%(n)d new key is made.", "%(n)d new keys are made.", done)
        messages.success(request, said % {"n": done})
        total = max(_number(request.POST.get("of", "")), before)
        return HttpResponseRedirect(f"{here}?{urlencode({'of': total})}")
    left = _all(actor)
    total = max(_number(request.GET.get("of", "")), left)
    told = {"keys": waiting(actor), "names": comparing(actor)}
    return show(request, "key_work", HERE, left=left, total=total, done=total - left, **told)


def _all(actor: Actor) -> int:
    return waiting(actor) + comparing(actor)


def _batch(actor: Actor) -> int:
    """Do key work for some seconds at most, a few compartments at a time."""
    begun, done = time.monotonic(), 0
    while done < MOST and time.monotonic() - begun < SECONDS:
        before = _all(actor)
        actions.run_errands(actor=actor, limit=STEP)
        if cases.names_to_compare(actor).exists():
            casework.compare_some(actor=actor, limit=STEP, today=today())
        step = before - _all(actor)
        if not step:
            break
        done += step
    return done


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < len("1000000") else 0
