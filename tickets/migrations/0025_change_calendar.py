"""Standard change templates, the services that a ticket touches, and the change calendar."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

STATES = {
    "general-case": [
        "draft", "submitted", "triage", "assigned", "in_progress", "on_hold", "resolved", "closed", "rejected",
        "cancelled", "duplicate", "reclassified",
    ],
    "incident": [
        "draft", "new", "triage", "assigned", "in_progress", "on_hold", "resolved", "closed", "cancelled",
        "duplicate", "reclassified",
    ],
    "problem": [
        "new", "assess", "rca", "known_error", "fix_in_progress", "verify", "resolved", "closed", "risk_accepted",
        "on_hold", "cancelled", "duplicate",
    ],
    "known-error": ["draft", "published", "under_change", "retired", "withdrawn"],
    "major-incident": [
        "candidate", "rejected", "declared", "investigating", "identified", "mitigating", "monitoring", "resolved",
        "review", "closed", "downgraded",
    ],
    "change": [
        "draft", "submitted", "assess", "regional_review", "cab_review", "ecab_review", "postponed", "authorised",
        "scheduled", "implementing", "validating", "review", "closed", "rejected", "cancelled",
    ],
    "standard-change-template": ["draft", "proposed", "approved", "suspended", "retired"],
}  # fmt: skip
BEFORE = tuple(process for process in STATES if process != "standard-change-template")
GUARD = """
create trigger tickets_changetemplateversion_stays before update or delete on tickets_changetemplateversion
  for each row execute function engine_append_only();
create trigger tickets_templateuse_stays before update or delete on tickets_templateuse
  for each row execute function engine_append_only();
create trigger tickets_servicewindow_stays before delete on tickets_servicewindow
  for each row execute function engine_append_only();
create trigger tickets_freezeperiod_stays before delete on tickets_freezeperiod
  for each row execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger tickets_{table}_stays on tickets_{table};"
    for table in ("changetemplateversion", "templateuse", "servicewindow", "freezeperiod")
)


def constraint(processes) -> str:
    known = " or ".join(
        f"(process = '{process}' and state in ({', '.join(repr(state) for state in STATES[process])}))"
        for process in processes
    )
    return (
        "alter table tickets_ticket drop constraint ticket_state_of_process;"
        f"alter table tickets_ticket add constraint ticket_state_of_process check ({known}) not valid;"
        "alter table tickets_ticket validate constraint ticket_state_of_process;"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0024_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeTemplate",
            fields=[],
            options={
                "verbose_name": "Standard change template",
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
            name="ChangeTemplateVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("event_seq", models.PositiveIntegerField()),
                ("services", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("valid_until", models.DateField()),
                ("decision", models.CharField(blank=True, max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ChangeTemplateDetail",
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
                ("valid_until", models.DateField(null=True)),
                ("reinstated_at", models.DateTimeField(null=True)),
                (
                    "current",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.changetemplateversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FreezePeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("christmas", "Christmas and New Year"),
                            ("holiday", "Long public holiday"),
                            ("summer", "Summer"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.freezeperiod",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                (
                    "weeks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.servicewindow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TemplateUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("lyckad", "Successful"),
                            ("delvis", "Partly successful"),
                            ("misslyckad", "Failed"),
                            ("aterstalld", "Backed out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.changetemplateversion",
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AffectedService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.servicecomponent"
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
                "indexes": [models.Index(fields=["service", "ticket"], name="affected_by_service")],
                "constraints": [models.UniqueConstraint(fields=("ticket", "service"), name="affected_service_once")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("user",), name="calendar_feed_one_a_person"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="changetemplateversion",
            constraint=models.UniqueConstraint(fields=("template", "number"), name="change_template_version_once"),
        ),
        migrations.AddIndex(
            model_name="freezeperiod",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["first_day", "last_day"], name="freeze_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="freezeperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="freeze_days_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="servicewindow",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["valid_from"], name="service_window_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens", models.F("closes")), _negated=True), name="service_window_has_a_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="service_window_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekdays__len__gt", 0)), name="service_window_has_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="templateuse",
            index=models.Index(fields=["template", "-at"], name="template_use_of"),
        ),
        migrations.RunSQL(constraint(STATES), constraint(BEFORE)),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
