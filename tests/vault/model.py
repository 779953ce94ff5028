"""A plain model of sets beside the vault, and what a thief could have copied meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Permission, Role
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, days, duties, seals
from safeconduct.vault import rings as rings_of
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, Share, ShredKey
from safeconduct.vault.seals import Opened, grant_place
from safeconduct.vault.terms import Holder, Kind
from tests import people
from tests.people import TODAY

PEOPLE, DESKS, THINGS = range(4), range(2), range(3)
WORDS = "what was sealed in {}"
ACTS = (
    "grant",
    "lend",
    "grant-desk",
    "withdraw",
    "admit",
    "cover",
    "release",
    "expel",
    "errands",
    "night",
)
TAKES = {"withdraw", "release", "expel", "night"}  # acts by which nobody may gain anything
FOR_GOOD = date.max


@dataclass(frozen=True)
class Step:
    """One act: who does it, to whom, at which desk, about which thing."""

    act: str
    by: int
    whom: int
    desk: int
    thing: int


EVERY_STEP = [
    Step(act, by, whom, desk, thing)
    for act in ACTS
    for by in PEOPLE
    for whom in PEOPLE
    for desk in DESKS
    for thing in THINGS
]
ODD = 7  # one step in so many is any at all; the others change something


@dataclass
class World:
    """The vault, the model beside it, and everything a thief could have copied meanwhile."""

    people: list[Actor]
    desks: list[Desk]
    things: list[Compartment]
    mailbox: Actor
    today: date
    members: list[dict[int, date]]  # to the end of which day
    granted: list[dict[int, date]]
    granted_desks: list[set[int]]
    shares: set[tuple[int, int, bytes]] = field(default_factory=set)
    grants: set[tuple[int, str, int, bytes]] = field(default_factory=set)
    publics: dict[int, set[bytes]] = field(default_factory=dict)

    def may(self, person: int, thing: int) -> bool:
        """Whether the model lets a person open a thing."""
        through = any(self.behind(person, desk) for desk in self.granted_desks[thing])
        return self.granted[thing].get(person, date.min) >= self.today or through

    def behind(self, person: int, desk: int) -> bool:
        """Whether the model has a person at a desk today."""
        return self.members[desk].get(person, date.min) >= self.today

    def remains(self, desk: int, without: int) -> bool:
        """Whether somebody else is at a desk for good."""
        return any(p != without and end == FOR_GOOD for p, end in self.members[desk].items())

    def copy(self) -> None:
        """Do what a thief with a copy of every backup has: remember every box there ever was."""
        for share in Share.objects.all():
            self.shares.add((share.desk_id, share.member_id, bytes(share.box)))
        for grant in Grant.objects.all():
            place = (grant.compartment_id, grant.reference, grant.holder_id, bytes(grant.box))
            self.grants.add(place)
        for ring in Keyring.objects.all():
            self.publics.setdefault(ring.pk, set()).add(bytes(ring.public))


def build() -> World:
    """Four people, two desks of two, three things: two of the desks', one of a person's."""
    if not Keyring.objects.filter(holder=Holder.RECOVERY).exists():
        vault.found_recovery(actor=people.SETUP)
    missions = [people.Mission.objects.create(code=f"M{n}", name="A mission") for n in DESKS]
    cast = [people.somebody(f"p{n}", Role.HEADQUARTERS_OFFICER) for n in PEOPLE]
    rings = [people.keyring_of(actor) for actor in cast]
    desks = [
        people.desk(DeskKind.MISSION, *(cast[p] for p in group), mission=mission)
        for mission, group in zip(missions, [(0, 1), (2, 3)], strict=True)
    ]
    box, secret = rings_of.make(Holder.MAILBOX, TODAY)
    things = []
    for number, holder in enumerate([desks[0].keyring, desks[1].keyring, rings[0]]):
        opened = vault.open_compartment(
            actor=people.SETUP,
            kind=Kind.FACTS,
            scope=f"scope-{number}",
            holders=[holder, box],
            reason="test",
        )
        seals.put_text(opened, "text", WORDS.format(number), TODAY)
        label = seals.FileLabel("a name", "text/plain", 3)
        seals.put_file(opened, label, [b"abc"], TODAY)
        things.append(opened.compartment)
    return World(
        cast,
        desks,
        things,
        replace(actors.reporter(), secret=secret),
        days.today(),
        [dict.fromkeys((0, 1), FOR_GOOD), dict.fromkeys((2, 3), FOR_GOOD)],
        [{}, {}, {0: FOR_GOOD}],
        [{0}, {1}, set()],
    )


def chosen(world: World, number: int) -> Step:
    """The step a number stands for: mostly one that changes something, sometimes any at all."""
    number, odd = divmod(number, ODD)
    number, act = divmod(number, len(ACTS))
    steps = [
        step
        for step in EVERY_STEP
        if odd == 0 or (step.act == ACTS[act] and changes_something(world, step))
    ]
    return steps[number % len(steps)] if steps else EVERY_STEP[number % len(EVERY_STEP)]


def changes_something(world: World, step: Step) -> bool:
    """Whether the model would be another after a step."""
    if should_be_refused(world, step):
        return False
    return {
        "grant": not world.may(step.whom, step.thing),
        "lend": not world.may(step.whom, step.thing),
        "grant-desk": step.desk not in world.granted_desks[step.thing],
        "withdraw": step.whom in world.granted[step.thing],
        "admit": world.members[step.desk].get(step.whom) != FOR_GOOD,
        "cover": world.members[step.desk].get(step.whom) != world.today,
        "release": True,
        "expel": step.whom in world.members[step.desk],
        "errands": True,
        "night": True,
    }[step.act]


def take(world: World, step: Step) -> None:
    """Try one act in the vault, and record it in the model where it should have worked."""
    actor, ring = world.people[step.by], people.keyring_of(world.people[step.whom])
    desk, thing = world.desks[step.desk], world.things[step.thing]
    desk.refresh_from_db()
    grant = {"actor": actor, "compartment": thing, "reason": "test"}
    leave = {"member": ring, "reason": "test"}
    acts = {
        "grant": lambda: vault.grant(holder=ring, **grant),
        "lend": lambda: vault.grant(holder=ring, until=world.today, **grant),
        "grant-desk": lambda: vault.grant(holder=desk.keyring, **grant),
        "withdraw": lambda: vault.withdraw(holder=ring, **grant),
        "admit": lambda: roster.admit(actor=actor, desk=desk, member=ring),
        "cover": lambda: roster.admit(actor=actor, desk=desk, member=ring, until=world.today),
        "release": lambda: roster.release(actor=actor, desk=desk, **leave),
        "expel": lambda: vault.expel_member(actor=people.SETUP, desk=desk.keyring, **leave),
        "errands": lambda: roster.run_errands(actor=actor, limit=10),
        "night": lambda: sleep(world, duty=step.thing == 0),
    }
    try:
        with transaction.atomic():
            acts[step.act]()
    except (Denied, vault.Orphaned):
        assert should_be_refused(world, step)
    except vault.ThroughDesk:
        assert step.act == "withdraw"
        assert step.whom not in world.granted[step.thing]
        assert world.may(step.by, step.thing)
        assert world.may(step.whom, step.thing)
    else:
        record(world, step)
    world.copy()


def should_be_refused(world: World, step: Step) -> bool:
    """Whether the model agrees that an act was refused."""
    outside = not world.may(step.by, step.thing)
    granted = world.granted[step.thing]
    others = any(p != step.whom and end == FOR_GOOD for p, end in granted.items())
    stands_alone = step.whom in granted and not others and not world.granted_desks[step.thing]
    stranger = not world.behind(step.by, step.desk)
    alone = not world.remains(step.desk, step.whom)
    return {
        "grant": outside,
        "lend": outside,
        "grant-desk": outside,
        "withdraw": outside or stands_alone,
        "admit": stranger or step.by == step.whom,
        "cover": stranger or step.by == step.whom or alone,
        "release": stranger or not world.behind(step.whom, step.desk) or alone,
        "expel": alone,
        "errands": False,
        "night": False,
    }[step.act]


def record(world: World, step: Step) -> None:
    """Bring the model up to what was done."""
    end = world.today if step.act in {"lend", "cover"} else FOR_GOOD
    if step.act in {"grant", "lend"} and not world.may(step.whom, step.thing):
        world.granted[step.thing][step.whom] = end
    elif step.act == "grant-desk":
        world.granted_desks[step.thing].add(step.desk)
    elif step.act == "withdraw":
        world.granted[step.thing].pop(step.whom, None)
    elif step.act in {"admit", "cover"}:
        world.members[step.desk][step.whom] = end
    elif step.act in {"release", "expel"}:
        world.members[step.desk].pop(step.whom, None)


def sleep(world: World, *, duty: bool) -> None:
    """Let a day pass; the duty that clears up may have run or not."""
    world.today += timedelta(days=1)
    if duty:
        wake(world)


def wake(world: World) -> None:
    """Run the duty that clears up after covers."""
    duties.end_covers(days.today())
    for held in (*world.members, *world.granted):
        for person in [p for p, end in held.items() if end < world.today]:
            del held[person]


def opens(world: World, actor: Actor, thing: int) -> bool:
    """Whether somebody opens both the text and the file of a thing through the vault."""
    compartment = world.things[thing]
    text = Seal.objects.get(compartment=compartment, kind="text")
    try:
        with transaction.atomic():
            words = vault.open_seals(actor=actor, references=[text.reference], reason="test")
            file = compartment.files.get().reference
            _label, chunks = vault.open_file(actor=actor, reference=file, reason="test")
            assert b"".join(chunks) == b"abc"
    except Denied:
        return False
    assert words == {text.reference: WORDS.format(thing)}
    return True


def stolen(world: World, person: int, compartment: Compartment) -> bool:
    """Whether a thief with a person's key and every box ever stored opens what lies there now."""
    known = everything_known(world, person)
    half = bytes(ShredKey.objects.get(compartment=compartment).half)
    text = Seal.objects.get(compartment=compartment, kind="text")
    rings = {ring.pk: ring for ring in Keyring.objects.all()}
    return any(
        reads(text, Opened(compartment, granted, half))
        for owner, reference, holder, box in world.grants
        if owner == compartment.pk
        for private in known.get(holder, ())
        for granted in attempts(
            world, holder, private, box, grant_place(compartment, rings[holder], reference)
        )
    )


def everything_known(world: World, person: int) -> dict[int, set[bytes]]:
    """The private keys a person could ever have opened, by keyring, from every share there was."""
    secret = world.people[person].secret
    known = {people.keyring_of(world.people[person]).pk: {secret.private}}
    places = {(d, m): share_place(d, m) for d, m, _box in world.shares}
    for _hop in range(4):  # a desk's key, the one before it, and two to spare
        for desk, member, box in world.shares:
            for private in set(known.get(member, ())):
                opened = attempts(world, member, private, box, places[desk, member])
                known.setdefault(desk, set()).update(opened)
    return known


def attempts(world: World, ring: int, private: bytes, box: bytes, place: bytes) -> list[bytes]:
    """What one private key opens of one box, under any public key its ring ever had."""
    found = []
    for public in world.publics[ring]:
        try:
            found.append(boxes.receive(public, private, box, place))
        except boxes.WillNotOpen:
            continue
    return found


def share_place(desk: int, member: int) -> bytes:
    """Where a share belongs."""
    names = dict(Keyring.objects.filter(pk__in=[desk, member]).values_list("pk", "reference"))
    return boxes.bind("share", names[desk], names[member])


def reads(text: Seal, opened: Opened) -> bool:
    """Whether an opened compartment opens a seal."""
    try:
        return seals.text_of(text, opened) != ""
    except boxes.WillNotOpen:
        return False


def seen(world: World, person: int) -> set[int]:
    """The things the gate would let a person open now."""
    found = gate.visible(world.people[person], Permission.SEAL_OPEN, Compartment.objects.all())
    return set(found.values_list("pk", flat=True))
