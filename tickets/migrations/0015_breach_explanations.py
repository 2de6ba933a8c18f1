"""Why an agreed time was exceeded and whose it was, what the named owner says to that, and silence that was heard."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def _to(model: str, **options) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("tickets", "0014_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("ticket", "silences", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="BreachExplanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("metric", models.CharField(max_length=12)),
                ("breached_at", models.DateTimeField()),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("bemanning", "Too few people"),
                            ("sen_overlamning", "Handed over late, or returned"),
                            ("saknat_underlag", "Information was missing or came late"),
                            ("regionens_svar", "Waited for the region's answer"),
                            ("leverantor", "Waited for the vendor"),
                            ("tredje_part", "Waited for a third party"),
                            ("svar_felsokning", "Hard to find the fault"),
                            ("servicefonster", "Waited for a service window or release"),
                            ("fel_prioritet", "The priority or the case was wrong"),
                            ("annat", "Other reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("own", "Own organisation"),
                            ("customer", "The region and the support organisation"),
                            ("all", "Everyone, also the vendor"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("disputed_at", models.DateTimeField(null=True)),
                ("dispute_seq", models.PositiveIntegerField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tickets.clock",
                    ),
                ),
                ("disputed_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("explained_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("organisation", _to("regions.organisation")),
                ("owner", _to("regions.organisation")),
                ("ticket", _to("tickets.ticket")),
            ],
            options={
                "default_manager_name": "all_objects",
                "indexes": [models.Index(fields=["ticket", "-at"], name="breach_of_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(disputed_at=None, disputed_by=None, dispute_seq=None)
                        | Q(disputed_at__isnull=False, dispute_seq__isnull=False),
                        name="breach_disputed_whole",
                    )
                ],
            },
            managers=[("all_objects", django.db.models.manager.Manager())],
        ),
    ]
