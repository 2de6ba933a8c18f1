"""Major incidents: their own row, regions, duties, messages, timeline and actions of the review."""

import django.db.models.deletion
import django.db.models.manager
import django_fsm
from django.conf import settings
from django.db import migrations, models

import tickets.models.subject

GUARD = """
create trigger tickets_miregionrow_born before insert on tickets_miregionrow
  for each row execute function engine_only_by_step();
create trigger tickets_miregionrow_changed before update on tickets_miregionrow
  for each row when (new.state is distinct from old.state or new.version is distinct from old.version)
  execute function engine_only_by_step();
create trigger tickets_miregionrow_stays before delete on tickets_miregionrow
  for each row execute function engine_append_only();
create trigger tickets_mientry_stays before update or delete on tickets_mientry
  for each row execute function engine_append_only();
create trigger tickets_mimessage_stays before delete on tickets_mimessage
  for each row execute function engine_append_only();
create trigger tickets_mimessage_published before update on tickets_mimessage
  for each row when (old.published_at is not null) execute function engine_append_only();
create trigger tickets_misuffix_stays before update or delete on tickets_misuffix
  for each row execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger tickets_{name} on tickets_{name.split('_')[0]};"
    for name in (
        "miregionrow_born", "miregionrow_changed", "miregionrow_stays", "mientry_stays", "mimessage_stays",
        "mimessage_published", "misuffix_stays",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("tickets", "0019_states_of_problems_and_major_incidents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="MajorIncidentDetail",
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
                ("hosting_fault", models.BooleanField(default=False)),
                ("decide_by", models.DateTimeField(null=True)),
                ("declared_at", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField(null=True)),
                ("bridge", models.CharField(blank=True, max_length=200)),
                (
                    "confidence",
                    models.CharField(
                        blank=True, choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=6
                    ),
                ),
                ("restored_at", models.DateTimeField(null=True)),
                ("watch_hours", models.PositiveSmallIntegerField(default=4)),
                ("first_message_at", models.DateTimeField(null=True)),
                ("last_message_at", models.DateTimeField(null=True)),
                ("message_due_at", models.DateTimeField(null=True)),
                ("messages_missed", models.PositiveSmallIntegerField(default=0)),
                ("meeting_at", models.DateTimeField(null=True)),
                ("invitees", models.JSONField(default=list)),
                ("no_actions", models.BooleanField(default=False)),
                (
                    "signed_as",
                    models.CharField(
                        blank=True,
                        choices=[("major", "For major incidents"), ("problem", "For problems")],
                        max_length=8,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_seq", models.PositiveIntegerField(default=0)),
                (
                    "change",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "review_owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MiMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("next_at", models.DateTimeField(null=True)),
                ("regions", models.JSONField(default=list)),
                ("written_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.mimessage"
                    ),
                ),
                (
                    "impact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "reserve_routine",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "situation",
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
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("lead", "Leader"),
                            ("communicator", "Communicator"),
                            ("logger", "Log keeper"),
                            ("technician", "Technician"),
                        ],
                        max_length=12,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
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
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiRegionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", django_fsm.FSMField(default="", editable=False, max_length=20, protected=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("guessed", models.BooleanField(default=False)),
                ("stated_at", models.DateTimeField(null=True)),
                ("oral", models.BooleanField(default=False)),
                ("told_by", models.CharField(blank=True, max_length=120)),
                ("told_at", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField(null=True)),
                ("affected_at", models.DateTimeField(null=True)),
                ("restored_at", models.DateTimeField(null=True)),
                ("confirmed_restored_at", models.DateTimeField(null=True)),
                ("units", models.CharField(blank=True, max_length=400)),
                (
                    "users_affected",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("n1", "1"),
                            ("n2_10", "2–10"),
                            ("n11_100", "11–100"),
                            ("n101_1000", "101–1,000"),
                            ("n1001", "More than 1,000"),
                            ("unknown", "Not known"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reserve_routine", models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3)),
                ("stated_minutes", models.PositiveIntegerField(null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("named_silent", models.BooleanField(default=False)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            },
            bases=(tickets.models.subject.PartSubject, django_fsm.FSMModelMixin, models.Model),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiSuffix",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.mimessage"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
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
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_seq", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
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
                "default_manager_name": "all_objects",
                "indexes": [models.Index(condition=models.Q(("done_at", None)), fields=["ticket"], name="action_open")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("lead", "Leader"),
                            ("communicator", "Communicator"),
                            ("logger", "Log keeper"),
                            ("technician", "Technician"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
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
                        condition=models.Q(("until", None)), fields=("ticket", "duty"), name="duty_of_one_person"
                    )
                ],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MiEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_seq", models.PositiveIntegerField()),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
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
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.mientry"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
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
                "default_manager_name": "all_objects",
                "indexes": [models.Index(fields=["ticket", "happened_at"], name="entry_of_major")],
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="mimessage",
            index=models.Index(fields=["ticket", "-number"], name="message_of_major"),
        ),
        migrations.AddConstraint(
            model_name="mimessage",
            constraint=models.UniqueConstraint(fields=("ticket", "number"), name="message_number_once"),
        ),
        migrations.AddConstraint(
            model_name="mimessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at", None), ("published_at", None)),
                fields=("ticket",),
                name="message_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="mioffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("ticket", "duty"), name="duty_offered_once"
            ),
        ),
        migrations.AddIndex(
            model_name="miregionrow",
            index=models.Index(fields=["region", "state"], name="major_row_of_region"),
        ),
        migrations.AddConstraint(
            model_name="miregionrow",
            constraint=models.UniqueConstraint(fields=("ticket", "region"), name="major_row_once_per_region"),
        ),
        migrations.AddConstraint(
            model_name="miregionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["unknown", "not_affected", "affected", "degraded", "restored", "confirmed"])
                ),
                name="major_row_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="miregionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("oral", False),
                    models.Q(models.Q(("told_by", ""), _negated=True), ("told_at__isnull", False)),
                    _connector="OR",
                ),
                name="major_row_oral_with_teller",
            ),
        ),
        migrations.AddIndex(
            model_name="misuffix",
            index=models.Index(fields=["message", "region"], name="suffix_of_message"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
