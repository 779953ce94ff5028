"""Somebody who may write every table and drop every guard, but holds no key."""

from __future__ import annotations

import random
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from safeconduct.audit import guards, signing
from safeconduct.audit.models import Checkpoint, Entry, Head
from safeconduct.audit.rules import ORIGIN, Line, hash_of

COLUMNS = (*Line._fields, "hash")
MARKS = signing.Mark._fields
FOREIGN = Ed25519PrivateKey.from_private_bytes(bytes(32))


def lift_the_guards() -> None:
    """Take the triggers down, as only an owner of the tables can."""
    run(*guards.down(connection.vendor))


def run(*statements: str, values: list[object] | None = None) -> None:
    """Run statements past every check of ours."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def overwrite(table: str, seq: int, column: str, value: object) -> None:
    """Put a value into one column of one row."""
    run(f"UPDATE {table} SET {column} = %s WHERE seq = %s", values=[value, seq])


def forge(chance: random.Random) -> str:
    """Do one thing to the log that should never be done; return what."""
    lift_the_guards()
    act = chance.choice(ACTS)
    act(chance)
    return act.__name__


def change_a_column(chance: random.Random) -> None:
    seq, column = chance.randint(1, Head.objects.get().seq), chance.choice(COLUMNS)
    old = getattr(Entry.objects.get(seq=seq), column)
    new = old + 1000 if column == "seq" else (old[:-1] if old else "") + chance.choice("QXZ")
    overwrite("audit_entry", seq, column, new)


def insert_an_entry(chance: random.Random) -> None:
    """Invent an act, at the end with a right hash, or beyond it."""
    head = Head.objects.get()
    seq = head.seq + chance.randint(1, 3)
    line = Line(seq, "2026-05-04", "test.act", "officer:x", "file-x", "", "", head.hash)
    Entry.objects.create(**line._asdict(), hash=hash_of(line))


def insert_among_them(chance: random.Random) -> None:
    """Invent an act in the middle: every later one moves up, and all are chained anew."""
    at = chance.randint(1, Head.objects.get().seq)
    lines = [Line._make(row) for row in _rows() if row[0] < at]
    invented = Line(at, "2026-05-04", "test.act", "officer:x", "file-x", "", "", "")
    _lay([*lines, invented, *(Line._make(row) for row in _rows() if row[0] >= at)])


def delete_an_entry(chance: random.Random) -> None:
    run(
        "DELETE FROM audit_entry WHERE seq = %s", values=[chance.randint(1, Head.objects.get().seq)]
    )


def swap_two(chance: random.Random) -> None:
    one, other = chance.sample(range(1, Head.objects.get().seq + 1), 2)
    for old, new in ((one, 10**6), (other, one), (10**6, other)):
        overwrite("audit_entry", old, "seq", new)


def cut_off_the_end(chance: random.Random) -> None:
    """Cut off the end, with its checkpoints, and say that the log ended there always."""
    keep = chance.randint(1, Head.objects.get().seq - 1)
    run("DELETE FROM audit_entry WHERE seq > %s", values=[keep])
    run("DELETE FROM audit_checkpoint WHERE seq > %s", values=[keep])
    _point(keep, Entry.objects.get(seq=keep).hash)


def chain_anew(chance: random.Random) -> None:
    """Change an entry and chain everything after it anew; leave the checkpoints."""
    at = chance.randint(1, Head.objects.get().seq)
    lines = [Line._make(row) for row in _rows()]
    _lay([line._replace(actor="officer:else") if line.seq == at else line for line in lines])


def chain_anew_without_checkpoints(chance: random.Random) -> None:
    chain_anew(chance)
    run("DELETE FROM audit_checkpoint")


def chain_anew_and_sign(chance: random.Random) -> None:
    """Chain anew and sign every checkpoint again, with a key of one's own."""
    chain_anew(chance)
    places = list(Checkpoint.objects.order_by("seq").values_list("seq", "at"))
    run("DELETE FROM audit_checkpoint")
    after = ""
    for seq, at in places:
        hash_ = Entry.objects.get(seq=seq).hash
        mark = signing.sign(seq, hash_, at, after=after, key=FOREIGN)
        Checkpoint.objects.create(**mark._asdict())
        after = mark.signature


def remove_a_checkpoint(chance: random.Random) -> None:
    run("DELETE FROM audit_checkpoint WHERE seq = %s", values=[_a_checkpoint(chance).seq])


def change_a_checkpoint(chance: random.Random) -> None:
    found, column = _a_checkpoint(chance), chance.choice(MARKS)
    old = getattr(found, column)
    new = old - 1 if column == "seq" else old[:-1] + ("0" if old[-1] != "0" else "1")
    overwrite("audit_checkpoint", found.seq, column, new)


def sign_with_another_key(chance: random.Random) -> None:
    found = _a_checkpoint(chance)
    old = signing.Mark(**{name: getattr(found, name) for name in MARKS})
    before = Checkpoint.objects.filter(seq__lt=found.seq).order_by("seq").last()
    after = before.signature if before else ""
    mark = signing.sign(old.seq, old.hash, old.at, after=after, key=FOREIGN)
    overwrite("audit_checkpoint", found.seq, "key", chance.choice([mark.key, old.key]))
    overwrite("audit_checkpoint", found.seq, "signature", mark.signature)


def move_the_head(chance: random.Random) -> None:
    head = Head.objects.get()
    _point(head.seq + chance.choice([-1, 1]), head.hash)


ACTS: tuple[Callable[[random.Random], None], ...] = (
    change_a_column,
    insert_an_entry,
    insert_among_them,
    delete_an_entry,
    swap_two,
    cut_off_the_end,
    chain_anew,
    chain_anew_without_checkpoints,
    chain_anew_and_sign,
    remove_a_checkpoint,
    change_a_checkpoint,
    sign_with_another_key,
    move_the_head,
)


def _rows() -> list[tuple[object, ...]]:
    return list(Entry.objects.order_by("seq").values_list(*Line._fields))


def _lay(lines: list[Line]) -> None:
    """Write a whole chain anew, numbered and hashed as it should be."""
    run("DELETE FROM audit_entry")
    previous = ORIGIN
    for seq, line in enumerate(lines, start=1):
        laid = line._replace(seq=seq, previous=previous)
        previous = hash_of(laid)
        Entry.objects.create(**laid._asdict(), hash=previous)
    _point(len(lines), previous)


def _point(seq: int, hash_: str) -> None:
    run("UPDATE audit_head SET seq = %s, hash = %s", values=[seq, hash_])


def _a_checkpoint(chance: random.Random) -> Checkpoint:
    return chance.choice(list(Checkpoint.objects.order_by("seq")))
