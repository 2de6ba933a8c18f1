"""What kind of event with a device the manufacturer reports: its time goes by that (MDR article 87)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0025_change_calendar")]

    operations = [
        migrations.AddField(
            model_name="regulatorytrack",
            name="event_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("public_health", "Serious threat to public health (2 days)"),
                    ("death", "Death, or serious deterioration that was not expected (10 days)"),
                    ("other", "Another serious incident (15 days)"),
                ],
                default="",
                max_length=16,
            ),
        ),
    ]
