"""Questions read aloud; the database keeps those of a published version as they are."""

import django.db.models.deletion
import safeconduct.base.references
from django.conf import settings
from django.db import migrations, models


TABLE, SAYS = "intake_recording", "published questions do not change"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM intake_questionset WHERE id = ROW.questions_id "
    "AND published_on IS NOT NULL)"
)
NAMES = {
    "INSERT": "intake_recording_added",
    "UPDATE": "intake_recording_kept",
    "DELETE": "intake_recording_not_deleted",
}


def keep(apps, editor):
    for act, name in NAMES.items():
        row = "NEW" if act == "INSERT" else "OLD"
        published = PUBLISHED.replace("ROW.", f"{row}.")
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} WHEN {published} "
                f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            )
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {published} THEN "
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
        ('intake', '0012_answered_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(default=safeconduct.base.references.number, primary_key=True, serialize=False)),
                ('reference', models.CharField(default=safeconduct.base.references.new, max_length=16, unique=True)),
                ('page', models.CharField(max_length=30)),
                ('young', models.BooleanField(default=False)),
                ('language', models.CharField(max_length=8)),
                ('content_type', models.CharField(max_length=30)),
                ('content', models.BinaryField()),
                ('words', models.CharField(max_length=64)),
                ('supplied_on', models.DateField()),
                ('questions', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='intake.questionset')),
                ('supplied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questions', 'page', 'young', 'language'), name='one_recording_of_a_page_in_a_language')],
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
