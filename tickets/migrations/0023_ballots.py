"""Ballots with their votes and versioned rules, and the decisions of forums: steps write them, nobody changes them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import django_fsm
from django.conf import settings
from django.db import migrations, models

import tickets.balloting.subject

GUARD = """
create trigger tickets_ballot_born before insert on tickets_ballot
  for each row execute function engine_only_by_step();
create trigger tickets_ballot_changed before update on tickets_ballot
  for each row when (new.state is distinct from old.state or new.version is distinct from old.version)
  execute function engine_only_by_step();
create trigger tickets_ballot_frozen before update on tickets_ballot
  for each row when (new.frozen is distinct from old.frozen or new.digest is distinct from old.digest
    or new.seats is distinct from old.seats or new.rule_id is distinct from old.rule_id
    or new.deadline is distinct from old.deadline or new.opened_at is distinct from old.opened_at
    or new.ticket_id is distinct from old.ticket_id or new.stage is distinct from old.stage
    or new.proposal is distinct from old.proposal or new.forum is distinct from old.forum)
  execute function engine_append_only();
create trigger tickets_ballot_stays before delete on tickets_ballot
  for each row execute function engine_append_only();
create trigger tickets_ballot_whole before truncate on tickets_ballot
  for each statement execute function engine_append_only();
create trigger tickets_vote_stays before update or delete on tickets_vote
  for each row execute function engine_append_only();
create trigger tickets_vote_whole before truncate on tickets_vote
  for each statement execute function engine_append_only();
create trigger tickets_decision_stays before update or delete on tickets_decision
  for each row execute function engine_append_only();
create trigger tickets_decision_whole before truncate on tickets_decision
  for each statement execute function engine_append_only();
create trigger tickets_ballotrule_stays before update or delete on tickets_ballotrule
  for each row execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger tickets_{table}_{name} on tickets_{table};"
    for table, name in (
        ("ballot", "born"), ("ballot", "changed"), ("ballot", "frozen"), ("ballot", "stays"), ("ballot", "whole"),
        ("vote", "stays"), ("vote", "whole"), ("decision", "stays"), ("decision", "whole"), ("ballotrule", "stays"),
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("tickets", "0022_processes_in_folders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BallotRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("forum", models.SlugField(blank=True, max_length=100)),
                ("seats", models.JSONField()),
                ("quorum", models.CharField(default="all", max_length=12)),
                (
                    "need",
                    models.CharField(
                        choices=[
                            ("simple", "more than half"),
                            ("two_thirds", "at least two thirds"),
                            ("all", "all who may vote"),
                            ("all_affected", "every region concerned"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        choices=[
                            ("seats", "of all who may vote"),
                            ("voted", "of the votes cast, abstentions too"),
                            ("yes_or_no", "of the votes for and against"),
                        ],
                        default="seats",
                        max_length=12,
                    ),
                ),
                ("veto", models.JSONField(blank=True, default=list)),
                (
                    "silence",
                    models.CharField(
                        choices=[
                            ("not_counted", "Silence is no vote"),
                            ("consent_after", "Silence counts as yes when the time is over"),
                        ],
                        default="not_counted",
                        max_length=16,
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        choices=[("falls", "A tie is a no"), ("chair", "At a tie the chair's vote decides")],
                        default="falls",
                        max_length=8,
                    ),
                ),
                (
                    "closes",
                    models.CharField(
                        choices=[
                            ("when_met", "as soon as the rule is met, or can no longer be met"),
                            ("when_certain", "as soon as no vote that is left could change it"),
                            ("at_deadline", "only when the time is over"),
                        ],
                        default="when_met",
                        max_length=14,
                    ),
                ),
                ("persons", models.PositiveSmallIntegerField(default=1)),
                ("organisations", models.PositiveSmallIntegerField(default=1)),
                ("min_working_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["slug", "version"],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.SlugField(max_length=40)),
                ("proposal", models.PositiveSmallIntegerField(default=1)),
                ("forum", models.SlugField(blank=True, max_length=100)),
                ("frozen", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("seats", models.JSONField()),
                ("state", django_fsm.FSMField(default="", editable=False, max_length=10, protected=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("deadline", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("then_passed", models.CharField(blank=True, max_length=60)),
                ("then_failed", models.CharField(blank=True, max_length=60)),
                ("used_seq", models.PositiveIntegerField(default=0)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ballotrule"
                    ),
                ),
            ],
            options={
                "default_manager_name": "all_objects",
            },
            bases=(tickets.balloting.subject.BallotSubject, django_fsm.FSMModelMixin, models.Model),
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("forum", models.SlugField(max_length=100)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=60)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("postponed", "Postponed"),
                            ("noted", "Noted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("votes", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("role_label", models.CharField(max_length=120)),
                ("per_capsulam", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                (
                    "ballot",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ballot"
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conditions",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "deputy_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dissent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.event"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.organisation"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.decision"
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
                "ordering": ["-year", "-number"],
                "default_manager_name": "all_objects",
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="BallotSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seat", models.CharField(max_length=80)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), size=None),
                ),
                (
                    "later_roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=80), default=list, size=None
                    ),
                ),
                ("waiting", models.BooleanField(default=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ballot"
                    ),
                ),
                (
                    "organisation",
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
            },
            managers=[
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seat", models.CharField(max_length=80)),
                ("role", models.CharField(max_length=80)),
                ("role_label", models.CharField(max_length=120)),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("approve", "Yes"),
                            ("condition", "Yes, with a condition"),
                            ("reject", "No"),
                            ("abstain", "Abstain"),
                            ("conflict", "Conflict of interest"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reject_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("patient_safety", "Patient safety"),
                            ("infosec", "Information security"),
                            ("operations", "The work or its time does not suit us"),
                            ("cost", "Cost"),
                            ("not_needed", "We do not need it"),
                            ("other", "Another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("event_seq", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ballot"
                    ),
                ),
                (
                    "for_person",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.textversion",
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
        migrations.AddConstraint(
            model_name="ballotrule",
            constraint=models.UniqueConstraint(
                fields=("collaboration", "slug", "version"), name="ballot_rule_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotrule",
            constraint=models.UniqueConstraint(
                fields=("collaboration", "slug", "valid_from"), name="ballot_rule_day_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("base__in", ["seats", "voted", "yes_or_no"]),
                    ("closes__in", ["when_met", "when_certain", "at_deadline"]),
                    ("need__in", ["simple", "two_thirds", "all", "all_affected"]),
                    ("silence__in", ["not_counted", "consent_after"]),
                    ("tie__in", ["falls", "chair"]),
                ),
                name="ballot_rule_words_known",
            ),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(fields=["ticket", "stage", "-id"], name="ballot_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(fields=["forum", "-id"], name="ballot_of_forum"),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["deadline"], name="ballot_open"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")), fields=("ticket", "stage"), name="ballot_one_open_a_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "passed", "failed", "voided", "expired"])),
                name="ballot_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("deadline__gt", models.F("opened_at"))), name="ballot_deadline_after_opening"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["ticket", "-id"], name="decision_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("forum", "year", "number"), name="decision_number_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["approved", "rejected", "postponed", "noted"])),
                name="decision_result_known",
            ),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(fields=["ballot", "id"], name="vote_of_ballot"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("ballot", "="), ("person", "="), ("seat", "<>")], name="vote_person_for_one_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ["approve", "condition", "reject", "abstain", "conflict"])),
                name="vote_choice_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", "reject"), _negated=True),
                    models.Q(("reject_code", ""), _negated=True),
                    _connector="OR",
                ),
                name="vote_rejection_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="ballotseat",
            index=models.Index(
                condition=models.Q(("waiting", True)), fields=["organisation"], name="ballot_seat_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotseat",
            constraint=models.UniqueConstraint(fields=("ballot", "seat", "organisation"), name="ballot_seat_once"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
