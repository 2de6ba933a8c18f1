"""Orders: one row a ticket, signatures that nobody changes, and the states of the process."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

BEFORE = import_module("tickets.migrations.0031_deviations").STATES
STATES = BEFORE | {
    "service-request": [
        "draft", "submitted", "regional_approval", "joint_review", "expert_review", "quoting", "order_approval",
        "fulfilment", "on_hold", "delivered", "closed", "rejected", "cancelled", "expired",
    ],
}  # fmt: skip
GUARD = """
create trigger tickets_ordersign_stays before delete on tickets_ordersign
  for each row execute function engine_append_only();
create trigger tickets_ordersign_whole before truncate on tickets_ordersign
  for each statement execute function engine_append_only();
create trigger tickets_ordersign_ended before update on tickets_ordersign
  for each row execute function tickets_only_ended('void_at');
"""
UNGUARD = "".join(
    f"drop trigger tickets_ordersign_{name} on tickets_ordersign;" for name in ("stays", "whole", "ended")
)
FULFILLERS = [("region", "The region itself"), ("support", "The support organisation"), ("vendor", "The vendor")]
RULES = [
    ("preapproved_item", "The item is approved in advance"),
    ("preapproved_group", "The group that orders is approved in advance"),
]
EXPERTS = [
    ("medication_templates", "Medication templates"),
    ("health_informatics", "Health informatics"),
    ("architecture", "Architecture"),
]
REJECTS = [
    ("ej_behov", "The need is not shown"),
    ("utanfor_avtal", "Outside the contract"),
    ("kostnad", "The cost is not accepted"),
    ("befintlig_losning", "An existing service or template can be used"),
    ("fel_bestallning", "Wrong catalogue item"),
]
PURPOSES = [("convert", "Convert to change"), ("quote", "Accept the quote")]
SCOPED = [("all_objects", django.db.models.manager.Manager())]


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


def _of(model, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_process_figures"),
        ("tickets", "0036_catalogue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRequest",
            fields=[],
            options={"verbose_name": "Service request", "proxy": True, "indexes": [], "constraints": []},
            bases=("tickets.ticket",),
            managers=SCOPED,
        ),
        migrations.CreateModel(
            name="ServiceRequestDetail",
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
                ("version", _of("tickets.catalogueversion", null=True)),
                ("ordered_for", models.CharField(blank=True, max_length=160)),
                ("cost_centre", models.CharField(blank=True, max_length=40)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("approved_by_rule", models.CharField(blank=True, choices=RULES, max_length=20)),
                ("approved_by", _of(settings.AUTH_USER_MODEL, null=True)),
                ("fulfiller", models.CharField(blank=True, choices=FULFILLERS, max_length=8)),
                ("in_contract", models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3)),
                ("expert_field", models.CharField(blank=True, choices=EXPERTS, max_length=24)),
                ("decision", models.CharField(blank=True, max_length=80)),
                ("reject_code", models.CharField(blank=True, choices=REJECTS, max_length=20)),
                ("expires_at", models.DateTimeField(null=True)),
                ("fulfil_by", models.DateTimeField(null=True)),
                ("fulfil_stands_since", models.DateTimeField(null=True)),
                ("copied_from", _of("tickets.ticket", null=True)),
                ("withdrawal_asked_at", models.DateTimeField(null=True)),
                ("withdrawal_agreed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OrderSign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticket", _of("tickets.ticket")),
                ("purpose", models.CharField(choices=PURPOSES, max_length=8)),
                ("party", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=80)),
                ("role_label", models.CharField(max_length=120)),
                ("person", _of(settings.AUTH_USER_MODEL)),
                ("organisation", _of("regions.organisation")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("event_seq", models.PositiveIntegerField()),
                ("void_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "default_manager_name": "all_objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("void_at", None)), fields=["ticket", "purpose"], name="order_sign_in_force"
                    )
                ],
            },
            managers=SCOPED,
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(constraint(STATES), constraint(BEFORE)),
    ]
