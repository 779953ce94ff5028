"""The database itself refuses what must never happen to a record, whoever asks.

Nothing is proposed, approved or destroyed while a hold stands; what was destroyed, and the
tombstone that says so, is never told differently afterwards.
"""

from django.db import migrations

HELD = (
    "NEW.state IN ('proposed', 'approved', 'carried-out') AND EXISTS (SELECT 1 FROM retention_hold h "
    "WHERE h.scope = NEW.scope AND h.lifted_on IS NULL)"
)
# (name, act, table, condition, what is said)
GUARDS = (
    ("retention_held_insert", "INSERT", "retention_disposition", HELD, "a hold stands on this record"),
    ("retention_held_update", "UPDATE", "retention_disposition", HELD, "a hold stands on this record"),
    ("retention_done_update", "UPDATE", "retention_disposition", "OLD.state = 'carried-out'", "what was carried out is frozen"),
    ("retention_stone_update", "UPDATE", "retention_tombstone", "OLD.id IS NOT NULL", "a tombstone is frozen"),
)


def guard(apps, editor):
    for name, act, table, condition, says in GUARDS:
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def unguard(apps, editor):
    for name, _act, table, _condition, _says in GUARDS:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [("retention", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
