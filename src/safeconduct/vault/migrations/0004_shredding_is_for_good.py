"""A shredded compartment stays shredded: the database itself refuses it a key, a grant or a text."""

from django.db import migrations

GONE = "EXISTS (SELECT 1 FROM vault_compartment c WHERE c.id = NEW.compartment_id AND c.shredded_on IS NOT NULL)"
SAYS = "this compartment was shredded"
KEPT = "EXISTS (SELECT 1 FROM vault_shredkey k WHERE k.compartment_id = NEW.id)"
# (name, act, table, condition, what is said)
GUARDS = (
    ("vault_gone_key_insert", "INSERT", "vault_shredkey", GONE, SAYS),
    ("vault_gone_key_update", "UPDATE", "vault_shredkey", GONE, SAYS),
    ("vault_gone_grant_insert", "INSERT", "vault_grant", GONE, SAYS),
    ("vault_gone_seal_insert", "INSERT", "vault_seal", f"length(NEW.box) > 0 AND {GONE}", SAYS),
    ("vault_gone_seal_update", "UPDATE", "vault_seal", f"length(NEW.box) > 0 AND {GONE}", SAYS),
    ("vault_gone_again", "UPDATE", "vault_compartment", "OLD.shredded_on IS NOT NULL AND NEW.shredded_on IS NULL", SAYS),
    ("vault_gone_with_key", "UPDATE", "vault_compartment", f"NEW.shredded_on IS NOT NULL AND {KEPT}", "its key is still there"),
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

    dependencies = [("vault", "0003_halves_errands_and_passkeys")]

    operations = [migrations.RunPython(guard, unguard)]
