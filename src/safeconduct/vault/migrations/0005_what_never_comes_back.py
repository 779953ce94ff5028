"""What was taken back stays taken back: the database itself refuses to undo it.

Whoever changes vault_grant, vault_keyring or vault_seal by rebuilding it (SQLite does, for a new
constraint) makes these triggers again.
"""

from django.db import migrations, models

# (name, table, condition, what is said)
GUARDS = (
    (
        "vault_withdrawn_for_good",
        "vault_grant",
        "OLD.withdrawn_on IS NOT NULL AND NEW.withdrawn_on IS NULL",
        "this grant was withdrawn",
    ),
    (
        "vault_retired_for_good",
        "vault_keyring",
        "OLD.retired_on IS NOT NULL AND NEW.retired_on IS NULL",
        "this key was retired",
    ),
    (
        "vault_no_earlier_version",
        "vault_seal",
        "NEW.version < OLD.version",
        "a seal does not go back to an earlier version",
    ),
)


def guard(apps, editor):
    for name, table, condition, says in GUARDS:
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def unguard(apps, editor):
    for name, table, _condition, _says in GUARDS:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP TRIGGER {name} ON {table}")
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [("vault", "0004_shredding_is_for_good")]

    operations = [
        migrations.AddConstraint(
            model_name="keyring",
            constraint=models.CheckConstraint(
                name="only_the_key_of_a_desk_retires",
                condition=models.Q(
                    ("retired_on__isnull", True), ("holder__in", ("desk", "emergency")), _connector="OR"
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                name="no_share_with_itself",
                condition=models.Q(("desk", models.F("member")), _negated=True),
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
