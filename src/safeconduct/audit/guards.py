"""The database itself refuses to change or remove what was logged.

On PostgreSQL the role that runs the product lacks the right as well (deploy/postgresql-roles.sql).
A migration that rebuilds one of these tables on SQLite drops its triggers with the old table: it
must put them up again at its end.
"""

from __future__ import annotations

TABLES = ("audit_entry", "audit_checkpoint")
SAID = "rows of the audit log are never changed"


def up(vendor: str) -> list[str]:
    """Return the statements that put the guards up."""
    if vendor == "postgresql":
        refuse = (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        return [refuse] + [
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            for table in TABLES
        ]
    return [
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        for table, act, name in _triggers()
    ]


def down(vendor: str) -> list[str]:
    """Return the statements that take the guards down."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_stays ON {table}" for table in TABLES]
    return [f"DROP TRIGGER IF EXISTS {name}" for _table, _act, name in _triggers()]


def _triggers() -> list[tuple[str, str, str]]:
    return [
        (table, act, f"{table}_no_{act.lower()}")
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    ]
