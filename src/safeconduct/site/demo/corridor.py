"""What the invented States are sent, and what they answer."""

from __future__ import annotations

from datetime import date, timedelta

from safeconduct.access.actors import Actor
from safeconduct.cases.models import Allegation
from safeconduct.memberstates import actions as memberstates
from safeconduct.memberstates.actions import Answer
from safeconduct.memberstates.terms import Act
from safeconduct.site.demo import words
from safeconduct.site.demo.stories import Story

FOCAL_POINTS = {"XD": "selma", "XE": "bram"}
ELECTIONS = (Act.ELECT_OWN, Act.ELECT_JOINT, Act.ELECT_OWN, Act.DECLINE)
DAYS_TO_RECEIVE, DAYS_TO_ANSWER = 3, 11


def refer(
    people: dict[str, Actor], story: Story, allegation: Allegation, day: date, today: date
) -> Allegation:
    """Send an allegation to its State, which receives it and, given time, answers."""
    referral = memberstates.send(
        actor=people["hana"],
        matter=allegation.matter,
        state=story.state,
        allegations=[allegation],
        letter=words.LETTER.format(month=f"{story.incident:%B %Y}"),
        today=day,
    )
    focal_point = people[FOCAL_POINTS[story.state]]
    received, answered = (day + timedelta(days=n) for n in (DAYS_TO_RECEIVE, DAYS_TO_ANSWER))
    if received <= today:
        referral = memberstates.acknowledge(actor=focal_point, referral=referral, today=received)
    if answered <= today and story.say % 4:
        memberstates.answer(
            actor=focal_point,
            referral=referral,
            election=ELECTIONS[story.say % len(ELECTIONS)],
            answer=Answer(text=words.ANSWER),
            today=answered,
        )
    allegation.refresh_from_db()
    return allegation
