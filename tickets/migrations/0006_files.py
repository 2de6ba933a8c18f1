"""Parts hidden as personal data, and the salt that keeps an event from giving a removed file away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.manager import Manager

from tickets.models import attachment

AUDIENCES = [
    ("own", "Own organisation"),
    ("customer", "The region and the support organisation"),
    ("all", "Everyone, also the vendor"),
]
VERDICTS = [("redact", "Remove it for good"), ("show", "Show it again")]


def _to(model, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_search")]

    operations = [
        migrations.CreateModel(
            name="HiddenPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=40)),
                ("audience", models.CharField(choices=AUDIENCES, max_length=8)),
                ("kept", models.JSONField(default=list)),
                ("event_seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("verdict", models.CharField(blank=True, choices=VERDICTS, max_length=8)),
                ("settled_seq", models.PositiveIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "copy_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.hiddenpart",
                    ),
                ),
                ("hidden_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("hidden_for", _to("regions.organisation", null=True)),
                ("organisation", _to("regions.organisation", null=True)),
                ("settled_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("settled_for", _to("regions.organisation", null=True)),
                ("ticket", _to("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "indexes": [
                    models.Index(fields=["ticket", "-at"], name="hidden_part_of_ticket"),
                    models.Index(condition=models.Q(("verdict", "")), fields=["at"], name="hidden_part_undecided"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict", ""), ("kept", []), _connector="OR"),
                        name="hidden_part_keeps_nothing_once_settled",
                    )
                ],
            },
            managers=[("all_objects", Manager())],
        ),
        migrations.AddField("textversion", "part", _to("tickets.hiddenpart", null=True)),
        migrations.AddField("attachment", "part", _to("tickets.hiddenpart", null=True)),
        migrations.AddField("attachment", "redacted", models.BooleanField(default=False)),
        migrations.AddField(
            "attachment", "salt", models.CharField(blank=True, max_length=32, default=""), preserve_default=False
        ),
        migrations.AlterField("attachment", "sha256", models.CharField(blank=True, db_index=True, max_length=64)),
        migrations.AlterField(
            "attachment",
            "file",
            models.FileField(blank=True, max_length=160, upload_to=attachment.stored_name),
        ),
    ]
