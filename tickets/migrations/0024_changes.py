"""Changes: one row a ticket, what was assessed, and what each region says for itself."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0023_ballots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[],
            options={
                "verbose_name": "Change",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("tickets.ticket",),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AskedAssessor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [models.UniqueConstraint(fields=("ticket", "person"), name="assessor_asked_once")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technology", "Technology"),
                            ("regional_it", "Regional IT and medical engineering"),
                            ("security", "Information security"),
                            ("patient_safety", "Patient safety"),
                            ("operations", "Operations and test"),
                            ("training", "Training and communication"),
                            ("cost", "Cost"),
                            ("legal", "Law"),
                            ("contract", "Contract"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("ok", "Without remarks"),
                            ("ok_villkor", "Accepted with a condition"),
                            ("stopp", "Stop"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("ticket", "kind", "organisation"),
                        name="assessment_in_force_once",
                    )
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ChangeDetail",
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
                    "change_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("standard", "Standard change"),
                            ("normal_minor", "Normal change, minor"),
                            ("normal_major", "Normal change, major"),
                            ("emergency", "Emergency change"),
                        ],
                        max_length=12,
                    ),
                ),
                ("template_version", models.PositiveIntegerField(null=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("p1", "Incident of priority P1"),
                            ("mi", "Major incident"),
                            ("security", "Security reasons"),
                        ],
                        max_length=8,
                    ),
                ),
                ("requested_at", models.DateTimeField(null=True)),
                (
                    "touches_data",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Do not know")], max_length=7
                    ),
                ),
                (
                    "touches_secrecy",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Do not know")], max_length=7
                    ),
                ),
                (
                    "touches_shared",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Do not know")], max_length=7
                    ),
                ),
                (
                    "contract_effect",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Do not know")], max_length=7
                    ),
                ),
                ("cost_estimate", models.PositiveIntegerField(null=True)),
                ("vendor_works", models.BooleanField(default=False)),
                ("needs_go", models.BooleanField(default=False)),
                ("risk_answers", models.JSONField(default=dict)),
                ("risk_version", models.PositiveSmallIntegerField(null=True)),
                (
                    "risk_computed",
                    models.CharField(
                        blank=True, choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=6
                    ),
                ),
                (
                    "risk_level",
                    models.CharField(
                        blank=True, choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=6
                    ),
                ),
                ("risk_decision", models.CharField(blank=True, max_length=140)),
                ("back_out_max_minutes", models.PositiveIntegerField(null=True)),
                ("wanted_start", models.DateTimeField(null=True)),
                ("wanted_end", models.DateTimeField(null=True)),
                ("authorised_at", models.DateTimeField(null=True)),
                ("authorised_start", models.DateTimeField(null=True)),
                ("authorised_end", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=140)),
                ("planned_start", models.DateTimeField(null=True)),
                ("planned_end", models.DateTimeField(null=True)),
                ("freeze_overridden_at", models.DateTimeField(null=True)),
                ("phone_at", models.DateTimeField(null=True)),
                ("phone_confirmed_at", models.DateTimeField(null=True)),
                ("actual_start", models.DateTimeField(null=True)),
                ("actual_end", models.DateTimeField(null=True)),
                ("back_out_done_at", models.DateTimeField(null=True)),
                ("validated_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lyckad", "Successful"),
                            ("delvis", "Partly successful"),
                            ("misslyckad", "Failed"),
                            ("aterstalld", "Backed out"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "retro_verdict",
                    models.CharField(
                        blank=True, choices=[("befogad", "Justified"), ("obefogad", "Not justified")], max_length=9
                    ),
                ),
                (
                    "implementing_organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "initiator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phone_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "phone_recorder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("planned_start__isnull", False)),
                        fields=["planned_start", "planned_end"],
                        name="change_by_planned_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnInfrastructure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [models.UniqueConstraint(fields=("ticket", "region"), name="own_infrastructure_once")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RegionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("window", "Window for its own infrastructure"),
                            ("go", "Readiness"),
                            ("result", "Verification"),
                        ],
                        max_length=6,
                    ),
                ),
                ("verdict", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("ticket", "region", "kind"),
                        name="region_answer_in_force_once",
                    )
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
