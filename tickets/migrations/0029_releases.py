"""Releases: one row a ticket, what stood in its scope and when, and signatures that nobody changes."""

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
    "release": [
        "planning", "scoped", "delivered", "acceptance", "approved", "rollout", "halted", "els", "completed", "closed",
        "cancelled",
    ],
}  # fmt: skip
BEFORE = tuple(process for process in STATES if process != "release")
# A signature may be said to be void, and a case to have left the scope: once, and nothing else.
GUARD = """
create function tickets_only_ended() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - tg_argv[0]) is distinct from (to_jsonb(old) - tg_argv[0])
    or (to_jsonb(old) -> tg_argv[0]) is distinct from 'null'::jsonb then
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger tickets_releasesign_stays before delete on tickets_releasesign
  for each row execute function engine_append_only();
create trigger tickets_releasesign_whole before truncate on tickets_releasesign
  for each statement execute function engine_append_only();
create trigger tickets_releasesign_ended before update on tickets_releasesign
  for each row execute function tickets_only_ended('void_at');
create trigger tickets_releaseitem_stays before delete on tickets_releaseitem
  for each row execute function engine_append_only();
create trigger tickets_releaseitem_whole before truncate on tickets_releaseitem
  for each statement execute function engine_append_only();
create trigger tickets_releaseitem_ended before update on tickets_releaseitem
  for each row execute function tickets_only_ended('to_scope');
"""
UNGUARD = (
    "".join(
        f"drop trigger tickets_{table}_{name} on tickets_{table};"
        for table in ("releasesign", "releaseitem")
        for name in ("stays", "whole", "ended")
    )
    + "drop function tickets_only_ended();"
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
        ("tickets", "0028_watch_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[],
            options={
                "verbose_name": "Release",
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
            name="ReleaseDetail",
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
                ("release_version", models.CharField(blank=True, max_length=40)),
                (
                    "release_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("major", "Major release"),
                            ("minor", "Minor release"),
                            ("patch", "Patch"),
                            ("hotfix", "Hotfix"),
                        ],
                        max_length=6,
                    ),
                ),
                ("target_start", models.DateField(null=True)),
                ("target_end", models.DateField(null=True)),
                (
                    "rollout_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("samtidig", "All regions at once"),
                            ("vagor", "In waves"),
                            ("per_region", "Region by region"),
                        ],
                        max_length=10,
                    ),
                ),
                ("proposed_items", models.JSONField(null=True)),
                ("proposed_pending", models.JSONField(default=list)),
                ("scope_number", models.PositiveSmallIntegerField(default=0)),
                ("scope_digest", models.CharField(blank=True, max_length=64)),
                ("scope_decision", models.CharField(blank=True, max_length=140)),
                ("scoped_at", models.DateTimeField(null=True)),
                ("build_id", models.CharField(blank=True, max_length=80)),
                (
                    "environment",
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
                ("delivered_at", models.DateTimeField(null=True)),
                ("delivered_number", models.PositiveSmallIntegerField(null=True)),
                ("missing_items", models.JSONField(default=list)),
                ("acceptance_at", models.DateTimeField(null=True)),
                ("participants", models.JSONField(default=list)),
                ("training_at", models.DateTimeField(null=True)),
                ("communication_at", models.DateTimeField(null=True)),
                ("regulatory_note_read", models.BooleanField(default=False)),
                ("approved_at", models.DateTimeField(null=True)),
                ("rollout_at", models.DateTimeField(null=True)),
                ("halted_at", models.DateTimeField(null=True)),
                ("halter_signs", models.BooleanField(default=False)),
                (
                    "halt_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patient_safety", "Patient safety"),
                            ("fault", "A fault in what was delivered"),
                            ("operations", "The operation of the service"),
                            ("other", "Another ground"),
                        ],
                        max_length=14,
                    ),
                ),
                ("halted_waves", models.JSONField(default=list)),
                ("els_until", models.DateField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "halted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.organisation",
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
                    "test_leader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("els_until__isnull", False)),
                        fields=["els_until"],
                        name="release_by_els_end",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_scope", models.PositiveSmallIntegerField()),
                ("to_scope", models.PositiveSmallIntegerField(null=True)),
                ("pending", models.BooleanField(default=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
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
                "indexes": [models.Index(fields=["item"], name="release_of_item")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_scope", None)), fields=("ticket", "item"), name="release_item_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ticket", models.F("item")), _negated=True), name="release_item_is_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_scope", None), ("to_scope__gte", models.F("from_scope")), _connector="OR"
                        ),
                        name="release_item_scopes_in_order",
                    ),
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseSign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("approve", "Approval for rollout"),
                            ("lift", "End of the halt"),
                            ("cancel", "Calling off the release"),
                            ("go", "The region's go"),
                            ("verify", "The region's verification"),
                            ("defer", "Deferral in the region"),
                            ("opt_out", "The region's opting out"),
                        ],
                        max_length=8,
                    ),
                ),
                ("party", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=80)),
                ("role_label", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("void_at", models.DateTimeField(null=True)),
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
                "ordering": ["pk"],
                "default_manager_name": "all_objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("void_at", None)),
                        fields=["ticket", "purpose"],
                        name="release_sign_in_force",
                    )
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AlterField(
            model_name="link",
            name="kind",
            field=models.CharField(
                choices=[
                    ("related", "is related to"),
                    ("duplicate_of", "is a duplicate of"),
                    ("reclassified_to", "was reclassified to"),
                    ("caused_by", "is caused by"),
                    ("follows", "follows from"),
                    ("solved_by", "is solved by"),
                    ("part_of", "is part of"),
                    ("split_from", "was split out of"),
                    ("in_major", "is part of the major incident"),
                    ("in_release", "is part of the release"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(constraint(STATES), constraint(BEFORE)),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
