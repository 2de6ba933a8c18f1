"""A region's own part of a shared incident, cases merged with a way back, and solutions proposed to children."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


def _key(to: str, **options):
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to=to, **options)


def _seq():
    return models.PositiveIntegerField(db_default=0, default=0)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0003_states_of_each_process"),
        ("regions", "0001_organisations_and_collaboration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("regionleg", "leg_once_per_region"),
        migrations.RemoveConstraint("regionleg", "leg_state_known"),
        migrations.AddField("regionleg", "joined_at", models.DateTimeField(null=True)),
        migrations.AddField("regionleg", "joined_seq", _seq()),
        migrations.AddField("regionleg", "merged_from", _key("tickets.ticket", null=True)),
        migrations.AddField("regionleg", "reporter", _key(settings.AUTH_USER_MODEL, null=True)),
        migrations.AddField("regionleg", "reporter_organisation", _key("regions.organisation", null=True)),
        migrations.AddConstraint(
            "regionleg",
            models.UniqueConstraint(
                condition=models.Q(("state", "split"), _negated=True),
                fields=("ticket", "region"),
                name="leg_once_per_region",
            ),
        ),
        migrations.AddConstraint(
            "regionleg",
            models.CheckConstraint(
                condition=models.Q(("state__in", ["in_progress", "resolved", "confirmed", "timed_out", "split"])),
                name="leg_state_known",
            ),
        ),
        migrations.AddField("ticketgroupgrant", "event_seq", _seq()),
        migrations.AddField("ticketusergrant", "event_seq", _seq()),
        migrations.AddField("watch", "source", _key("tickets.ticket", null=True)),
        migrations.AlterField(
            "link",
            "kind",
            models.CharField(
                choices=[
                    ("related", "is related to"),
                    ("duplicate_of", "is a duplicate of"),
                    ("reclassified_to", "was reclassified to"),
                    ("caused_by", "is caused by"),
                    ("follows", "follows from"),
                    ("part_of", "is part of"),
                    ("split_from", "was split out of"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="SolutionProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_seq", models.PositiveIntegerField()),
                ("resolution", models.CharField(max_length=24)),
                ("category_close", models.CharField(blank=True, max_length=20)),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("accepted", models.BooleanField(null=True)),
                ("parent", _key("tickets.ticket")),
                ("ticket", _key("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("ticket",), name="proposal_one_open"
                    )
                ],
            },
            managers=[("all_objects", django.db.models.manager.Manager())],
        ),
    ]
