"""The rows of orders, the register of templates, and the opinions of experts."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

# What an expert has said stays as it was said.
KEPT = """
create trigger tickets_expertopinion_stays before update or delete on tickets_expertopinion
  for each row execute function engine_append_only();
create trigger tickets_expertopinion_whole before truncate on tickets_expertopinion
  for each statement execute function engine_append_only();
"""
UNDO = """
drop trigger tickets_expertopinion_whole on tickets_expertopinion;
drop trigger tickets_expertopinion_stays on tickets_expertopinion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0038_quotes_and_solidarity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpertOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role_label", models.CharField(max_length=120)),
                ("field", models.CharField(max_length=24)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("endorse", "Endorse"),
                            ("endorse_changed", "Endorse with changes"),
                            ("against", "Advise against"),
                        ],
                        max_length=15,
                    ),
                ),
                ("at", models.DateTimeField()),
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
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.textversion"
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
                "ordering": ["pk"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TemplateRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("medication", "Medication template"), ("record", "Health record template")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=160)),
                ("purpose", models.CharField(blank=True, max_length=600)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("decided", "Decided, being made"),
                            ("in_use", "In use"),
                            ("retired", "Retired"),
                            ("dropped", "Decided, never made"),
                        ],
                        default="in_use",
                        max_length=8,
                    ),
                ),
                ("since", models.DateField()),
                ("decision", models.CharField(max_length=140)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
                (
                    "name_text",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "purpose_text",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.templaterecord",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "slug"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="servicerequestdetail",
            name="reuses_template",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.templaterecord"
            ),
        ),
        migrations.CreateModel(
            name="OrderRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Waiting"), ("delivered", "Delivered"), ("failed", "Failed")],
                        default="pending",
                        max_length=9,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_details", "The details are wrong"),
                            ("missing_details", "Details are missing"),
                            ("already_there", "It is there already"),
                            ("not_found", "What it refers to was not found"),
                            ("not_allowed", "It may not be done"),
                            ("withdrawn", "The orderer no longer wants it"),
                            ("other", "Other, see the comment"),
                        ],
                        max_length=16,
                    ),
                ),
                ("settled_seq", models.PositiveIntegerField(null=True)),
                (
                    "text",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
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
            ],
            options={
                "ordering": ["number"],
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "text", "number"), name="order_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "delivered", "failed"])),
                        name="order_row_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "reason__in",
                                    [
                                        "wrong_details",
                                        "missing_details",
                                        "already_there",
                                        "not_found",
                                        "not_allowed",
                                        "withdrawn",
                                        "other",
                                    ],
                                ),
                                ("state", "failed"),
                            ),
                            models.Q(models.Q(("state", "failed"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="order_row_failed_with_reason",
                    ),
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="templaterecord",
            constraint=models.UniqueConstraint(fields=("collaboration", "slug"), name="template_record_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="templaterecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("order",),
                name="template_record_of_order_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="templaterecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["decided", "in_use", "retired", "dropped"])),
                name="template_record_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="templaterecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("name_text", None),
                        ("order", None),
                        ("purpose_text", None),
                        models.Q(("name", ""), _negated=True),
                    ),
                    models.Q(
                        ("name", ""),
                        ("name_text__isnull", False),
                        ("order__isnull", False),
                        ("purpose", ""),
                        ("purpose_text__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="template_record_words_in_one_place",
            ),
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
