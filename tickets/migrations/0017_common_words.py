"""What the search needs to ask no more than it must: cases by birth, and how common four thousand words are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_notices_of_articles")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["-created_at", "-id"], name="ticket_newest"),
        ),
        migrations.RunSQL(
            "alter table tickets_textversion alter column words set statistics 400",
            "alter table tickets_textversion alter column words set statistics -1",
        ),
    ]
