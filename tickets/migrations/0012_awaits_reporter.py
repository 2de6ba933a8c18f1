"""What is solved and waits for its reporter's answer is found without reading all that the reporter ever registered."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_words_of_articles")]

    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["reporter"],
                condition=Q(closed_at=None, historic=False) & ~Q(registered_at=None) & Q(state="resolved"),
                name="ticket_awaits_reporter",
            ),
        ),
    ]
