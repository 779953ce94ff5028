"""A small made-up register and its mapping, and the few acts that every test of them needs."""

from __future__ import annotations

from datetime import date, datetime

from django.apps import apps

from safeconduct.base import sheets
from safeconduct.cases import actions
from safeconduct.cases.actions import imports
from safeconduct.cases.imports import reading, rules
from safeconduct.cases.imports.files import Keys, gather
from safeconduct.cases.models import Matter
from tests import people

MAPPING = """
[register]
source = "made-up"

[mission]
code = "VILLAGE"
name = "A village police that does not exist"

[keys]
matter = "case"
subject = "officer"
allegation = "line"
personal = ["subject", "allegation"]

[received]
column = "day"
format = "%d.%m.%Y"

[incident]
column = "when"
after_received = "leave-out"
otherwise = "leave-out"

[subject]
category = "unknown"
state = "RO"
known_by = ["officer"]
seal = ["officer"]

[facts]
seal = ["place"]

[victim.sex]
column = "sex"
otherwise = "unknown"
[victim.sex.values]
"f" = "female"
"m" = "male"
"" = "unknown"

[victim.age]
column = "age"
bands = [[0, 17, "child"], [18, 119, "adult"]]
otherwise = "unknown"

[conduct]
column = "what"
[conduct.values]
"hit" = "physical-assault"
"shouted" = "abusive-behaviour"
"slept" = { code = "neglect-of-duty", verified = false, note = "a guess" }
"see class" = { next = true }
[conduct.next]
column = "class"
otherwise = "refuse"
[conduct.next.values]
"drugs" = "narcotics"

[[finding]]
stage = "final"
body = "elsewhere"
column = "found"
on = { column = "closed", format = "%d.%m.%Y", otherwise = "leave-out" }
[finding.values]
"yes" = "substantiated"
"no" = "unsubstantiated"
"open" = { state = "investigating" }

[[measure]]
authority = "state"
progress = "decided"
column = "done"
split = '\\s*/\\s*'
otherwise = "other"
[measure.values]
"" = { nothing = true }
"fined" = "fine"
"waiting" = { state = "action-pending" }
[[measure.pattern]]
match = 'leave (?P<days>[\\d.]+)'
code = "loss-of-leave"

[ignored]
shoe_size = "nobody needs it"
"""

HEADER = "case,officer,line,day,when,sex,age,what,class,found,closed,done,place,shoe_size"

ANNA = "1,Anna Canary,1a,03.02.2020,2020-02-01,f,30,hit,,yes,05.03.2020,fined,Mill Lane,40"
BORIS = "1,Boris Canary,1b,03.02.2020,2020-02-01,f,30,shouted,,no,,,Mill Lane,41"
CLARA = "2,Clara Canary,2a,09.06.2021,,m,12,slept,,open,,,Harbour,42"
ROWS = (ANNA, BORIS, CLARA)
KEY = "a key of the installation"
LATER = date(2026, 6, 1)


def sheet(*rows: str, header: str = HEADER) -> sheets.Sheet:
    return sheets.parse("made-up.csv", "\n".join((header, *rows)).encode())


def read(*rows: str, mapping: str = MAPPING, key: str = KEY):
    """The mapping, the sheet and what was gathered from it."""
    register = reading.parse("made-up.toml", mapping)
    found = sheet(*rows)
    register.account_for(found.file, found.columns)
    return register, found, gather(register, found, Keys(key, register.source))


def take(*rows: str, mapping: str = MAPPING, key: str = KEY, **given):
    """Bring rows in; returns the report and the batch."""
    register, found, gathered = read(*rows, mapping=mapping, key=key)
    keys = Keys(key, register.source)
    source = imports.Source(found.file, len(found.rows), "0" * 64, keys.check)
    given = {"actor": people.SETUP, "today": people.TODAY} | given
    return imports.take_in(register=register, source=source, gathered=gathered, **given)


def dump(*, without: tuple[str, ...] = ()) -> dict[str, list[dict]]:
    """Every row of every table of ours, but for the tables named."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in apps.app_configs and model.__module__.startswith(
            "safeconduct."
        ):
            label = f"{model._meta.app_label}.{model.__name__}"
            if label not in without:
                found[label] = [_plain(row) for row in model.objects.order_by("pk").values()]
    return found


def _plain(row: dict) -> dict:
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
        if not isinstance(value, datetime)
    }


def outcomes(report):
    return [line.outcome for line in report.lines]


def texts(report):
    return [
        note.text for line in report.lines for note in line.notes if note.rule != rules.NO_ACTION
    ]


def clara(**changed):
    return changed_row(CLARA, **changed)


def changed_row(row, **changed):
    columns = HEADER.split(",")
    return ",".join((dict(zip(columns, row.split(","), strict=True)) | changed).values())


def work_on(key, cast):
    actions.add_victim(
        actor=cast.headquarters,
        matter=Matter.objects.get(source_key=key),
        age_band="child",
        sex="female",
        today=people.TODAY,
    )
