"""What is asked and told on a tablet, in the language now spoken, as plain lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.access import actors
from safeconduct.intake import form
from safeconduct.roster import queries as roster
from safeconduct.roster.terms import Ease
from safeconduct.vault import receipts
from safeconduct.vocabulary import shelf
from safeconduct.web.shared.asking import mission_labels
from safeconduct.web.shared.days import today

NOT_HERE = frozenset({"file", "recording"})  # what a tablet does not ask for


def everything() -> dict[str, Any]:
    """The current questions, the missions, the places, and what a receipt is drawn from."""
    reader, asked, language = actors.reporter(), form.current(), get_language() or ""
    words, own = receipts.words_for(language)
    missions = mission_labels(roster.missions_taking_reports(reader))
    return {
        "form": asked.code,
        "language": language,
        "as_of": today().isoformat(),
        "pages": [_page(page) for page in asked.pages],
        "missions": [*missions.items(), (form.UNKNOWN, _("I do not know"))],
        "months": [str(name) for name in MONTHS.values()],
        "places": [_places(mission) for mission in roster.missions_with_points(reader)],
        "receipt": {
            "words": " ".join(words),
            "own": own,
            "digits": receipts.SCRIPTS.get(language, "0123456789"),
        },
    }


def _page(page: form.Page) -> dict[str, Any]:
    asked = [question for question in page.questions if question.kind not in NOT_HERE]
    return {
        "code": page.code,
        "label": page.label,
        "help": page.help,
        "who": page.who,
        "told": page.told,
        "after": page.after,
        "answers": page.answers,
        "not_after": page.not_after,
        "not_answers": page.not_answers,
        "for_young": page.for_young,
        "for_others": page.for_others,
        "young": _page(page.young) if page.young else None,
        "questions": [_question(question) for question in asked],
        "empty": bool(page.questions) and not asked,
    }


def _question(question: form.Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind,
        "label": question.label,
        "help": question.help,
        "choices": question.choices,
        "child": sorted(question.child),
        "required": question.required,
        "most": question.most,
        "lines": question.lines,
    }


def _places(mission: Any) -> dict[str, Any]:
    points: Iterable[Any] = roster.open_points(actors.reporter(), mission)
    return {
        "mission": f"{mission.code}: {mission.name}",
        "points": [
            {
                "name": point.name,
                "kind": shelf.label("channels", point.kind),
                "lines": [
                    line
                    for line in (point.reach, point.place, point.hours, point.languages)
                    if line
                ],
                "eases": [str(Ease(code).label) for code in point.eases.split()],
                "tested": point.last_tested_on.isoformat() if point.last_tested_on else "",
                "answered": bool(point.last_test_answered),
            }
            for point in points
        ],
    }
