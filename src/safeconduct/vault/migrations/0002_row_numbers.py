from django.db import migrations, models

import safeconduct.base.references


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="compartment",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="keyring",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="seal",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="sealedfile",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="share",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
        migrations.AlterField(
            model_name="wrap",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
    ]
