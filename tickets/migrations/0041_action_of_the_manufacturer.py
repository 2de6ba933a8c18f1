"""The manufacturer's number of its field safety corrective action (MDR article 89), on its own track."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0040_needs")]

    operations = [
        migrations.AddField(
            model_name="regulatorytrack",
            name="action_reference",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
    ]
