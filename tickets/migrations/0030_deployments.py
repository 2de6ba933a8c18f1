"""A release in each region: one row a region, the vendor's reports, and which version ran from when."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import django_fsm
from django.conf import settings
from django.db import migrations, models

import tickets.models.subject

# A rollback may be noted once; nothing else of what was told is ever changed.
GUARD = """
create trigger tickets_regiondeployment_born before insert on tickets_regiondeployment
  for each row execute function engine_only_by_step();
create trigger tickets_regiondeployment_changed before update on tickets_regiondeployment
  for each row when (new.state is distinct from old.state or new.version is distinct from old.version)
  execute function engine_only_by_step();
create trigger tickets_regiondeployment_stays before delete on tickets_regiondeployment
  for each row execute function engine_append_only();
create trigger tickets_vendorreport_stays before update or delete on tickets_vendorreport
  for each row execute function engine_append_only();
create trigger tickets_deploymentspell_stays before delete on tickets_deploymentspell
  for each row execute function engine_append_only();
create trigger tickets_deploymentspell_ended before update on tickets_deploymentspell
  for each row execute function tickets_only_ended('rolled_back_at');
"""
UNGUARD = "".join(
    f"drop trigger tickets_{name} on tickets_{name.split('_')[0]};"
    for name in (
        "regiondeployment_born", "regiondeployment_changed", "regiondeployment_stays", "vendorreport_stays",
        "deploymentspell_stays", "deploymentspell_ended",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0029_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegionDeployment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", django_fsm.FSMField(default="", editable=False, max_length=20, protected=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("wave", models.PositiveSmallIntegerField(null=True)),
                ("planned_start", models.DateTimeField(null=True)),
                ("planned_end", models.DateTimeField(null=True)),
                (
                    "environment",
                    models.CharField(
                        choices=[
                            ("production", "Production"),
                            ("read_copy", "Read copy"),
                            ("test", "Test"),
                            ("education", "Education"),
                        ],
                        default="production",
                        max_length=12,
                    ),
                ),
                ("vendor_deploys", models.BooleanField(default=False)),
                ("freeze_allowed_at", models.DateTimeField(null=True)),
                (
                    "test_environment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("production", "Production"),
                            ("read_copy", "Read copy"),
                            ("test", "Test"),
                            ("education", "Education"),
                        ],
                        max_length=12,
                    ),
                ),
                ("test_started_at", models.DateTimeField(null=True)),
                ("tested_at", models.DateTimeField(null=True)),
                ("trained_at", models.DateTimeField(null=True)),
                ("communicated_at", models.DateTimeField(null=True)),
                ("reserve_routine", models.BooleanField(default=False)),
                ("staffing", models.BooleanField(default=False)),
                ("back_out", models.BooleanField(default=False)),
                ("signed_at", models.DateTimeField(null=True)),
                ("go_at", models.DateTimeField(null=True)),
                ("no_go_at", models.DateTimeField(null=True)),
                ("actual_start", models.DateTimeField(null=True)),
                ("actual_end", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("rolled_back_at", models.DateTimeField(null=True)),
                (
                    "incidents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("deviation_until", models.DateField(null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                (
                    "deviation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
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
                "indexes": [
                    models.Index(fields=["region", "state"], name="deployment_of_region"),
                    models.Index(
                        condition=models.Q(("planned_start__isnull", False)),
                        fields=["planned_start", "planned_end"],
                        name="deployment_by_planned_time",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "region"), name="deployment_once_per_region"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "not_planned",
                                    "planned",
                                    "regional_test",
                                    "go_decision",
                                    "ready",
                                    "deploying",
                                    "deployed",
                                    "verified",
                                    "deferred",
                                    "failed",
                                    "rolled_back",
                                    "opted_out",
                                ],
                            )
                        ),
                        name="deployment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("planned_end", None), ("planned_start", None)),
                            ("planned_start__lt", models.F("planned_end")),
                            _connector="OR",
                        ),
                        name="deployment_window_is_a_period",
                    ),
                ],
            },
            bases=(tickets.models.subject.PartSubject, django_fsm.FSMModelMixin, models.Model),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DeploymentSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "environment",
                    models.CharField(
                        choices=[
                            ("production", "Production"),
                            ("read_copy", "Read copy"),
                            ("test", "Test"),
                            ("education", "Education"),
                        ],
                        max_length=12,
                    ),
                ),
                ("version", models.CharField(max_length=40)),
                ("from_at", models.DateTimeField()),
                ("rolled_back_at", models.DateTimeField(null=True)),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.servicecomponent"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.regiondeployment"
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
                "indexes": [
                    models.Index(fields=["region", "environment", "service", "from_at"], name="spell_by_place")
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VendorReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("started", "Begun"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("rolled_back", "Rolled back"),
                        ],
                        max_length=11,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("role_label", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.regiondeployment"
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
                "indexes": [models.Index(fields=["row", "at"], name="vendor_report_of_row")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="releasesign",
            name="row",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.regiondeployment"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
