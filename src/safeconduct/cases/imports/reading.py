"""Read a mapping file into a Register, checking every code against its agreed list."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from safeconduct.cases.imports.mapping import (
    LEAVE_OUT,
    REFUSE,
    STOP,
    Ages,
    Day,
    Finding,
    Home,
    Meaning,
    Measure,
    Pattern,
    Register,
    Values,
)
from safeconduct.cases.imports.tables import MappingFault, Table, page
from safeconduct.cases.terms import Authority, Progress, Stage, State
from safeconduct.roster.terms import MissionKind, Precision
from safeconduct.vocabulary import conduct, shelf

LISTS = {
    Authority.STATE: "measures_state",
    Authority.UN_FINAL: "measures_un_final",
    Authority.UN_INTERIM: "measures_un_interim",
}
PERSONAL = ("matter", "subject", "allegation")
CODE_LENGTH = 20
SOURCE_LENGTH = 40
BAND = 3
ISO = re.compile("[A-Z]{2}")
SHIPPED = Path(__file__).resolve().parent.parent / "mappings"


def load(name: str) -> Register:
    """Read a mapping from a file, or one of those shipped by its bare name. Raises MappingFault."""
    place = Path(name)
    if not place.exists() and (SHIPPED / f"{place.stem}.toml").exists() and place.name == name:
        place = SHIPPED / f"{place.stem}.toml"
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        what = "not UTF-8" if isinstance(fault, UnicodeDecodeError) else "cannot be read"
        raise MappingFault(place.name, "", "", what) from None
    return parse(place.name, text)


def parse(file: str, text: str) -> Register:
    """Read the text of a mapping file. Raises MappingFault on the first fault."""
    whole = page(file, text)
    register, keys = whole.table("register"), whole.table("keys")
    subject = whole.table("subject")
    taxonomy = register.one_of("taxonomy", conduct.VERSIONS, conduct.DESIGNATIONS)
    chain, constant = _conduct(whole.table("conduct"), shelf.codes(taxonomy))
    victim = whole.table("victim") if whole.has("victim") else None
    incident = whole.table("incident") if whole.has("incident") else None
    read = Register(
        file=file,
        source=_checked(register, "source", register.text("source"), SOURCE_LENGTH),
        encoding=_encoding(register),
        taxonomy=taxonomy,
        home=_home(whole.table("mission")),
        matter_key=keys.text("matter"),
        subject_key=keys.text("subject"),
        allegation_key=keys.text("allegation"),
        personal=_personal(keys),
        received=_received(whole.table("received")),
        late_incident=_policy(incident, "after_received", {LEAVE_OUT}) if incident else STOP,
        incident=_day(incident) if incident else Day(),
        category=subject.one_of("category", shelf.codes("personnel_categories")),
        state=_state_code(subject),
        known_by=subject.texts("known_by"),
        identity=subject.texts("seal"),
        facts=_facts(whole),
        conduct=chain,
        conduct_constant=constant,
        sex=_values(victim.table("sex"), shelf.codes("sexes")) if victim else None,
        age=_ages(victim.table("age")) if victim else None,
        findings=tuple(_finding(t) for t in whole.tables("finding")),
        measures=tuple(_measure(t) for t in whole.tables("measure")),
        ignored=_ignored(whole),
    )
    for table in (register, keys, subject, *(t for t in (victim,) if t), whole):
        table.done()
    if incident:
        incident.done()
    twice = next((c for c in read.ignored if c in read.columns()), None)
    if twice:
        raise MappingFault(file, "[ignored]", twice, f"{read.columns()[twice]} uses this column")
    return read


def _checked(table: Table, key: str, text: str, longest: int) -> str:
    if len(text) > longest or not text.isprintable():
        raise table.fault(key, f"at most {longest} printable characters were expected")
    return text


def _encoding(register: Table) -> str:
    name = register.text("encoding", "utf-8")
    register.text("title", "")
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise register.fault("encoding", f'"{name}" is no encoding') from None


def _home(table: Table) -> Home:
    home = Home(
        code=_checked(table, "code", table.text("code"), CODE_LENGTH),
        name=_checked(table, "name", table.text("name"), 200),
        kind=table.one_of("kind", MissionKind.values, MissionKind.OFFICE.value),
        country=table.text("country", ""),
    )
    table.text("note", "")
    table.done()
    return home


def _personal(keys: Table) -> frozenset[str]:
    named = keys.texts("personal")
    for name in named:
        if name not in PERSONAL:
            raise keys.fault("personal", f'"{name}" is not one of: {", ".join(PERSONAL)}')
    return frozenset(named)


def _state_code(subject: Table) -> str:
    code = subject.text("state", "")
    subject.text("note", "")
    if code and not ISO.fullmatch(code):
        raise subject.fault("state", "an ISO code of two capital letters was expected")
    return code


def _facts(whole: Table) -> tuple[str, ...]:
    if not whole.has("facts"):
        return ()
    facts = whole.table("facts")
    sealed = facts.texts("seal")
    facts.done()
    return sealed


def _ignored(whole: Table) -> Mapping[str, str]:
    if not whole.has("ignored"):
        return {}
    table = whole.table("ignored")
    return {column: table.text(column) for column in table.content}


def _policy(table: Table, key: str, also: Collection[str]) -> str:
    return table.one_of(key, {STOP, REFUSE, *also}, STOP)


def _received(table: Table) -> Day:
    day = _day(table)
    table.done()
    if not day.columns:
        raise table.fault("column", "this key is missing")
    if day.otherwise == LEAVE_OUT:
        raise table.fault("otherwise", "a matter without a day of receipt cannot be kept")
    return day


def _day(table: Table) -> Day:
    return Day(
        columns=table.texts("column"),
        format=table.text("format", "%Y-%m-%d"),
        within=table.pattern("within"),
        precision=table.one_of("precision", Precision.values, Precision.DAY.value),
        otherwise=_policy(table, "otherwise", {LEAVE_OUT}),
    )


def _day_within(table: Table) -> Day:
    if not table.has("on"):
        return Day()
    inner = table.table("on")
    day = _day(inner)
    inner.done()
    return day


def _values(
    table: Table,
    codes: Collection[str],
    *,
    column: str = "",
    states: bool = False,
    chained: bool = False,
    done: bool = True,
) -> Values:
    """A column and its table of values; `states` and `chained` allow those meanings."""
    named = column or table.text("column")
    otherwise = table.one_of("otherwise", {STOP, REFUSE, *codes}, STOP)
    inner = table.table("values")
    read = {
        value: _meaning(inner, value, codes, states=states, chained=chained)
        for value in inner.content
    }
    if done:
        table.done()
    return Values(named, read, otherwise)


def _meaning(
    table: Table, value: str, codes: Collection[str], *, states: bool, chained: bool
) -> Meaning:
    if isinstance(table.content[value], str):
        return Meaning(code=table.one_of(value, codes))
    inner = table.table(value)
    found = Meaning(
        code=inner.one_of("code", codes) if inner.has("code") else "",
        state=inner.one_of("state", State.values) if states and inner.has("state") else "",
        ask_next=inner.flag("next", default=False) if chained else False,
        verified=inner.flag("verified", default=True),
    )
    nothing = inner.flag("nothing", default=False)
    inner.text("note", "")
    inner.done()
    if sum((bool(found.code), bool(found.state), found.ask_next, nothing)) != 1:
        allowed = ["code", "nothing = true"]
        allowed += ["state"] * states + ["next = true"] * chained
        raise table.fault(value, f"exactly one was expected of: {', '.join(allowed)}")
    return found


def _conduct(table: Table, codes: Collection[str]) -> tuple[tuple[Values, ...], str]:
    if table.has("constant"):
        constant = table.one_of("constant", codes)
        table.text("note", "")
        table.done()
        return (), constant
    chain = [_values(table, codes, chained=True, done=False)]
    if table.has("next"):
        chain.append(_values(table.table("next"), codes))
    table.done()
    if len(chain) == 1 and any(m.ask_next for m in chain[0].table.values()):
        raise table.fault("next", "a value asks the next table, and there is none")
    return tuple(chain), ""


def _ages(table: Table) -> Ages:
    codes = shelf.codes("age_bands")
    bands = tuple(_band(table, found, codes) for found in table.listed("bands"))
    ages = Ages(
        table.text("column"), bands, table.one_of("otherwise", {STOP, REFUSE, *codes}, STOP)
    )
    table.done()
    return ages


def _band(table: Table, found: object, codes: Collection[str]) -> tuple[int, int, str]:
    if isinstance(found, list) and len(found) == BAND:
        first, last, code = found
        if isinstance(first, int) and isinstance(last, int) and code in codes:
            return first, last, str(code)
    raise table.fault("bands", "each band is [first age, last age, code of an age band]")


def _finding(table: Table) -> Finding:
    finding = Finding(
        stage=table.one_of("stage", Stage.values),
        body=table.one_of("body", shelf.codes("bodies")),
        values=_values(table, shelf.codes("finding_results"), states=True, done=False),
        on=_day_within(table),
    )
    table.text("note", "")
    table.done()
    return finding


def _measure(table: Table) -> Measure:
    authority = table.one_of("authority", Authority.values)
    codes = shelf.codes(LISTS[Authority(authority)])
    measure = Measure(
        authority=authority,
        progress=table.one_of("progress", Progress.values),
        values=_values(table, codes, states=True, done=False),
        on=_day_within(table),
        split=table.pattern("split"),
        patterns=tuple(_pattern(t, codes) for t in table.tables("pattern")),
    )
    table.text("note", "")
    table.done()
    return measure


def _pattern(table: Table, codes: Collection[str]) -> Pattern:
    match = table.pattern("match")
    if match is None:
        raise table.fault("match", "this key is missing")
    found = Pattern(match, table.one_of("code", codes))
    table.text("note", "")
    table.flag("verified", default=True)
    table.done()
    return found
