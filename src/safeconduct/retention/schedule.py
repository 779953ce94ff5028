"""The schedule of this installation: the vocabulary's rules, with the lengths set here."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from safeconduct.retention.rules import MONTHS, Rule
from safeconduct.retention.terms import Covers, Fate, Trigger
from safeconduct.vocabulary import shelf
from safeconduct.vocabulary.shelf import Term

LIST = "retention"


def in_force(on: date) -> list[Rule]:
    """The rules that hold on a day, in the order of the list."""
    return [_rule(term) for term in shelf.in_force(LIST, on)]


def covering(covers: Covers | None, on: date) -> Rule | None:
    """The rule that covers such a record on a day, if one does."""
    return next((rule for rule in in_force(on) if rule.covers == covers), None)


def rule(code: str) -> Rule:
    """The rule with that code, retired or not. Raises shelf.UnknownTerm."""
    return _rule(shelf.term(LIST, code))


def _rule(term: Term) -> Rule:
    usual = term.number("length") * MONTHS[term.text("unit")]
    return Rule(
        code=term.code,
        series=term.text("series"),
        covers=Covers(term.text("covers")),
        trigger=Trigger(term.text("trigger")),
        months=settings.RETENTION.get(term.code, usual),
        fate=Fate(term.text("disposition")),
    )
