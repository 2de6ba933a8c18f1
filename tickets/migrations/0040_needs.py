"""Needs: one row a ticket, what each region says of it, the programme areas, and the states of the process."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

BEFORE = import_module("tickets.migrations.0037_orders").STATES
STATES = BEFORE | {
    "need": [
        "draft", "submitted", "regional_prepared", "joint_review", "prioritised", "converted", "effect_followup",
        "closed", "declined", "parked",
    ],
}  # fmt: skip
SCORES = [(0, "Nothing"), (1, "Some"), (2, "Much"), (3, "It is decisive")]
RANKS = [("high", "High"), ("medium", "Medium"), ("low", "Low")]
MET = [("yes", "Yes"), ("partly", "Partly"), ("no", "No")]
DECLINED = [
    ("tacks_redan", "Is met already"),
    ("ej_gemensamt", "Of no joint benefit"),
    ("lag_nytta", "The benefit is too small"),
    ("ej_mojligt", "Cannot be done"),
    ("atertaget", "Withdrawn by whoever asked"),
]


def constraint(states) -> str:
    known = " or ".join(
        f"(process = '{process}' and state in ({', '.join(repr(state) for state in its)}))"
        for process, its in states.items()
    )
    return (
        "alter table tickets_ticket drop constraint ticket_state_of_process;"
        f"alter table tickets_ticket add constraint ticket_state_of_process check ({known}) not valid;"
        "alter table tickets_ticket validate constraint ticket_state_of_process;"
    )


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model: str):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


def _score():
    return models.PositiveSmallIntegerField(choices=SCORES, null=True)


SCOPED = {
    "options": {"default_manager_name": "all_objects"},
    "managers": [("all_objects", django.db.models.manager.Manager())],
}


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_process_figures"), ("tickets", "0039_order_rows")]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[],
            options={"verbose_name": "Need", "proxy": True, "indexes": [], "constraints": []},
            bases=("tickets.ticket",),
            managers=[("all_objects", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="ProgrammeArea",
            fields=[
                ("id", _key()),
                ("label_sv", models.CharField(max_length=200)),
                ("label_en", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("collaboration", _of("regions.collaboration")),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("collaboration", "slug"), name="programme_area_once")],
            },
        ),
        migrations.CreateModel(
            name="NeedDetail",
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
                ("prepared_at", models.DateTimeField(null=True)),
                ("joint_at", models.DateTimeField(null=True)),
                ("prioritised_at", models.DateTimeField(null=True)),
                ("converted_at", models.DateTimeField(null=True)),
                ("followup_at", models.DateTimeField(null=True)),
                ("business_area", models.CharField(blank=True, max_length=120)),
                ("score_patients", _score()),
                ("score_staff", _score()),
                ("score_citizens", _score()),
                ("score_equal", _score()),
                ("score_joint", _score()),
                ("joint_priority", models.CharField(blank=True, choices=RANKS, max_length=6)),
                ("decision", models.CharField(blank=True, max_length=60)),
                ("declined", models.CharField(blank=True, choices=DECLINED, max_length=12)),
                ("review_at", models.DateField(null=True)),
                ("effect_due_at", models.DateTimeField(null=True)),
                ("effect_asked_at", models.DateTimeField(null=True)),
                ("benefit_met", models.CharField(blank=True, choices=MET, max_length=6)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("effect_asked_at__isnull", False)),
                        fields=["ticket"],
                        name="need_effect_asked",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="NeedVoice",
            fields=[
                ("id", _key()),
                ("rank", models.CharField(choices=RANKS, max_length=6)),
                ("since", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("benefit_met", models.CharField(blank=True, choices=MET, max_length=6)),
                ("effect_at", models.DateTimeField(null=True)),
                ("effect_seq", models.PositiveIntegerField(default=0)),
                ("region", _of("regions.organisation")),
                ("ticket", _of("tickets.ticket")),
            ],
            **SCOPED,
        ),
        migrations.CreateModel(
            name="NeedArea",
            fields=[("id", _key()), ("area", _of("tickets.programmearea")), ("ticket", _of("tickets.ticket"))],
            **SCOPED,
        ),
        migrations.AddIndex(
            model_name="needvoice",
            index=models.Index(fields=["region", "ticket"], name="need_voice_of_region"),
        ),
        migrations.AddConstraint(
            model_name="needvoice",
            constraint=models.UniqueConstraint(fields=("ticket", "region"), name="need_voice_once"),
        ),
        migrations.AddConstraint(
            model_name="needvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("benefit_met", ""), ("effect_at", None)),
                    models.Q(("effect_at__isnull", False), models.Q(("benefit_met", ""), _negated=True)),
                    _connector="OR",
                ),
                name="need_effect_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="needarea",
            constraint=models.UniqueConstraint(fields=("ticket", "area"), name="need_area_once"),
        ),
        migrations.RemoveConstraint(model_name="ticket", name="ticket_registered_when_not_draft"),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "cancelled", "declined")),
                    ("registered_at__isnull", False),
                    _connector="OR",
                ),
                name="ticket_registered_when_not_draft",
            ),
        ),
        migrations.RunSQL(constraint(STATES), constraint(BEFORE)),
    ]
