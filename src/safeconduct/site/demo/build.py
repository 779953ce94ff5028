"""Let the plan happen, through the same verbs that an officer's clicks call."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.policy import GRANTS
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act, Authority, Part, Progress, Stage, State, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake.models import Report
from safeconduct.intake.terms import SetAside
from safeconduct.roster.models import Unit
from safeconduct.roster.terms import UnitKind
from safeconduct.site.demo import corridor, stories, words
from safeconduct.site.demo.cast import MISSION, OTHER, Cast
from safeconduct.site.demo.stories import Story
from safeconduct.site.demo.telling import submission
from safeconduct.transparency import actions as transparency
from safeconduct.vault import boxes, receipts
from safeconduct.vault.receipts import ReceiptKeys
from safeconduct.vocabulary import shelf

IN_ONE_GO = 40
OFFICERS = {MISSION: "osei", OTHER: "tove"}
OTHERS_SHARE = 12  # one matter in twelve happens in the other mission
WAITING = 21


@dataclass(frozen=True, slots=True)
class Scene:
    """Where one story happens, who plays in it, and the last day it may reach."""

    cast: Cast
    code: str
    today: date

    @property
    def officer(self) -> Actor:
        """The conduct officer of the mission."""
        return self.cast.people[OFFICERS[self.code]]

    def who_may(self, permission: str) -> Actor:
        """The mission's officer where the policy lets her, else headquarters."""
        held = {p for holding in self.officer.holdings for p in GRANTS[holding.role]}
        return self.officer if permission in held else self.cast.people["hana"]

    def after(self, day: date, days: int) -> date:
        """A later day, never in the future."""
        return min(day + timedelta(days=days), self.today)


def perform_all(cast: Cast, seed: int, matters: int, today: date) -> Iterator[int]:
    """Act out every story, some in one transaction; yields how many matters were done."""
    plan = list(stories.plan(seed, matters, today))
    for start in range(0, len(plan), IN_ONE_GO):
        batch = plan[start : start + IN_ONE_GO]
        with transaction.atomic():
            for number, story in enumerate(batch, start=start):
                code = OTHER if number % OTHERS_SHARE == OTHERS_SHARE - 1 else MISSION
                perform(Scene(cast, code, today), story)
        yield len(batch)


def perform(scene: Scene, story: Story) -> Matter:
    """Take one report to where its story stands today."""
    report = arrive(scene, story)
    seen_on = scene.after(story.reported, 1 + story.say % 9)
    intake.acknowledge(
        actor=scene.officer, report=report, text=words.THANKS[story.language], today=seen_on
    )
    report.refresh_from_db()
    mission = scene.cast.missions[scene.code]
    matter = intake.open_matter(actor=scene.officer, report=report, mission=mission, today=seen_on)
    allegation = _describe(scene, story, matter, report, seen_on)
    _staff(scene, story, matter, seen_on)
    day = seen_on
    for act, days in zip(_path(story), story.step_days, strict=False):
        day = scene.after(day, days)
        allegation = _step(scene, story, allegation, act, day)
    return matter


def leave_waiting(cast: Cast, seed: int, today: date) -> None:
    """Leave some recent reports in the inbox: new, acknowledged and set aside."""
    scene = Scene(cast, MISSION, today)
    for number, story in enumerate(stories.plan(seed + 1, WAITING, today)):
        arrived = today - timedelta(days=number)
        report = arrive(scene, moved(story, arrived))
        if number % 3:
            seen_on = scene.after(arrived, 2)
            said = words.THANKS[story.language]
            intake.acknowledge(actor=scene.officer, report=report, text=said, today=seen_on)
        if number % 3 == 2:
            why = list(SetAside)[number % len(SetAside)]
            intake.set_aside(actor=scene.officer, report=report, why=why, today=today)


def leave_a_receipt(cast: Cast, language: str, today: date) -> str:
    """Send one report whose receipt is shown, and answer it, so that a mailbox can be tried."""
    receipt = receipts.make(language)
    keys = receipts.keys(receipt)
    scene = Scene(cast, MISSION, today)
    story = next(stories.plan(len(language), 1, today))
    arrived = today - timedelta(days=2)
    report = arrive(scene, moved(story, arrived), keys)
    intake.acknowledge(
        actor=scene.officer, report=report, text=words.THANKS[language], today=scene.today
    )
    return receipt


def publish_figures(cast: Cast, today: date) -> None:
    """Compile and publish one release, so that the public face has numbers."""
    release = transparency.compile_release(
        actor=cast.people["hana"], as_of=today, today=today, seed=1
    )
    transparency.publish(actor=cast.people["rui"], release=release, today=today)


def moved(story: Story, on: date) -> Story:
    """The same story, reported on another day."""
    return replace(story, reported=on, incident=on - (story.reported - story.incident))


def arrive(scene: Scene, story: Story, keys: ReceiptKeys | None = None) -> Report:
    """Send the report of a story on its day."""
    # Nobody holds these receipts, so nothing is stretched: the keys are simply random.
    keys = keys or ReceiptKeys(secrets.token_hex(32), boxes.new_key())
    return intake.submit(
        actor=actors.reporter(),
        submission=submission(story, scene.cast.missions[scene.code]),
        receipt=keys,
        today=story.reported,
    )


def _describe(
    scene: Scene, story: Story, matter: Matter, report: Report, today: date
) -> Allegation:
    officer = scene.officer
    known = story.subject == SubjectKind.KNOWN
    name = f"{words.GIVEN[story.say % 12]} {words.FAMILY[story.say % 10]}"
    subject = cases.add_subject(
        actor=officer,
        matter=matter,
        kind=story.subject,
        size=story.size,
        snapshot=Snapshot(
            category=story.category,
            rank=story.rank if known else "",
            unit=_unit(scene, story),
            state=story.state,
            as_of=story.incident,
        ),
        identity=name if known else "",
        today=today,
    )
    victims = [
        cases.add_victim(actor=officer, matter=matter, age_band=band, sex=sex, today=today)
        for band, sex in story.victims
    ]
    return cases.allege(
        actor=officer,
        matter=matter,
        subject=subject,
        charge=Charge(
            conduct=story.conduct,
            sea_type=story.sea_type,
            incident_from=story.incident,
            channel=story.channel,
            report_key=report.reference,
        ),
        received_on=story.reported,
        victims=victims,
        today=today,
    )


def _staff(scene: Scene, story: Story, matter: Matter, today: date) -> None:
    if story.say % 5:
        lead = scene.cast.account(OFFICERS[scene.code])
        cases.assign(actor=scene.officer, matter=matter, account=lead, part=Part.LEAD, today=today)
    if Act.INVESTIGATE in _path(story) and story.say % 3:
        ivo = scene.cast.account("ivo")
        cases.assign(
            actor=scene.officer, matter=matter, account=ivo, part=Part.INVESTIGATOR, today=today
        )
    if story.say % 4 == 0:
        text = words.NOTES[story.say % len(words.NOTES)]
        cases.note(actor=scene.officer, matter=matter, text=text, today=today)


def _step(scene: Scene, story: Story, allegation: Allegation, act: Act, day: date) -> Allegation:
    if act == Act.REFER and story.state in corridor.FOCAL_POINTS:
        return corridor.refer(scene.cast.people, story, allegation, day, scene.today)
    if act == Act.FIND:
        _find(scene, story, allegation, day)
    if act == Act.RECORD_ACTION:
        _measure(scene, story, allegation, day)
    row = next(m for m in MOVES if (m.source, m.act) == (allegation.state, act))
    actor = scene.who_may(row.permission)
    return cases.move(actor=actor, allegation=allegation, act=act, today=day)


def _find(scene: Scene, story: Story, allegation: Allegation, day: date) -> None:
    serious = shelf.term("personnel_categories", story.category).attributes["serious"]
    cases.record_finding(
        actor=scene.cast.people["hana"],
        allegation=allegation,
        stage=Stage.FINAL,
        result=story.result,
        body=str(serious[0]),
        found_on=day,
        reasons=words.REASONS,
    )


def _measure(scene: Scene, story: Story, allegation: Allegation, day: date) -> None:
    for authority, kind in story.measures:
        cases.record_measure(
            actor=scene.officer,
            allegation=allegation,
            authority=Authority(authority),
            kind=kind,
            progress=Progress.IMPLEMENTED,
            decided_on=day,
        )


def _path(story: Story) -> list[Act]:
    """The acts from received to the story's target; those sent by a State are referred first."""
    closes_with_action = story.target == State.CLOSED and story.result == "substantiated"
    acts = list(stories.path_to(State.ACTION_RECORDED if closes_with_action else story.target))
    if closes_with_action:
        acts.append(Act.CLOSE)
    if story.state and Act.INVESTIGATE in acts:
        acts.insert(acts.index(Act.INVESTIGATE), Act.REFER)
    return acts


def _unit(scene: Scene, story: Story) -> Unit | None:
    kind = {"mc": UnitKind.CONTINGENT, "fpu": UnitKind.FORMED_POLICE}.get(story.category)
    units = scene.cast.units[scene.code]
    return next((u for u in units if u.state == story.state and u.kind == kind), None)
