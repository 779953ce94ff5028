from django.db import migrations, models

import safeconduct.base.references


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_held"),
    ]

    operations = [
        migrations.AlterField(
            model_name="held",
            name="id",
            field=models.BigAutoField(
                default=safeconduct.base.references.number, primary_key=True, serialize=False
            ),
        ),
    ]
