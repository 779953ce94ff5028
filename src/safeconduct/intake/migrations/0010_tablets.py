"""Tablets, and what was sealed on them; the database keeps an envelope until it is a report."""

import django.db.models.deletion
import safeconduct.base.references
from django.conf import settings
from django.db import migrations, models


TABLE, SAYS = "intake_envelope", "an envelope stays as it came until it is a report"
NAMES = {"UPDATE": "intake_envelope_stays", "DELETE": "intake_envelope_is_kept"}
TIES = ("submission", "tablet_id", "keyring_id", "form", "arrived_on")
WAITS = "OLD.taken_in_on IS NULL"
# A report that is opened and gone before its envelope is emptied would be lost.
REPORTED = "EXISTS (SELECT 1 FROM intake_report WHERE submission = OLD.submission)"


def conditions(differs):
    ties = " OR ".join(f"NEW.{tie} {differs} OLD.{tie}" for tie in TIES)
    box = f"NEW.box {differs} OLD.box AND (NEW.box IS NOT NULL OR NOT {REPORTED})"
    return {"UPDATE": f"{ties} OR ({box})", "DELETE": WAITS}


def guard(apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    says = conditions("IS NOT" if sqlite else "IS DISTINCT FROM")
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


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0009_heaps'),
        ('roster', '0003_reporting_points'),
        ('vault', '0005_what_never_comes_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tablet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=safeconduct.base.references.new, max_length=16, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('lookup', models.CharField(max_length=64, unique=True)),
                ('added_on', models.DateField()),
                ('enrolled_on', models.DateField(null=True)),
                ('last_heard_on', models.DateField(null=True)),
                ('wipe_asked_on', models.DateField(null=True)),
                ('wiped_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tablets', to='roster.desk')),
            ],
            options={
                'ordering': ('-added_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(default=safeconduct.base.references.number, primary_key=True, serialize=False)),
                ('submission', models.CharField(max_length=64, unique=True)),
                ('form', models.CharField(max_length=30)),
                ('box', models.BinaryField(null=True)),
                ('arrived_on', models.DateField()),
                ('failed_on', models.DateField(null=True)),
                ('taken_in_on', models.DateField(null=True)),
                ('keyring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.keyring')),
                ('tablet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='intake.tablet')),
            ],
            options={
                'ordering': ('arrived_on', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='tablet',
            constraint=models.CheckConstraint(condition=models.Q(('last_heard_on__isnull', True), ('enrolled_on__isnull', False), _connector='OR'), name='only_an_enrolled_tablet_is_heard'),
        ),
        migrations.AddConstraint(
            model_name='tablet',
            constraint=models.CheckConstraint(condition=models.Q(('wiped_on__isnull', True), ('ended_on__isnull', False), _connector='OR'), name='a_wiped_tablet_has_ended'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('box__isnull', False), ('taken_in_on__isnull', True)), models.Q(('box__isnull', True), ('taken_in_on__isnull', False)), _connector='OR'), name='what_was_taken_in_is_not_kept_twice'),
        ),
        migrations.RunPython(guard, let_go),
    ]
