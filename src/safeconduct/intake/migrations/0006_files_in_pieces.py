from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_set_aside_on")]

    operations = [
        migrations.AddField(
            model_name="draftfile",
            name="pieces",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
