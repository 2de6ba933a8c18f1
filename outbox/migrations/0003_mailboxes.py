"""Function mailboxes, and the choice of titles in mails, which is kept for good."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
create trigger title_choice_kept before update or delete on outbox_titlechoice
  for each row execute function roles_append_only();
create trigger title_choice_not_emptied before truncate on outbox_titlechoice
  for each statement execute function roles_append_only();
"""
UNDO = """
drop trigger title_choice_not_emptied on outbox_titlechoice;
drop trigger title_choice_kept on outbox_titlechoice;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_resending"),
        ("regions", "0001_organisations_and_collaboration"),
        ("roles", "0006_viewing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("replaces_people", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("opened_by_role", models.CharField(max_length=160)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by_role", models.CharField(blank=True, max_length=160)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roles.role"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roles.team"
                    ),
                ),
            ],
            options={
                "ordering": ["organisation_id", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role", None), ("team", None), _connector="OR"),
                        name="mailbox_of_a_role_or_a_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="mailbox_closed_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("organisation", "role", "team", "address"),
                        name="mailbox_open_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TitleChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("are_shown", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by_role", models.CharField(max_length=160)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "-at", "-id"], name="title_choice_newest")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
