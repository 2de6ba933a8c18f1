"""Which roles lead a forum and take its decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_register")]

    operations = [
        migrations.AddField(
            model_name="forum",
            name="chairs",
            field=models.JSONField(
                blank=True, default=list, help_text="The roles that lead it and take its decisions."
            ),
        ),
    ]
