"""Who has sent a given-up message again, kept for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
create trigger resending_kept before update or delete on outbox_resending
  for each row execute function roles_append_only();
create trigger resending_not_emptied before truncate on outbox_resending
  for each statement execute function roles_append_only();
"""
UNDO = """
drop trigger resending_not_emptied on outbox_resending;
drop trigger resending_kept on outbox_resending;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0003_role_changes"),
        ("outbox", "0001_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Resending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by_role", models.CharField(max_length=160)),
                ("last_error", models.CharField(max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resendings", to="outbox.message"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["message", "-at"], name="resending_of_message")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
