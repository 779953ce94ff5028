"""A story told as a reporter would tell it, in the answers of the report form."""

from __future__ import annotations

import secrets

from safeconduct.intake import form
from safeconduct.intake.actions import Submission
from safeconduct.roster.models import Mission
from safeconduct.site.demo import words
from safeconduct.site.demo.stories import Story
from safeconduct.vocabulary import shelf

WORN = frozenset({"military", "police", "civilian"})


def submission(story: Story, mission: Mission) -> Submission:
    """Return the report that starts a story."""
    place = words.PLACES[story.say % len(words.PLACES)]
    said = words.SAID[_family(story)][story.language]
    group = shelf.term("personnel_categories", story.category).group
    answers: dict[str, object] = {
        "danger": "yes" if story.urgent else "no",
        "relation": "harmed" if story.named else "told",
        "mission": mission.code,
        "what": said[story.say % len(said)].format(place=place),
        "when": story.incident.isoformat(),
        "where": place,
        "category": group if group in WORN else "unknown",
        "contact": "named" if story.named else "here",
    }
    if story.victims:
        answers["harmed"] = sorted({band for band, _sex in story.victims})
    identity = {"name": f"{words.GIVEN[(story.say + 5) % 12]} {words.FAMILY[(story.say + 3) % 10]}"}
    return Submission(
        key=secrets.token_hex(16),
        form=form.current().code,
        language=story.language,
        channel=story.channel,
        mission=mission,
        urgent=story.urgent,
        answers=answers,
        identity=identity if story.named else {},
    )


def _family(story: Story) -> str:
    if story.sea_type:
        return "sea"
    if story.conduct in {"speeding", "drunk-driving", "reckless-driving"}:
        return "traffic"
    return "theft" if "theft" in story.conduct else "other"
