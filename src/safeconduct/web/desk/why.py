"""Why somebody may or may not see a file: each rule in its order, and nothing of the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
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

HERE, NO_FILE = "why", "no-such-file"


class Holds(Enum):
    """Whether a rule lets somebody near: it does, it does not by itself, or it keeps them out."""

    YES = "yes"
    NO = "no"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an answer, in words."""

    name: str
    holds: Holds
    words: str

    @property
    def tone(self) -> str:
        """How it looks, beside its words."""
        return {Holds.YES: "done", Holds.NO: "", Holds.BARS: "overdue"}[self.holds]

    @property
    def verdict(self) -> str:
        """Whether it holds, in a word or two."""
        if self.holds is Holds.BARS:
            return _("Keeps out")
        return _("Holds") if self.holds is Holds.YES else _("Does not hold")


@door(Permission.ACCOUNT_MANAGE)
def why(request: HttpRequest) -> HttpResponse:
    """Ask about whom and which file; answer with every rule, and record that it was asked."""
    actor = who(request)
    form = WhyForm(queries.people(actor), request.POST or None)
    answer: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        account, words = form.cleaned_data["person"], form.cleaned_data["file"]
        found = _found(actor, account, words)
        # Numbers that were tried in vain leave a trace too, but not the words that were typed.
        actions.ask_why(actor=actor, account=account, scope=found[0][0] if found else NO_FILE)
        if found is None:
            form.add_error("file", _("There is no file of that number or reference."))
        else:
            scopes, explained, part = found
            answer = {
                "person": account,
                "words": words,
                "sees": explained.verdict,
                "rules": _rules(actor, account, scopes, explained, part),
                "ways": _ways(actor, account, scopes),
            }
    answer_page = show(request, "why", HERE, form=form, answer=answer)
    answer_page["Cache-Control"] = "no-store"
    return answer_page


def _found(
    actor: Actor, account: Any, words: str
) -> tuple[list[str], gate.Explanation, Rule | None] | None:
    """The file that is meant: the scopes of its compartments, what the gate says, the part."""
    if matter := parts.access_of(actor, account, words):
        return [matter.matter.reference], matter.explanation, _part(matter)
    if report := intake.access_of(actor, account, words):
        found, explained = report
        return [found.reference, found.compartment.scope], explained, None
    return None


def _rules(
    actor: Actor,
    account: Any,
    scopes: list[str],
    explained: gate.Explanation,
    part: Rule | None,
) -> list[Rule]:
    rules = [
        Rule(_("Account"), Holds.YES, _("It is active."))
        if account.is_active
        else Rule(_("Account"), Holds.BARS, _("It is closed."))
    ]
    rules += [_post(covering) for covering in explained.holdings]
    if not explained.holdings:
        rules.append(Rule(_("Post"), Holds.NO, _("They hold no post.")))
    if part:
        rules.append(part)
    rules.append(_wall(actor, account, scopes, explained))
    rules += _glass(actor, account, scopes)
    if account.pk in vault.keyed(actor, [account.pk]):
        rules.append(Rule(_("Key"), Holds.YES, _("It is enrolled.")))
    else:
        rules.append(Rule(_("Key"), Holds.NO, _("None is enrolled: no sealed word opens.")))
    rules.append(_desks(actor, account))
    rules.append(_factor(actor, account))
    return rules


def _post(covering: gate.Covering) -> Rule:
    post = staff.post_in_words(covering.holding)
    if covering.reach is None:
        said = _("%(post)s: this role sees no such file.") % {"post": post}
        return Rule(_("Post"), Holds.NO, said)
    reach = {"post": post, "reach": covering.reach.label}
    if covering.covers:
        said = _("%(post)s: reaches “%(reach)s”, and this file is among them.")
        return Rule(_("Post"), Holds.YES, said % reach)
    said = _("%(post)s: reaches “%(reach)s”, and this file is not among them.")
    return Rule(_("Post"), Holds.NO, said % reach)


def _part(matter: parts.Access) -> Rule:
    if not matter.part:
        return Rule(_("Part"), Holds.NO, _("They have no part in the matter."))
    told = {"part": Part(matter.part).label, "day": day(matter.since)}
    return Rule(_("Part"), Holds.YES, _("%(part)s, since %(day)s.") % told)


def _wall(actor: Actor, account: Any, scopes: list[str], explained: gate.Explanation) -> Rule:
    found = (queries.wall_between(actor, account, scope) for scope in scopes)
    wall = next((each for each in found if each is not None), None)
    if wall is None:
        if explained.walled:
            return Rule(_("Wall"), Holds.BARS, _("A wall around a file of this one stands."))
        return Rule(_("Wall"), Holds.YES, _("None stands between them and the file."))
    decided = wall.decided_on or wall.source in {WallSource.DECLARED, WallSource.MANUAL}
    said = (
        _("%(source)s, since %(day)s. A person confirmed it.")
        if decided
        else _("%(source)s, since %(day)s. It waits to be confirmed or lifted.")
    )
    told = {"day": day(wall.raised_on), "source": WallSource(wall.source).label}
    return Rule(_("Wall"), Holds.BARS, said % told)


def _glass(actor: Actor, account: Any, scopes: list[str]) -> list[Rule]:
    for scope in scopes:
        if glass := queries.glass_of(actor, account, scope, timezone.now()):
            said = _("The glass is broken for this file, until %(at)s.")
            return [Rule(_("Emergency"), Holds.YES, said % {"at": moment(glass.ends_at)})]
    return [Rule(_("Emergency"), Holds.NO, _("No glass is broken for this file."))]


def _desks(actor: Actor, account: Any) -> Rule:
    names = [desk["name"] for desk in staff.desks_behind(actor, account)]
    if not names:
        return Rule(_("Desk"), Holds.NO, _("They are behind none."))
    return Rule(_("Desk"), Holds.YES, ", ".join(names))


def _factor(actor: Actor, account: Any) -> Rule:
    if account.pk in queries.secured(actor, [account.pk]):
        return Rule(_("Second factor"), Holds.YES, _("It is set up."))
    if settings.SECOND_FACTOR == "required":
        said = _("None: they get no further than setting one up.")
        return Rule(_("Second factor"), Holds.BARS, said)
    return Rule(_("Second factor"), Holds.NO, _("None. This installation does not require one."))


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
