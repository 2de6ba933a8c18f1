"""The version at which a step left a case, so that undoing it is refused where somebody went on since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_grants_by_reason")]

    operations = [
        migrations.AddField("bulkrow", "left_at", models.PositiveIntegerField(null=True)),
    ]
