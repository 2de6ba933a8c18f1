"""One grant a receiver, level and reason: what was given for one reason does not end with another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_articles")]

    operations = [
        migrations.AlterUniqueTogether(
            "ticketusergrant", unique_together={("user", "permission", "content_object", "reason_code")}
        ),
        migrations.AlterUniqueTogether(
            "ticketgroupgrant", unique_together={("group", "permission", "content_object", "reason_code")}
        ),
    ]
