"""The promises of tickets that are measured: one row for each round of each (tickets.clocks)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("sla", "0003_agreements"),
        ("tickets", "0013_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockRebuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("only_checks", models.BooleanField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("upto", models.BigIntegerField(default=0)),
                ("tickets", models.PositiveIntegerField(default=0)),
                ("differing", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("only_checks",),
                        name="clock_rebuild_goes_on_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("acknowledge", "Reception"),
                            ("respond", "First answer"),
                            ("update", "Interval of updates"),
                            ("resolve", "Solution"),
                            ("decide", "Decision"),
                            ("quote", "Quote"),
                        ],
                        max_length=12,
                    ),
                ),
                ("round", models.PositiveIntegerField()),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("amount", models.DurationField(null=True)),
                ("counts", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("paused", "Paused"), ("stopped", "Stopped")], max_length=8
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("used", models.DurationField()),
                ("due_at", models.DateTimeField(null=True)),
                ("breached_at", models.DateTimeField(null=True)),
                ("paused_since", models.DateTimeField(null=True)),
                ("paused_by", models.CharField(blank=True, max_length=24)),
                ("stood_still", models.JSONField(default=list)),
                (
                    "fired",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "counted_with",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.agreementversion"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_at", None)),
                        fields=["ticket", "due_at"],
                        name="clock_running_of_ticket",
                    ),
                    models.Index(
                        condition=models.Q(("breached_at", None), ("stopped_at", None)),
                        fields=["due_at"],
                        name="clock_due",
                    ),
                    models.Index(
                        condition=models.Q(("breached_at__isnull", False)),
                        fields=["breached_at"],
                        name="clock_breached",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ticket", "version", "metric", "provider", "round"), name="clock_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("round__gt", 0)), name="clock_round_counts_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paused_by", ""), ("paused_since", None), ("state", "running"), ("stopped_at", None)
                            ),
                            models.Q(
                                ("paused_since__isnull", False),
                                ("state", "paused"),
                                ("stopped_at", None),
                                models.Q(("paused_by", ""), _negated=True),
                            ),
                            models.Q(
                                ("paused_by", ""),
                                ("paused_since", None),
                                ("state", "stopped"),
                                ("stopped_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clock_state_with_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", False),
                            ("due_at", None),
                            _connector="OR",
                        ),
                        name="clock_due_only_of_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"
                            ),
                            models.Q(
                                ("breached_at", None), ("breached_at__gte", models.F("started_at")), _connector="OR"
                            ),
                        ),
                        name="clock_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counted_with", None),
                            models.Q(("counted_with", models.F("ticket")), _negated=True),
                            _connector="OR",
                        ),
                        name="clock_counted_with_another",
                    ),
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
