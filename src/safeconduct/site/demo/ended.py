"""Leave some reports that ended years ago, so that the page of records has something to show."""

from __future__ import annotations

from datetime import date, timedelta

from safeconduct.intake import actions as intake
from safeconduct.intake.terms import SetAside
from safeconduct.retention import actions as retention
from safeconduct.site.demo import build, stories, words
from safeconduct.site.demo.build import Scene
from safeconduct.site.demo.cast import MISSION, Cast

ENDED = 7
LONG_AGO = timedelta(days=3 * 365)


def leave_ended(cast: Cast, seed: int, today: date) -> None:
    """Leave reports set aside long ago: due, proposed, approved, under hold, and destroyed."""
    hana, cora = cast.people["hana"], cast.people["cora"]
    scopes = [_set_aside(cast, story, today) for story in stories.plan(seed + 2, ENDED, today)]
    waiting, agreed, done, held, *_due = scopes
    made = retention.propose(actor=cora, scopes=[waiting, agreed, done], today=today)
    for disposition in made:
        if disposition.scope != waiting:
            retention.approve(actor=hana, disposition=disposition, today=today)
        if disposition.scope == done:
            retention.carry_out(actor=hana, disposition=disposition, today=today)
    retention.place_hold(actor=hana, scope=held, reason="inquiry", today=today)


def _set_aside(cast: Cast, story: stories.Story, today: date) -> str:
    scene = Scene(cast, MISSION, today)
    arrived = today - LONG_AGO - timedelta(days=story.say % 90)
    report = build.arrive(scene, build.moved(story, arrived))
    said = words.THANKS[story.language]
    intake.acknowledge(actor=scene.officer, report=report, text=said, today=arrived)
    intake.set_aside(actor=scene.officer, report=report, why=SetAside.NOT_MISCONDUCT, today=arrived)
    return report.reference
