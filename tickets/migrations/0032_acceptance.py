"""The acceptance test of releases: test cases, results of the regions, defects and waivers. Evidence stays."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

GUARD = """
create trigger tickets_acceptanceresult_stays before update or delete on tickets_acceptanceresult
  for each row execute function engine_append_only();
create trigger tickets_acceptancecase_stays before delete on tickets_acceptancecase
  for each row execute function engine_append_only();
create trigger tickets_acceptancecase_as_written before update on tickets_acceptancecase
  for each row when (old.withdrawn_at is not null
    or (new.ticket_id, new.number, new.event_seq, new.from_scope, new.name_id, new.doing_id, new.expected_id)
      is distinct from
      (old.ticket_id, old.number, old.event_seq, old.from_scope, old.name_id, old.doing_id, old.expected_id))
  execute function engine_append_only();
create trigger tickets_acceptancedefect_stays before delete on tickets_acceptancedefect
  for each row execute function engine_append_only();
create trigger tickets_acceptancedefect_as_written before update on tickets_acceptancedefect
  for each row when (
    (new.ticket_id, new.number, new.event_seq, new.title_id, new.description_id, new.reference_id, new.severity,
     new.region_id, new.only_region, new.case_id, new.linked_id, new.scope_number, new.build_id, new.person_id, new.at)
      is distinct from
    (old.ticket_id, old.number, old.event_seq, old.title_id, old.description_id, old.reference_id, old.severity,
     old.region_id, old.only_region, old.case_id, old.linked_id, old.scope_number, old.build_id, old.person_id, old.at))
  execute function engine_append_only();
create trigger tickets_defectwaiver_stays before delete on tickets_defectwaiver
  for each row execute function engine_append_only();
create trigger tickets_defectwaiver_as_written before update on tickets_defectwaiver
  for each row when (old.ended_at is not null
    or (new.ticket_id, new.defect_id, new.owner_id, new.reason_id, new.until, new.organisation_id,
        new.granted_by_id, new.at, new.event_seq) is distinct from
       (old.ticket_id, old.defect_id, old.owner_id, old.reason_id, old.until, old.organisation_id,
        old.granted_by_id, old.at, old.event_seq))
  execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger tickets_{name} on tickets_{name.split('_')[0]};"
    for name in (
        "acceptanceresult_stays", "acceptancecase_stays", "acceptancecase_as_written", "acceptancedefect_stays",
        "acceptancedefect_as_written", "defectwaiver_stays", "defectwaiver_as_written",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0031_deviations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptanceCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("event_seq", models.PositiveIntegerField()),
                ("from_scope", models.PositiveSmallIntegerField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "doing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.textversion"
                    ),
                ),
                (
                    "expected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.textversion"
                    ),
                ),
                (
                    "name",
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
                "ordering": ["number"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AcceptanceDefect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "severity",
                    models.CharField(
                        choices=[("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], max_length=8
                    ),
                ),
                ("only_region", models.BooleanField(default=False)),
                ("scope_number", models.PositiveSmallIntegerField()),
                ("build_id", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(null=True)),
                ("mended_build", models.CharField(blank=True, max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.acceptancecase",
                    ),
                ),
                (
                    "description",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "linked",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "mended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "reference",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.textversion"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AcceptanceResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("ok", "OK"), ("not_ok", "Not OK"), ("blocked", "Blocked"), ("not_run", "Not run")],
                        max_length=8,
                    ),
                ),
                ("scope_number", models.PositiveSmallIntegerField()),
                ("build_id", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.acceptancecase"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
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
                "ordering": ["event_seq"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DefectWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField()),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "defect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.acceptancedefect",
                    ),
                ),
                (
                    "granted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reason",
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
                "ordering": ["event_seq"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="acceptancecase",
            constraint=models.UniqueConstraint(fields=("ticket", "number"), name="acceptance_case_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="acceptancedefect",
            constraint=models.UniqueConstraint(fields=("ticket", "number"), name="acceptance_defect_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="acceptancedefect",
            constraint=models.CheckConstraint(
                condition=models.Q(("only_region", False), ("region__isnull", False), _connector="OR"),
                name="acceptance_defect_of_its_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceresult",
            constraint=models.UniqueConstraint(fields=("ticket", "event_seq"), name="acceptance_result_once"),
        ),
        migrations.AddConstraint(
            model_name="defectwaiver",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("defect",), name="defect_waived_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="defectwaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("at")), _connector="OR"),
                name="defect_waiver_ends_after_it_began",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
