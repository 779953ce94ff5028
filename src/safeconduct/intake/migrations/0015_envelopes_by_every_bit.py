"""An envelope is known by every bit of it, so that no damaged copy stands before the true one."""

import hashlib

from django.db import migrations, models


TABLE, SAYS = "intake_envelope", "an envelope stays as it came until it is a report"
NAMES = {"UPDATE": "intake_envelope_stays", "DELETE": "intake_envelope_is_kept"}
TIES = ("digest", "submission", "tablet_id", "keyring_id", "form", "arrived_on")
WAITS = "OLD.taken_in_on IS NULL"
# A report that is opened and gone before its envelope is emptied would be lost.
REPORTED = "EXISTS (SELECT 1 FROM intake_report WHERE submission = OLD.{key})"


def conditions(differs, ties, key):
    reported = REPORTED.format(key=key)
    ties = " OR ".join(f"NEW.{tie} {differs} OLD.{tie}" for tie in ties)
    box = f"NEW.box {differs} OLD.box AND (NEW.box IS NOT NULL OR NOT {reported})"
    return {"UPDATE": f"{ties} OR ({box})", "DELETE": WAITS}


def set_up(editor, ties, key):
    sqlite = editor.connection.vendor == "sqlite"
    says = conditions("IS NOT" if sqlite else "IS DISTINCT FROM", ties, key)
    for act, name in NAMES.items():
        if sqlite:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} WHEN {says[act]} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {says[act]} THEN "
                f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$ LANGUAGE plpgsql"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def let_go(apps, editor):
    for name in NAMES.values():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
        else:
            editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
            editor.execute(f"DROP FUNCTION {name}()")


def guard(apps, editor):
    set_up(editor, TIES, "digest")


def guard_as_before(apps, editor):
    set_up(editor, TIES[1:], "submission")


def digest(apps, editor):
    """What was taken in already keeps its number: its box is gone."""
    for row in apps.get_model("intake", "Envelope").objects.select_related("tablet", "keyring"):
        told = "\n".join((row.tablet.reference, row.submission, row.keyring.reference, row.form))
        known = hashlib.sha256(told.encode() + b"\n" + bytes(row.box or b"")).hexdigest()
        row.digest = known if row.box is not None else row.submission
        row.save(update_fields=["digest"])


class Migration(migrations.Migration):

    dependencies = [("intake", "0014_saved_drafts")]

    operations = [
        migrations.RunPython(let_go, guard_as_before),
        migrations.AddField("envelope", "digest", models.CharField(max_length=64, null=True)),
        migrations.RunPython(digest, migrations.RunPython.noop),
        migrations.AlterField(
            "envelope", "digest", models.CharField(max_length=64, unique=True)
        ),
        migrations.AlterField("envelope", "submission", models.CharField(max_length=64)),
        migrations.RunPython(guard, let_go),
    ]
