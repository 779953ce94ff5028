"""Why somebody may or may not see a file: each rule in its order, and nothing of the file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from safeconduct.access import actions, gate, queries
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission, WallSource
from safeconduct.cases import parts
from safeconduct.cases.terms import Part
from safeconduct.intake import queries as intake
from safeconduct.roster import queries as roster
from safeconduct.vault import queries as vault
from safeconduct.vault.terms import Holder, Kind
from safeconduct.web.desk import staff
from safeconduct.web.desk.forms.why import WhyForm
from safeconduct.web.desk.frame import show
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.templatetags.look import day, moment

HERE = "why"


@door(Permission.ACCOUNT_MANAGE)
def why(request: HttpRequest) -> HttpResponse:
    """Ask about whom and which file; answer with every rule, and record that it was asked."""
    actor = who(request)
    form = WhyForm(queries.people(actor), request.POST or None)
    answer: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        account, words = form.cleaned_data["person"], form.cleaned_data["file"]
        found = _found(actor, account, words)
        if found is None:
            form.add_error("file", _("There is no file of that number or reference."))
        else:
            scopes, explained, part = found
            actions.ask_why(actor=actor, account=account, scope=scopes[0])
            answer = {
                "person": account,
                "words": words,
                "sees": explained.verdict,
                "rules": _rules(actor, account, scopes[0], explained, part),
                "ways": _ways(actor, account, scopes),
            }
    answer_page = show(request, "why", HERE, form=form, answer=answer)
    answer_page["Cache-Control"] = "no-store"
    return answer_page


def _found(
    actor: Actor, account: Any, words: str
) -> tuple[list[str], gate.Explanation, dict[str, Any] | None] | None:
    """The file that is meant: the scopes of its compartments, what the gate says, the part."""
    if matter := parts.access_of(actor, account, words):
        part = _rule(
            matter.part != "",
            _("A part in the matter: %(part)s, since %(day)s")
            % {"part": Part(matter.part).label, "day": day(matter.since)}
            if matter.part
            else _("No part in the matter"),
        )
        return [matter.matter.reference], matter.explanation, part
    if report := intake.access_of(actor, account, words):
        found, explained = report
        return [found.reference, found.compartment.scope], explained, None
    return None


def _rules(
    actor: Actor,
    account: Any,
    scope: str,
    explained: gate.Explanation,
    part: dict[str, Any] | None,
) -> list[dict[str, Any]]:
    active = account.is_active
    rules = [_rule(active, _("The account is active") if active else _("The account is closed"))]
    rules += [_post(covering) for covering in explained.holdings]
    if not explained.holdings:
        rules.append(_rule(False, _("No post")))  # noqa: FBT003  the answer itself
    if part:
        rules.append(part)
    rules.append(_wall(actor, account, scope))
    if glass := queries.glass_of(actor, account, scope, timezone.now()):
        said = _("The glass is broken for this file, until %(at)s") % {"at": moment(glass.ends_at)}
        rules.append(_rule(True, said))  # noqa: FBT003  as above
    keyed = account.pk in vault.keyed(actor, [account.pk])
    rules.append(_rule(keyed, _("A key is enrolled") if keyed else _("No key is enrolled")))
    rules.append(_desks(actor, account))
    rules.append(_factor(actor, account))
    return rules


def _post(covering: gate.Covering) -> dict[str, Any]:
    post = staff.post_in_words(covering.holding)
    if covering.reach is None:
        return _rule(False, _("%(post)s: this role sees no such file") % {"post": post})  # noqa: FBT003
    reach = {"post": post, "reach": covering.reach.label}
    said = (
        _("%(post)s: reaches “%(reach)s”, and this file is among them")
        if covering.covers
        else _("%(post)s: reaches “%(reach)s”, and this file is not among them")
    )
    return _rule(covering.covers, said % reach)


def _wall(actor: Actor, account: Any, scope: str) -> dict[str, Any]:
    wall = queries.wall_between(actor, account, scope)
    if wall is None:
        return _rule(True, _("No wall stands between this person and the file"))  # noqa: FBT003
    decided = wall.decided_on or wall.source in {WallSource.DECLARED, WallSource.MANUAL}
    said = (
        _("A wall stands since %(day)s: %(source)s. Confirmed.")
        if decided
        else _("A wall stands since %(day)s: %(source)s. It waits to be confirmed or lifted.")
    )
    told = {"day": day(wall.raised_on), "source": WallSource(wall.source).label}
    return _rule(False, said % told)  # noqa: FBT003


def _desks(actor: Actor, account: Any) -> dict[str, Any]:
    names = [desk["name"] for desk in staff.desks_behind(actor, account)]
    said = _("Behind these desks: %(desks)s") % {"desks": ", ".join(names)}
    return _rule(bool(names), said if names else _("Behind no desk"))


def _factor(actor: Actor, account: Any) -> dict[str, Any]:
    if account.pk in queries.secured(actor, [account.pk]):
        return _rule(True, _("A second factor is set up"))  # noqa: FBT003
    if settings.SECOND_FACTOR == "required":
        return _rule(False, _("No second factor: they get no further than setting one up"))  # noqa: FBT003
    return _rule(None, _("No second factor. This installation does not require one."))


def _ways(actor: Actor, account: Any, scopes: list[str]) -> list[dict[str, Any]]:
    """Each compartment: whether it opens, and by which grants."""
    found = []
    for scope in dict.fromkeys(scopes):
        for way in vault.ways_in(actor, account, scope):
            shredded = way.compartment.shredded_on is not None
            keys = [grant.holder_id for grant in way.grants]
            known = roster.desks_by_key(actor, keys)
            may = any(held.reach is not None for held in way.explanation.holdings)
            found.append(
                {
                    "kind": Kind(way.compartment.kind).label,
                    "opens": way.explanation.verdict and not shredded,
                    "shredded": shredded,
                    "may": may,
                    "walled": way.explanation.walled,
                    "grants": [_grant(grant, known) for grant in way.grants],
                }
            )
    return found


def _grant(grant: Any, desks: dict[int, Any]) -> str:
    told = {"since": day(grant.given_on), "until": day(grant.until) if grant.until else ""}
    if grant.holder.holder == Holder.PERSON:
        said = _("Granted to this person since %(since)s")
    else:
        told["desk"] = desks[grant.holder_id].name if grant.holder_id in desks else _("a desk")
        said = _("Granted to %(desk)s since %(since)s")
    if grant.until:
        return str(said % told) + ", " + _("until %(until)s") % told
    return str(said % told)


def _rule(holds: bool | None, words: str) -> dict[str, Any]:  # noqa: FBT001  the answer itself
    tone = {True: "done", False: "overdue", None: "soon"}[holds]
    return {"tone": tone, "words": words}
