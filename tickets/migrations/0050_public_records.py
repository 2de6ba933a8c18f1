"""A case as a public record: a mark of secrecy, diary numbers, and what was decided to disclose."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Upper

KEPT = "".join(
    f"create trigger tickets_disclosure_{name} before {when} engine_append_only();"
    for name, when in (
        ("stays", "delete or update on tickets_disclosure for each row execute function"),
        ("whole", "truncate on tickets_disclosure for each statement execute function"),
    )
)
UNKEPT = "".join(f"drop trigger tickets_disclosure_{name} on tickets_disclosure;" for name in ("stays", "whole"))


def _key(to: str, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_database_guard"),
        ("regions", "0004_measures_given"),
        ("tickets", "0048_refusals_and_warnings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="secrecy_mark",
            field=models.CharField(
                blank=True, choices=[("none", "No"), ("possible", "May fall under secrecy")], default="", max_length=8
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="DiaryNumber",
            fields=[
                ("id", _id()),
                ("number", models.CharField(max_length=60)),
                ("organisation", _key("regions.organisation")),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "indexes": [models.Index(Upper("number"), name="diary_number")],
                "constraints": [models.UniqueConstraint(fields=("ticket", "organisation"), name="diary_number_once")],
            },
            managers=[("all_objects", models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", _id()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("whole", "Handed out as a whole"),
                            ("partly", "Handed out with masks"),
                            ("refused", "Not handed out"),
                        ],
                        max_length=8,
                    ),
                ),
                ("without", models.JSONField(default=list)),
                ("role_label", models.CharField(max_length=120)),
                ("event_seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("organisation", _key("regions.organisation")),
                ("person", _key(settings.AUTH_USER_MODEL, null=True)),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [models.UniqueConstraint(fields=("ticket", "number"), name="disclosure_once")],
            },
            managers=[("all_objects", models.manager.Manager())],
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
