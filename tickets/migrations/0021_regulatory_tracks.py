"""Duties to report to an authority: a track an organisation and law, and what was sent."""

import django.db.models.deletion
import django.db.models.manager
import django_fsm
from django.conf import settings
from django.db import migrations, models

import tickets.models.subject

GUARD = """
create trigger tickets_regulatorytrack_born before insert on tickets_regulatorytrack
  for each row execute function engine_only_by_step();
create trigger tickets_regulatorytrack_changed before update on tickets_regulatorytrack
  for each row when (new.state is distinct from old.state or new.version is distinct from old.version)
  execute function engine_only_by_step();
create trigger tickets_regulatorytrack_stays before delete on tickets_regulatorytrack
  for each row execute function engine_append_only();
create trigger tickets_regulatorytrack_whole before truncate on tickets_regulatorytrack
  for each statement execute function engine_append_only();
create trigger tickets_regulatoryreport_stays before update or delete on tickets_regulatoryreport
  for each row execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger tickets_{name} on tickets_{name.split('_')[0]};"
    for name in (
        "regulatorytrack_born", "regulatorytrack_changed", "regulatorytrack_stays", "regulatorytrack_whole",
        "regulatoryreport_stays",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_organisations_and_collaboration"),
        ("tickets", "0020_major_incidents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegulatoryTrack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("nis2", "Cybersecurity Act (2025:1506), significant incident"),
                            ("gdpr_33", "GDPR article 33, personal data breach"),
                            ("device", "Medical device or NMI (HSLF-FS 2021:52)"),
                            ("lex_maria", "Lex Maria (2010:659)"),
                            ("maker", "The manufacturer's report (MDR article 87)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("state", django_fsm.FSMField(default="", editable=False, max_length=20, protected=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("aware_at", models.DateTimeField(null=True)),
                ("significant_at", models.DateTimeField(null=True)),
                ("known_by_program", models.BooleanField(default=False)),
                ("decided_role", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_seq", models.PositiveIntegerField(default=0)),
                (
                    "decided_by",
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
            name="RegulatoryReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("warning", "Early warning"),
                            ("notification", "Incident notification"),
                            ("progress", "Progress report"),
                            ("final", "Final report"),
                            ("breach", "Notification of a personal data breach"),
                            ("authority", "Report to the Medical Products Agency"),
                            ("to_maker", "Notice to the manufacturer"),
                            ("inspectorate", "Report to the Health and Social Care Inspectorate"),
                            ("maker", "The manufacturer's report to the Medical Products Agency"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("event_seq", models.PositiveIntegerField()),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.regulatorytrack"
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
        migrations.AddIndex(
            model_name="regulatorytrack",
            index=models.Index(fields=["organisation", "state"], name="track_of_organisation"),
        ),
        migrations.AddConstraint(
            model_name="regulatorytrack",
            constraint=models.UniqueConstraint(fields=("ticket", "organisation", "regime"), name="track_once"),
        ),
        migrations.AddConstraint(
            model_name="regulatorytrack",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["assessing", "reporting", "not_reportable", "done"])),
                name="track_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="regulatoryreport",
            index=models.Index(fields=["track", "sent_at"], name="report_of_track"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
