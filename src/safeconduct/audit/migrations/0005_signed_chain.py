import safeconduct.base.references
from django.db import migrations, models

from safeconduct.audit import guards


def put_up(_apps, editor):
    for statement in guards.up(editor.connection.vendor):
        editor.execute(statement)


def take_down(_apps, editor):
    for statement in guards.down(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_checkpoint"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkpoint",
            name="previous",
            field=models.CharField(default="0" * 64, max_length=64, unique=True),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="entry",
            name="actor",
            field=models.CharField(db_index=True, max_length=60),
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=safeconduct.base.references.new, max_length=16, unique=True
                    ),
                ),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("entries", models.PositiveBigIntegerField(default=0)),
                ("checkpoints", models.PositiveIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("found", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            ("done_at__gte", models.F("asked_at")),
                            _connector="OR",
                        ),
                        name="check_is_done_after_it_is_asked",
                    )
                ],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]
