"""What the laws want reported and how soon, as versioned data; field safety notices that each region acknowledges; and
drafts of the review of a major incident.
"""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

LAWS = [
    ("nis2", "Cybersecurity Act (2025:1506), significant incident"),
    ("gdpr_33", "GDPR article 33, personal data breach"),
    ("device", "Medical device or NMI (HSLF-FS 2021:52)"),
    ("lex_maria", "Lex Maria (2010:659)"),
    ("maker", "The manufacturer's report (MDR article 87)"),
    ("notice", "Field safety notice of the manufacturer (MDR article 89)"),
]
STAGES = [
    ("warning", "Early warning"),
    ("notification", "Incident notification"),
    ("progress", "Progress report"),
    ("final", "Final report"),
    ("breach", "Notification of a personal data breach"),
    ("authority", "Report to the Medical Products Agency"),
    ("to_maker", "Notice to the manufacturer"),
    ("inspectorate", "Report to the Health and Social Care Inspectorate"),
    ("maker", "The manufacturer's report to the Medical Products Agency"),
    ("acknowledged", "Acknowledgement of the field safety notice"),
]
EVENTS = [
    ("public_health", "Serious threat to public health"),
    ("death", "Death, or serious deterioration that was not expected"),
    ("other", "Another serious incident"),
]
ANSWERS = [
    ("acted", "Read, and the measures are done"),
    ("acting", "Read, and the measures are under way"),
    ("not_concerned", "Read, and we are not concerned"),
]
KINDS = [("time", "Time"), ("reminder", "Reminder"), ("threshold", "Threshold")]
UNITS = [(one, one.capitalize()) for one in ("hour", "day", "month", "person", "percent", "occasion")]
# That somebody has read the source may be added; nothing else of a rule changes.
GUARD = """
create function tickets_rule_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'verified_at' = to_jsonb(old) - 'verified_at' then
    return new;
  end if;
  raise exception 'a rule of reporting stays as it was first loaded' using errcode = 'integrity_constraint_violation';
end $$;
create trigger tickets_reportrule_stays before update or delete on tickets_reportrule
  for each row execute function tickets_rule_kept();
"""
UNGUARD = """
drop trigger tickets_reportrule_stays on tickets_reportrule;
drop function tickets_rule_kept();
"""


def _to(model: str, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_process_figures"), ("tickets", "0033_risk_questions")]

    operations = [
        migrations.CreateModel(
            name="ReportRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("law", models.CharField(choices=LAWS, max_length=12)),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("stage", models.CharField(blank=True, choices=STAGES, max_length=12)),
                ("event", models.CharField(blank=True, choices=EVENTS, max_length=16)),
                ("value", models.PositiveIntegerField(blank=True, null=True)),
                ("unit", models.CharField(blank=True, choices=UNITS, max_length=8)),
                ("warn_at", models.CharField(blank=True, max_length=40)),
                ("legal_reference", models.CharField(max_length=200)),
                ("verified_at", models.DateField(blank=True, null=True)),
                (
                    "collaboration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.collaboration"
                    ),
                ),
            ],
            options={
                "ordering": ["slug", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collaboration", "slug", "version"), name="report_rule_version_once"
                    ),
                    models.UniqueConstraint(
                        fields=("collaboration", "slug", "valid_from"), name="report_rule_day_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("kind__in", [name for name, _label in KINDS]),
                            ("law__in", [name for name, _label in LAWS]),
                            ("unit__in", ["", *(name for name, _label in UNITS)]),
                        ),
                        name="report_rule_words_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AlterField(
            model_name="regulatorytrack",
            name="event_kind",
            field=models.CharField(blank=True, choices=EVENTS, default="", max_length=16),
        ),
        migrations.AlterField(
            model_name="regulatorytrack",
            name="regime",
            field=models.CharField(choices=LAWS, max_length=12),
        ),
        migrations.AlterField(
            model_name="regulatoryreport",
            name="stage",
            field=models.CharField(choices=STAGES, max_length=12),
        ),
        migrations.AddField(
            model_name="regulatorytrack",
            name="answer",
            field=models.CharField(blank=True, choices=ANSWERS, default="", max_length=16),
        ),
        migrations.CreateModel(
            name="MiReviewDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                ("author", _to(settings.AUTH_USER_MODEL)),
                ("cause", _to("tickets.textversion", null=True)),
                ("no_actions", _to("tickets.textversion", null=True)),
                ("organisation", _to("regions.organisation")),
                ("ticket", _to("tickets.ticket")),
                ("worked_badly", _to("tickets.textversion", null=True)),
                ("worked_well", _to("tickets.textversion", null=True)),
            ],
            options={
                "default_manager_name": "all_objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("dropped_at", None)), fields=("ticket",), name="review_one_draft"
                    )
                ],
            },
            managers=[("all_objects", django.db.models.manager.Manager())],
        ),
    ]
