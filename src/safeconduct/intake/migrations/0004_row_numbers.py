from django.db import migrations, models

import safeconduct.base.references


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_held"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="message",
            options={"ordering": ("sent_on", "place", "id")},
        ),
        migrations.AddField(
            model_name="message",
            name="place",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="draftfile",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
    ]
