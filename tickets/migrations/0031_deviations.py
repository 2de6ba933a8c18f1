"""Deviations from what is joint, with their states; and the question to incidents that a release may have mended."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

BEFORE = import_module("tickets.migrations.0029_releases").STATES
STATES = BEFORE | {"deviation": ["in_force", "due", "ended"]}


def constraint(states) -> str:
    known = " or ".join(
        f"(process = '{process}' and state in ({', '.join(repr(state) for state in its)}))"
        for process, its in states.items()
    )
    return (
        "alter table tickets_ticket drop constraint ticket_state_of_process;"
        f"alter table tickets_ticket add constraint ticket_state_of_process check ({known}) not valid;"
        "alter table tickets_ticket validate constraint ticket_state_of_process;"
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0030_deployments")]

    operations = [
        migrations.CreateModel(
            name="Deviation",
            fields=[],
            options={"verbose_name": "Deviation", "proxy": True, "indexes": [], "constraints": []},
            bases=("tickets.ticket",),
            managers=[("all_objects", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="DeviationDetail",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deferral", "Deployed later"),
                            ("opt_out", "Opted out of"),
                            ("setting", "Setting of its own"),
                            ("workaround", "Manual workaround"),
                        ],
                        max_length=10,
                    ),
                ),
                ("expires_on", models.DateField(null=True)),
                ("granted_by", models.CharField(blank=True, max_length=160)),
                ("renewals", models.PositiveSmallIntegerField(default=0)),
                ("row", models.BigIntegerField(null=True)),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["release"], name="deviation_of_release")]},
        ),
        migrations.AddField(
            model_name="incidentdetail",
            name="asked_release",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
            ),
        ),
        migrations.AddField(model_name="incidentdetail", name="fault_asked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="incidentdetail", name="fault_remains", field=models.BooleanField(null=True)),
        migrations.AddIndex(
            model_name="incidentdetail",
            index=models.Index(
                condition=models.Q(("fault_asked_at__isnull", False)), fields=["ticket"], name="fault_asked_about"
            ),
        ),
        migrations.RunSQL(constraint(STATES), constraint(BEFORE)),
    ]
