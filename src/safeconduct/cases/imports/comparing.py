"""What was brought in before, and how it differs from what the register says now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from safeconduct.cases.imports import images
from safeconduct.cases.imports.files import File
from safeconduct.cases.imports.images import Image
from safeconduct.cases.imports.mapping import Register
from safeconduct.cases.models import Allegation, Event, Finding, Matter, Measure, Subject, Victim
from safeconduct.cases.terms import Change, EventKind

Values = dict[str, Any]

SEALED = {"source_print": {"matter": "facts", "subject": "identity"}}
MEASURE = ("authority", "kind", "progress", "decided_on", "day_known", "length_days")


@dataclass(slots=True)
class Held:
    """One matter as it stands here, in values, with its parts by the register's keys."""

    matter: Values
    worked_on: bool = False
    subjects: dict[str, Values] = field(default_factory=dict)
    victim: Values | None = None
    charges: dict[str, Values] = field(default_factory=dict)
    own_states: list[str] = field(default_factory=list)
    findings: dict[str, dict[str, Values]] = field(default_factory=lambda: defaultdict(dict))
    measures: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Step:
    """One difference: what to do to which row, what it held, and how a report says it.

    `charge` is the key of the charge it belongs to, `slot` that of the subject; both are empty
    for what belongs to the matter. The text never holds sealed words.
    """

    act: Change
    table: str
    text: str
    pk: int = 0
    fields: Image = field(default_factory=dict)
    before: Image = field(default_factory=dict)
    charge: str = ""
    slot: str = ""


def held(source: str) -> dict[str, Held]:
    """Everything brought in from a source, by the source's own keys, with few queries."""
    of: dict[str, Any] = {"matter__source": source}
    found = {m["id"]: Held(m) for m in _values(Matter.objects.filter(source=source))}
    worked = Event.objects.filter(**of).exclude(kind=EventKind.IMPORTED)
    for pk in worked.values_list("matter_id", flat=True).distinct():
        found[pk].worked_on = True
    for row in _values(Subject.objects.filter(**of).exclude(source_key="")):
        found[row["matter_id"]].subjects[row["source_key"]] = row
    for row in _values(Victim.objects.filter(**of, slot=1)):
        found[row["matter_id"]].victim = row
    places: dict[int, tuple[Held, str]] = {}
    for row in _values(Allegation.objects.filter(**of).order_by("id")):
        file = found[row["matter_id"]]
        if row["source_key"]:
            file.charges[row["source_key"]] = row
            places[row["id"]] = file, row["source_key"]
        else:  # an officer's own charge: none of the register's business, but part of the stage
            file.own_states.append(row["state"])
    _place_outcomes(source, places)
    return {file.matter["source_key"]: file for file in found.values()}


def _place_outcomes(source: str, places: dict[int, tuple[Held, str]]) -> None:
    """Put findings and measures beside the charges that came from the register."""
    for row in _values(Finding.objects.filter(allegation__matter__source=source)):
        if row["allegation_id"] in places:
            file, key = places[row["allegation_id"]]
            file.findings[key][row["stage"]] = row
    for row in _values(Measure.objects.filter(allegation__matter__source=source)):
        if row["allegation_id"] in places:
            file, key = places[row["allegation_id"]]
            file.measures[key].append(row)


def clashes(file: File, here: Held) -> bool:
    """Whether two charges of the matter would be the same on the way to what is said now."""
    standing = {(row["subject_id"], row["conduct"]): key for key, row in here.charges.items()}
    wanted = (
        (key, here.subjects[slot]["id"], said.conduct)
        for key, (slot, said) in file.charges.items()
        if slot in here.subjects
    )
    return any(standing.get((subject, conduct), key) != key for key, subject, conduct in wanted)


def differences(file: File, here: Held, register: Register) -> list[Step]:
    """What to do so that a matter says what its register says now; empty where it does already."""
    gone = [row["state"] for key, row in here.charges.items() if key not in file.charges]
    steps = [
        *_changed(
            "matter", images.of_matter(file, register, [*gone, *here.own_states]), here.matter
        )
    ]
    for slot in file.slots.values():
        image = images.of_subject(slot, register)
        if slot.key in here.subjects:
            steps += _changed("subject", image, here.subjects[slot.key], slot=slot.key)
        else:
            steps.append(Step(Change.ADDED, "subject", "a subject", fields=image, slot=slot.key))
    if file.victim:
        image = images.of_victim(file.victim)
        if here.victim:
            steps += _changed("victim", image, here.victim)
        else:
            steps.append(Step(Change.ADDED, "victim", "a victim", fields=image))
    for key in file.charges:
        steps += _charge(file, here, register, key)
    return steps


def _charge(file: File, here: Held, register: Register, key: str) -> Iterator[Step]:
    slot, said = file.charges[key]
    image = images.of_charge(file, file.slots[slot], said, register)
    row = here.charges.get(key)
    if row is None:
        yield Step(Change.ADDED, "allegation", "", fields=image, charge=key, slot=slot)
        return
    held_by = here.subjects.get(slot)
    if held_by is None or held_by["id"] != row["subject_id"]:
        before = {"subject_id": row["subject_id"]}
        yield Step(
            Change.CHANGED, "allegation", "subject: another", row["id"], {}, before, key, slot
        )
    yield from _changed("allegation", image, row, charge=key)
    told = {f.stage: images.of_finding(f, file.received) for f in said.findings}
    standing = here.findings.get(key, {})
    for stage, finding in told.items():
        if stage in standing:
            yield from _changed(f"finding {stage}", finding, standing[stage], charge=key)
        else:
            fields = {"stage": stage, **finding}
            text = f"finding {stage} added: {finding['result']}"
            yield Step(Change.ADDED, "finding", text, row["id"], fields, charge=key)
    for stage in standing.keys() - told.keys():
        text = f"finding {stage} withdrawn: {standing[stage]['result']}"
        yield _removed("finding", standing[stage], text, key)
    yield from _measures(
        [images.of_measure(m, file.received) for m in said.measures],
        list(here.measures.get(key, [])),
        row["id"],
        key,
    )


def _measures(told: list[Image], standing: list[Values], pk: int, key: str) -> Iterator[Step]:
    for image in told:
        same = next((row for row in standing if all(row[f] == image[f] for f in MEASURE)), None)
        if same is not None:
            standing.remove(same)
            continue
        text = f"measure added: {_measure_words(image)}"
        yield Step(Change.ADDED, "measure", text, pk, image, charge=key)
    for row in standing:
        yield _removed("measure", row, f"measure withdrawn: {_measure_words(row)}", key)


def _measure_words(row: Image) -> str:
    length = f" {row['length_days']} days" if row["length_days"] else ""
    return f"{row['progress']} {row['kind']}{length}"


def _removed(table: str, row: Values, text: str, charge: str) -> Step:
    return Step(Change.REMOVED, table, text, row["id"], {}, row, charge)


def _changed(
    name: str, image: Image, row: Values, *, charge: str = "", slot: str = ""
) -> Iterator[Step]:
    differing = {f: value for f, value in image.items() if row[f] != value}
    if not differing:
        return
    table = name.split(maxsplit=1)[0]
    words = [
        f"{SEALED[f][table]}: changed" if f in SEALED else f"{name} {f}: {row[f]} -> {value}"
        for f, value in differing.items()
    ]
    before = {f: row[f] for f in differing}
    yield Step(Change.CHANGED, table, "; ".join(words), row["id"], differing, before, charge, slot)


def _values(rows: QuerySet[Any]) -> Iterator[Values]:
    found: Any = rows.values()
    yield from found
