"""Every act that any package records has a sentence and a family: found by reading the source."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import pytest

from safeconduct.audit import sentences
from safeconduct.audit.terms import Break, Family
from safeconduct.cases.terms import Act as CaseAct
from safeconduct.memberstates.terms import Act as StateAct
from safeconduct.retention.terms import Act as KeepingAct
from tests import house

RECORDS = frozenset({"record", "record_refusal"})
# What stands in a code that is put together: the values the part can take.
PARTS = {
    "allegation": [act.value for act in CaseAct],
    "referral": [act.value for act in StateAct],
    "disposition": [act.value for act in KeepingAct],
    "session.sign-in": ["desk", "partner"],
    "session.unlock": ["desk", "partner"],
    "door": ["desk:matter"],
}
MEASURED = "bench"


def is_record(node: ast.AST) -> bool:
    """Whether this is a call of log.record or log.record_refusal."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RECORDS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "log"
    )


def recorded() -> Iterator[tuple[str, list[str]]]:
    """Every place that records, and the codes it can record."""
    for path in house.SOURCES:
        tree = ast.parse(path.read_text())
        within = {
            inner: outer
            for outer in ast.walk(tree)
            if isinstance(outer, ast.FunctionDef)
            for inner in ast.walk(outer)
        }
        for node in ast.walk(tree):
            if is_record(node):
                said = node.args[0]
                codes = codes_of(said)
                if isinstance(said, ast.Name) and node in within:
                    codes = handed_on(tree, within[node], said.id)
                yield f"{house.name_of(path)}:{node.lineno}", codes


def codes_of(said: ast.expr) -> list[str]:
    """The codes that an argument can be; none where that cannot be read."""
    if isinstance(said, ast.Constant):
        return [str(said.value)]
    if isinstance(said, ast.Subscript):  # cut to the length of the column
        return codes_of(said.value)
    if isinstance(said, ast.IfExp):
        return codes_of(said.body) + codes_of(said.orelse)
    if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
        begun = str(said.values[0].value).rstrip(".")
        return [f"{begun}.{part}" for part in PARTS.get(begun, [])]
    return []


def handed_on(tree: ast.Module, function: ast.FunctionDef, name: str) -> list[str]:
    """The codes a variable can be: what it is set to, or what callers in the module hand over."""
    found: list[str] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == [name]:
            found += codes_of(node.value)
    places = [argument.arg for argument in function.args.args]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function.name:
            given = {word.arg: word.value for word in node.keywords}
            given |= dict(zip(places, node.args, strict=False))
            found += codes_of(given[name]) if name in given else []
    return found


EVERY = list(recorded())
CODES = sorted(set(itertools.chain.from_iterable(codes for _where, codes in EVERY)))


def test_every_code_can_be_read_from_the_source():
    assert [where for where, codes in EVERY if not codes] == []
    assert len(CODES) > 60


@pytest.mark.parametrize("code", CODES)
def test_every_act_that_is_recorded_has_a_sentence(code):
    assert sentences.sentence(code, {}) != code


@pytest.mark.parametrize("code", [code for code in CODES if not code.startswith(MEASURED)])
def test_every_act_belongs_to_a_family_by_which_an_auditor_finds_it(code):
    assert code.partition(".")[0] in Family


def test_a_refusal_is_never_recorded_inside_a_transaction_that_could_take_it_back():
    found, inside = 0, []
    for path in house.SOURCES:
        for outer in ast.walk(ast.parse(path.read_text())):
            if path.name == "log.py" or not isinstance(outer, ast.FunctionDef | ast.With):
                continue
            refusals = [n for n in ast.walk(outer) if is_record(n) and is_refusal(n)]
            found += len(refusals)
            around = outer.items if isinstance(outer, ast.With) else outer.decorator_list
            if refusals and any("atomic" in ast.unparse(each) for each in around):
                inside.append(f"{house.name_of(path)}:{outer.lineno}")
    assert found > 3
    assert inside == []


def is_refusal(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "record_refusal" in ast.unparse(node.func)


def test_no_sentence_outlives_its_act():
    assert [code for code in sentences.SENTENCES if code not in CODES] == []


def test_a_sentence_counts_what_was_opened():
    assert sentences.sentence("seal.open", {"seals": 1}) == "Opened 1 sealed entry of the file"
    assert sentences.sentence("seal.open", {"seals": 2}) == "Opened 2 sealed entries of the file"


def test_an_entry_of_a_release_to_come_is_shown_by_its_code():
    assert sentences.sentence("nobody.knows", {"what": 1}) == "nobody.knows"


def test_every_break_of_the_log_has_words():
    assert all(str(each.label) for each in Break)
