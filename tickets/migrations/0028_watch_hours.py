"""How long a major incident is watched is the collaboration's data, not the program's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0027_late_changes")]

    operations = [
        migrations.AlterField(
            model_name="majorincidentdetail",
            name="watch_hours",
            field=models.PositiveSmallIntegerField(),
        ),
    ]
