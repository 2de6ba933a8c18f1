"""The register of field safety notices: each with its number, when it went out, and how each region has answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tickets.models import RegulatoryTrack, TextVersion, Ticket
from tickets.processes.regulatory.codes import Regime
from tickets.web import menu

# Who has it in the menu; it is read by all of the customer side, each as far as the own organisation goes.
READERS = ("regulatory.device", "regulatory.track", "ticket.widen")
SHOWN = 100


@dataclass(frozen=True)
class Notice:
    """`answers` are those that the reader may know: of the own region, or of all for the support organisation."""

    ticket: Ticket
    url: str
    reference: str
    answers: list[RegulatoryTrack]

    @property
    def sent_at(self):
        return min(one.opened_at for one in self.answers)

    @property
    def answered(self) -> int:
        return sum(one.state == "done" for one in self.answers)


@require_GET
def notices(request):
    """Newest first; three queries, however many."""
    if not request.actor.is_customer_side:
        raise PermissionDenied
    rows = listed(request.actor)
    context = {"rows": rows[:SHOWN], "is_more": len(rows) > SHOWN}
    return render(request, "tickets/regulatory/notices.html", context)


def listed(actor) -> list[Notice]:
    """At most one more than are shown."""
    answers = RegulatoryTrack.objects.visible_to(actor).filter(regime=Regime.NOTICE)
    cases = Ticket.objects.visible_to(actor).filter(pk__in=answers.values("ticket_id"))
    found = list(cases.order_by("-registered_at", "-pk")[: SHOWN + 1])
    by_case = defaultdict(list)
    for one in answers.filter(ticket__in=found).select_related("organisation").order_by("organisation__position"):
        by_case[one.ticket_id].append(one)
    words = TextVersion.objects.visible_to(actor).filter(ticket__in=found, field="notice_reference")
    numbers = {one.ticket_id: "" if one.redacted else one.body for one in words.order_by("event_seq")}
    return [
        Notice(one, reverse("tickets:detail", args=[one.number]), numbers.get(one.pk, ""), by_case[one.pk])
        for one in found
    ]


urlpatterns = [path("sakerhetsmeddelanden/", notices, name="safety_notices")]
menu.add(
    menu.REGISTERS,
    menu.Entry(
        ("tickets:safety_notices",),
        gettext_lazy("Field safety notices"),
        "alert",
        any_of=READERS,
        customer_side=True,
    ),
    after="tickets:escalations",
)
