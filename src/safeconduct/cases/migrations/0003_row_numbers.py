from django.db import migrations, models

import safeconduct.base.references


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clock",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
    ]
